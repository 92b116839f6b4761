// What stands between the network and the routes: names, origins, cookies and tokens.
#pragma once

#include "web/phones.hpp"
#include "web/routes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

constexpr const char* session_cookie = "redstart_session";
constexpr const char* phone_cookie = "redstart_phone";

/// The name in a Host header without its port, in small letters; empty where it is none.
std::string host_name(std::string_view header);
bool is_address(std::string_view name); // an IPv4 or IPv6 literal

/// The headers Set-Cookie of both kinds: HttpOnly, SameSite=Strict, Secure where TLS is.
std::string session_cookie_of(const std::string& value, bool secure);
std::string phone_cookie_of(const std::string& value, bool secure); // a year

class Gate {
public:
    /// `names`: what the page may be called beside addresses.
    Gate(Phones& phones, std::string secret, std::vector<std::string> names, bool reading);

    /// Sets `phone` of the request. The refusal: 403 for a wrong host, origin or token, 401 where a
    /// paired phone may ask alone, 404 for an address that is none; nothing where it may pass.
    std::optional<HttpResponse> refusal(HttpRequest& request, const Route* route);

    std::string token(const HttpRequest& request) const;
    std::string token(std::string_view session) const;

private:
    bool is_our_host(const HttpRequest& request) const;
    bool has_token(const HttpRequest& request) const;

    Phones& phones_;
    std::string secret_;
    std::vector<std::string> names_;
    bool reading_;
};

} // namespace redstart
