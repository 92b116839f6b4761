// Bytes are copied, files are sent by the kernel, pieces are asked for as they are sent.
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

struct Pieces {
    static ssize_t read(void* pieces, std::uint64_t at, char* to, std::size_t most) {
        const std::size_t n = static_cast<HttpPieces*>(pieces)->read(at, {to, most});
        return n > 0 ? static_cast<ssize_t>(n) : MHD_CONTENT_READER_END_WITH_ERROR;
    }
    static void free(void* pieces) { delete static_cast<HttpPieces*>(pieces); }
};

MHD_Response* bytes_response(const std::string& bytes) {
    // The library wants a pointer that it may not change.
    return MHD_create_response_from_buffer(bytes.size(), const_cast<char*>(bytes.data()),
                                           MHD_RESPMEM_MUST_COPY);
}

MHD_Response* file_response(HttpFile file) {
    MHD_Response* response =
        MHD_create_response_from_fd_at_offset64(file.bytes, file.fd.get(), file.offset);
    if (response != nullptr) file.fd.release();
    return response;
}

MHD_Response* pieces_response(HttpPieces pieces) {
    constexpr std::size_t block = 16384;
    if (pieces.bytes == 0) return bytes_response({});
    const std::uint64_t bytes = pieces.bytes;
    return MHD_create_response_from_callback(bytes, block, Pieces::read,
                                             new HttpPieces(std::move(pieces)), Pieces::free);
}

bool has(const HttpResponse& answer, std::string_view name) {
    return std::ranges::any_of(answer.headers,
                               [&](const auto& header) { return header.first == name; });
}

} // namespace

MHD_Response* make_finite_response(decltype(HttpResponse::body) body) {
    if (auto* file = std::get_if<HttpFile>(&body)) return file_response(std::move(*file));
    if (auto* pieces = std::get_if<HttpPieces>(&body)) return pieces_response(std::move(*pieces));
    return bytes_response(std::get<std::string>(body));
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
