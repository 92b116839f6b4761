// Who has no cookie of a session gets one, and the token that belongs to it.
#include "web/session.hpp"

#include "base/timestamp.hpp"
#include "web/secrets.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <chrono>

namespace redstart {
namespace {

using nlohmann::json;

std::string time_text(std::int64_t seconds) {
    return utc_text(std::chrono::system_clock::time_point(std::chrono::seconds(seconds)));
}

/// As random_word() makes them: a cookie that somebody else set is not taken over.
bool is_session(std::string_view cookie) {
    constexpr std::size_t letters = 22;
    return cookie.size() == letters;
}

HttpResponse session_of(const HttpRequest& request, const Gate& gate, const Login& login,
                        bool reading) {
    std::string session(request.cookie(session_cookie));
    const bool is_new = !is_session(session);
    constexpr std::size_t bytes = 16;
    if (is_new) session = random_word(bytes);
    HttpResponse response = json_response({{"paired", !request.phone.empty()},
                                           {"token", gate.token(session)},
                                           {"password", login.has_password()},
                                           {"reading", reading},
                                           {"secure", request.secure}});
    if (is_new)
        response.headers.emplace_back("Set-Cookie", session_cookie_of(session, request.secure));
    return response;
}

/// A key of the body that has text; throws Error where it has none.
std::string text_of(const HttpRequest& request, const char* key) {
    const json body = json::parse(request.body, nullptr, false);
    const auto found = body.is_object() ? body.find(key) : body.end();
    if (!body.is_object() || found == body.end() || !found->is_string())
        throw Error("request", std::string("it has no ") + key, "open the page anew");
    return found->get<std::string>();
}

template <class Change>
void change(const HttpReply& reply, const Change& change) {
    try {
        change();
        reply.finish(json_response({{"ok", true}}));
    } catch (const Error& error) {
        reply.finish(refusal_response(409, error.what()));
    }
}

} // namespace

json phones_json(const Phones& phones, std::string_view id) {
    json list = json::array();
    for (const Phone& phone : phones.all())
        list.push_back({{"id", phone.id},
                        {"name", phone.name},
                        {"since", time_text(phone.since)},
                        {"seen", time_text(phone.seen)},
                        {"this", phone.id == id}});
    return list;
}

void add_session(Routes& routes, const Gate& gate, const Login& login, bool reading) {
    routes.get("/session", WhoMayAsk::anybody,
               [&gate, &login, reading](const HttpRequest& request, const HttpReply& reply) {
                   reply.finish(session_of(request, gate, login, reading));
               });
}

void add_phones(Routes& routes, Phones& phones) {
    routes.get("/phones", WhoMayAsk::paired,
               [&phones](const HttpRequest& request, const HttpReply& reply) {
                   reply.finish(json_response({{"phones", phones_json(phones, request.phone)}}));
               });
    routes.post("/phones/revoke", WhoMayAsk::paired,
                [&phones](const HttpRequest& request, const HttpReply& reply) {
                    change(reply, [&] {
                        if (!phones.revoke(text_of(request, "id")))
                            throw Error("phone", "there is none of that id", "load the list anew");
                    });
                });
    routes.post("/phones/name", WhoMayAsk::paired,
                [&phones](const HttpRequest& request, const HttpReply& reply) {
                    change(reply, [&] { phones.rename(request.phone, text_of(request, "name")); });
                });
}

} // namespace redstart
