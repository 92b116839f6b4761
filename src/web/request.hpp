// What a browser asks for, read whole: method, place, headers, body, and who it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redstart {

/// HEAD is asked as a GET; the server leaves the body out of its answer.
enum class HttpMethod : std::uint8_t { get, post };

/// Everything in it has been checked for form alone. `path` and the query are decoded once, are
/// UTF-8 without control characters, and the path has no empty, "." or ".." step.
struct HttpRequest {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    HttpMethod method = HttpMethod::get;
    std::string path;    // begins with '/'
    std::string rest;    // of the path, behind a route that ends in '/'
    Pairs query;         // in the order of the address
    Pairs headers;       // names in small letters
    std::string body;    // of a POST
    std::string peer;    // its address, without the port
    std::string phone;   // the id of the paired phone that asks; empty: of none
    bool secure = false; // it came through TLS

    /// Of the first of that name; the header's in small letters, empty where there is none.
    std::string_view header(std::string_view name) const noexcept;
    std::optional<std::string_view> value(std::string_view name) const noexcept; // of the query
    std::string_view cookie(std::string_view name) const noexcept;
};

/// The request's path and query out of the bytes behind the method; nothing where their form is
/// wrong, and then the answer is 400.
bool parse_target(std::string_view target, HttpRequest& request);

} // namespace redstart
