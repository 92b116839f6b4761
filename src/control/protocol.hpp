// What is said over the control socket: one JSON object per line, both ways (docs/control.md).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace redstart {

enum class Command : std::uint8_t { start, stop, toggle, mark, split, status };

struct Request {
    Command command = Command::status;
    std::string text;    // of mark; valid UTF-8 without control characters, may be empty
    bool follow = false; // of status: a line now, and more of them until the client hangs up
};

constexpr std::size_t max_request_bytes = 4096; // without the line end
constexpr std::size_t max_text_bytes = 1000;

/// Throws Error, and nothing else, for a line that is no request: too long, no JSON, nested, an
/// unknown command or key, a wrong type. The Error's text is fit to be sent back.
Request parse_request(std::string_view line);

/// A line with its end; throws Error where the text is not valid UTF-8.
std::string to_line(const Request& request);

/// A line with its end; bytes that are not UTF-8 (of a file's name) become U+FFFD.
std::string to_line(const nlohmann::json& reply);

/// {"ok": false, "error": why}
nlohmann::json refusal(std::string_view why);

} // namespace redstart
