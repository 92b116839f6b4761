// Bytes are copied; the headers of every response stand here.
#include "web/make_response.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace redstart {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 4> of_every_response = {
    {{"Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src "
      "'self' blob:; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'"},
     {"X-Content-Type-Options", "nosniff"},
     {"Referrer-Policy", "no-referrer"},
     {"Cache-Control", "no-store"}}};

bool has(const HttpResponse& answer, std::string_view name) {
    return std::ranges::any_of(answer.headers,
                               [&](const auto& header) { return header.first == name; });
}

} // namespace

MHD_Response* make_bytes_response(const std::string& bytes) {
    // The library wants a pointer that it may not change.
    return MHD_create_response_from_buffer(bytes.size(), const_cast<char*>(bytes.data()),
                                           MHD_RESPMEM_MUST_COPY);
}

void add_headers(MHD_Response* response, const HttpResponse& answer) {
    for (const auto& [name, value] : answer.headers)
        MHD_add_response_header(response, name.c_str(), value.c_str());
    for (const auto& [name, value] : of_every_response)
        if (!has(answer, name)) MHD_add_response_header(response, name, value);
}

HttpResponse json_response(const nlohmann::json& value, unsigned status) {
    return {status,
            {{"Content-Type", "application/json"}},
            value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

HttpResponse refusal_response(unsigned status, std::string_view why) {
    return json_response({{"ok", false}, {"error", why}}, status);
}

} // namespace redstart
