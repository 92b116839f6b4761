// A browser that has the file already is told so: 304.
#include "web/page.hpp"

#include <redstart/error.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

namespace redstart {
namespace {

struct PageFile {
    const char *path, *name, *type;
};

constexpr std::array files = {
    PageFile{"/", "index.html", "text/html; charset=utf-8"},
    PageFile{"/style.css", "style.css", "text/css; charset=utf-8"},
    PageFile{"/script.js", "script.js", "text/javascript; charset=utf-8"}};

/// FNV-1a: it tells versions apart, and guards nothing.
std::string tag_of(const std::string& bytes) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "\"%016llx\"", static_cast<unsigned long long>(hash));
    return text.data();
}

HttpResponse answer(const std::filesystem::path& path, const char* type,
                    const HttpRequest& request) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return refusal_response(404, "page: the file is not installed; install it anew");
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::string tag = tag_of(bytes);
    HttpResponse response{200, {{"ETag", tag}, {"Cache-Control", "no-cache"}}, {}};
    if (request.header("if-none-match") == tag) {
        response.status = 304;
        return response;
    }
    response.headers.emplace_back("Content-Type", type);
    response.body = std::move(bytes);
    return response;
}

} // namespace

void add_page(Routes& routes, const std::filesystem::path& folder) {
    for (const PageFile& file : files)
        routes.get(file.path, WhoMayAsk::anybody,
                   [path = folder / file.name, type = file.type](const HttpRequest& request,
                                                                 const HttpReply& reply) {
                       reply.finish(answer(path, type, request));
                   });
}

} // namespace redstart
