// What a browser is told: a status, headers, and bytes, a part of a file, or an endless stream.
#pragma once

#include "base/unique_fd.hpp"
#include "web/stream.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace redstart {

/// A part of an open file, which the kernel sends.
struct HttpFile {
    UniqueFd fd;
    std::uint64_t offset = 0, bytes = 0;
};

/// Bytes that are made as they are sent. `read` fills the front of `to`, at least one byte of it,
/// with what stands at `at`; 0 is an error, which breaks the connection. It must not wait for
/// anything but a disk.
struct HttpPieces {
    std::uint64_t bytes = 0;
    std::function<std::size_t(std::uint64_t at, std::span<char> to)> read;
};

/// The server adds Content-Length, Date and the headers of every response. Who answers a range
/// sets 206 and Content-Range itself.
struct HttpResponse {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::variant<std::string, HttpFile, HttpPieces, std::shared_ptr<HttpStream>> body = {};
};

HttpResponse json_response(const nlohmann::json& value, unsigned status = 200);

/// {"ok":false,"error":why}
HttpResponse refusal_response(unsigned status, std::string_view why);

} // namespace redstart
