// A page of another site can make a browser ask us; it has neither our names, nor our token.
#include "web/gate.hpp"

#include "web/secrets.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <utility>

namespace redstart {
namespace {

std::string small(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string cookie_of(const char* name, const std::string& value, const char* more, bool secure) {
    return std::string(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + more +
           (secure ? "; Secure" : "");
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// What a browser says itself of where the request comes from. A program says nothing of it.
bool is_from_elsewhere(const HttpRequest& request) {
    const std::string_view origin = request.header("origin");
    if (origin.empty()) return false;
    const std::string ours =
        std::string(request.secure ? "https://" : "http://") + std::string(request.header("host"));
    return small(origin) != small(ours);
}

} // namespace

std::string host_name(std::string_view header) {
    std::string_view name = header.substr(0, header.rfind(':'));
    if (header.ends_with(']') || header.find(':') == header.npos)
        name = header;
    else if (!is_port(header.substr(name.size() + 1)))
        return {};
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    return small(name);
}

bool is_address(std::string_view name) {
    in6_addr address{};
    const std::string text(name);
    return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

std::string session_cookie_of(const std::string& value, bool secure) {
    return cookie_of(session_cookie, value, "", secure);
}

std::string phone_cookie_of(const std::string& value, bool secure) {
    return cookie_of(phone_cookie, value, "; Max-Age=31536000", secure);
}

Gate::Gate(Phones& phones, std::string secret, std::vector<std::string> names, bool reading)
    : phones_(phones), secret_(std::move(secret)), names_(std::move(names)), reading_(reading) {
    for (std::string& name : names_) name = small(name);
}

/// One Host header and no more: two programs in a row may read different ones.
bool Gate::is_our_host(const HttpRequest& request) const {
    if (std::ranges::count(request.headers, "host", &HttpRequest::Pairs::value_type::first) != 1)
        return false;
    const std::string name = host_name(request.header("host"));
    return is_address(name) || std::ranges::find(names_, name) != names_.end();
}

std::string Gate::token(const HttpRequest& request) const {
    return token(request.cookie(session_cookie));
}

std::string Gate::token(std::string_view session) const {
    return session.empty() ? std::string() : token_of(secret_, session);
}

bool Gate::has_token(const HttpRequest& request) const {
    const std::string right = token(request);
    return !right.empty() && are_same(right, request.header("x-redstart-token"));
}

std::optional<HttpResponse> Gate::refusal(HttpRequest& request, const Route* route) {
    if (!is_our_host(request))
        return refusal_response(403, "host: the page has another name; ask by its address");
    if (is_from_elsewhere(request))
        return refusal_response(403, "origin: the request is another site's; open the page itself");
    if (const Phone* phone = phones_.find(request.cookie(phone_cookie))) request.phone = phone->id;
    const bool may_read = !request.phone.empty() || reading_;
    if (route == nullptr && !may_read)
        return refusal_response(401, "phone: it is not let in; open the page");
    if (route == nullptr) return refusal_response(404, "address: nothing is there; open the page");
    const bool may_ask = route->who == WhoMayAsk::anybody || !request.phone.empty() ||
                         (route->who == WhoMayAsk::readers && reading_);
    if (!may_ask) return refusal_response(401, "phone: it is not let in; open the page");
    if (request.method == HttpMethod::post && !has_token(request))
        return refusal_response(403, "token: it is not the page's; open the page anew");
    return {};
}

} // namespace redstart
