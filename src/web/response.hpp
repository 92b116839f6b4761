// What a browser is told: a status, headers, and bytes, pieces of a file, or an endless stream.
#pragma once

#include "web/stream.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace redstart {

/// Bytes that are fetched as they are sent. `fetch` calls `got` on the loop's thread, at once or
/// later, with some of what stands from `at` on; nothing is an error, which breaks the connection.
struct HttpPieces {
    using Got = std::function<void(std::string bytes)>;

    std::uint64_t bytes = 0;
    std::function<void(std::uint64_t at, const Got& got)> fetch;
};

/// The server adds Content-Length, Date and the headers of every response. Who answers a range
/// sets 206 and Content-Range itself.
struct HttpResponse {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::variant<std::string, HttpPieces, std::shared_ptr<HttpStream>> body = {};
};

HttpResponse json_response(const nlohmann::json& value, unsigned status = 200);

/// {"ok":false,"error":why}
HttpResponse refusal_response(unsigned status, std::string_view why);

} // namespace redstart
