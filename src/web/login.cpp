// libsodium's crypto_pwhash, and who may ask for it how often.
#include "web/login.hpp"

#include "base/log.hpp"
#include "web/gate.hpp"
#include "web/routes.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <sodium.h>

namespace redstart {
namespace {

constexpr const char* file_name = "password";
constexpr std::size_t memory = 16 << 20;
constexpr unsigned long long passes = 3;
constexpr std::size_t shortest = 8, longest = 256;

bool is_right(const std::string& hash, const std::string& password) {
    return password.size() <= longest &&
           ::crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

} // namespace

std::string password_hash(std::string_view password) {
    if (password.size() < shortest || password.size() > longest)
        throw Error("password", "it has fewer than 8 or more than 256 bytes", "choose another");
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (::sodium_init() < 0 ||
        ::crypto_pwhash_str(hash.data(), password.data(), password.size(), passes, memory) != 0)
        throw Error("password", "there is no memory for its hash", "end other programs");
    return hash.data();
}

Login::Login(const StateFolder& state, Phones& phones, LoginLimits limits)
    : state_(state), phones_(phones), limits_(limits) {}

void Login::add_to(Routes& routes) {
    routes.post("/login", WhoMayAsk::anybody,
                [this](const HttpRequest& request, const HttpReply& reply) {
                    reply.finish(answer(request));
                });
}

bool Login::has_password() const {
    return state_.read(file_name).has_value();
}

void Login::set(std::string_view hash) {
    if (hash.empty()) return state_.remove(file_name);
    state_.write(file_name, hash);
}

bool Login::may_guess(const std::string& peer) {
    const TimePoint long_ago = Clock::now() - limits_.within;
    std::erase_if(wrong_, [&](const auto& guess) { return guess.first < long_ago; });
    const auto of_peer = [&](const auto& guess) { return guess.second == peer; };
    return wrong_.size() < limits_.of_all &&
           static_cast<std::size_t>(std::ranges::count_if(wrong_, of_peer)) < limits_.of_one;
}

HttpResponse Login::answer(const HttpRequest& request) {
    const auto hash = state_.read(file_name);
    if (!hash) return refusal_response(403, "password: none is set; pair the phone instead");
    if (!may_guess(request.peer))
        return refusal_response(403, "password: it was guessed wrong too often; wait ten minutes");
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    const auto word = body.is_object() ? body.find("password") : body.end();
    if (!body.is_object() || word == body.end() || !word->is_string())
        return refusal_response(400, "password: the request has none; type one");
    if (!is_right(*hash, word->get_ref<const std::string&>())) {
        wrong_.emplace_back(Clock::now(), request.peer);
        log_warning("password: a wrong one from " + request.peer);
        return refusal_response(403, "password: it is wrong; try again");
    }
    return let_in(request);
}

HttpResponse Login::let_in(const HttpRequest& request) {
    std::string cookie;
    try {
        cookie = phones_.let_in(request.header("user-agent"));
    } catch (const Error& error) { // too many are in, or the card is full
        return refusal_response(409, error.what());
    }
    log_info("password: a phone is let in from " + request.peer);
    HttpResponse response = json_response({{"ok", true}});
    response.headers.emplace_back("Set-Cookie", phone_cookie_of(cookie, request.secure));
    return response;
}

} // namespace redstart
