// What is said over the control socket: one JSON object per line, both ways (docs/control.md).
#pragma once

#include "base/order.hpp"
#include "base/phone_clock.hpp"
#include "base/take_care.hpp"
#include "base/take_words.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// What may be asked; the answer changes nothing.
enum class Question : std::uint8_t {
    status,
    config, // the keys of the configuration in force
    doctor, // the last verdict of `redstart doctor`
};

/// An order of those that may come over the socket, something to do with a finished take, with a
/// phone, or a question.
struct Request {
    std::optional<Order> order;
    std::string text;     // of mark; valid UTF-8 without control characters, may be empty
    bool follow = false;  // of the status: a line now, and more of them until the client hangs up
    TakeWords words = {}; // of start
    std::optional<TakeCare> care = {};
    bool pair = false;                    // a hold of the button is to let a phone in
    std::optional<PhoneTime> clock = {};  // which tells the time
    Question question = Question::status; // where it is nothing of these

    bool asks_for_status() const noexcept {
        return !order && !care && !pair && !clock && question == Question::status;
    }
};

constexpr std::size_t max_request_bytes = 16384; // without the line end; all notes fit
constexpr std::size_t max_text_bytes = 1000;

/// Throws Error, and nothing else, for a line of another kind: too long, not JSON, nested but for
/// the notes, an unknown command or key, a wrong type. The Error's text is fit to be sent back.
Request parse_request(std::string_view line);

/// A line with its end; throws Error where the text is not valid UTF-8.
std::string to_line(const Request& request);

/// A line with its end; bytes that are not UTF-8 (of a file's name) become U+FFFD.
std::string to_line(const nlohmann::json& reply);

/// {"ok": false, "error": why}
nlohmann::json refusal(std::string_view why);

} // namespace redstart
