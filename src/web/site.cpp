// Each request passes the gate before its route.
#include "web/site.hpp"

#include "web/page.hpp"
#include "web/secrets.hpp"
#include "web/session.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;

constexpr const char* secret_name = "secret";
constexpr std::size_t secret_bytes = 32;

/// The tokens stay what they were when the program begins anew.
std::string secret_of(const StateFolder& state) {
    if (auto secret = state.read(secret_name); secret && secret->size() > secret_bytes)
        return *std::move(secret);
    std::string secret = random_word(secret_bytes);
    state.write(secret_name, secret);
    return secret;
}

std::vector<std::string> names_of(std::vector<std::string> names) {
    names.emplace_back("localhost");
    char host[256] = {};
    if (::gethostname(host, sizeof host - 1) != 0 || host[0] == '\0') return names;
    const std::string whole = host, name = whole.substr(0, whole.find('.'));
    names.push_back(whole);
    names.push_back(name);
    names.push_back(name + ".local");
    return names;
}

std::string read_pem(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw system_error(path, errno,
                           "name it in [tls] of web.toml, and let redstart-web's user read it");
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string text(const json& request, const char* key) {
    const auto found = request.find(key);
    if (found == request.end() || !found->is_string())
        throw Error("request", std::string("it has no ") + key, "update redstart-web");
    return found->get<std::string>();
}

} // namespace

Site::Site(EventLoop& loop, const WebSettings& settings)
    : loop_(loop),
      settings_(settings),
      state_(settings.state),
      phones_(state_),
      login_(state_, phones_),
      gate_(phones_, secret_of(state_), names_of(settings.names), settings.reading),
      pairing_(loop, settings.socket, phones_),
      recorder_(loop, settings.socket),
      events_(loop, settings.socket),
      takes_(loop, settings.folder, settings.state),
      report_(loop, settings.folder),
      sound_(loop, settings.sound),
      admin_(loop, state_.path(admin_socket_name),
             [this](const json& request) { return order(request); }) {
    const auto is_paired = [this](const std::string& phone) { return phones_.is_there(phone); };
    events_.may_read = [this, is_paired](const std::string& phone) {
        return is_paired(phone) || settings_.reading;
    };
    events_.listening = [this] { return static_cast<unsigned>(sound_.listeners()); };
    sound_.may_listen = is_paired;
    add_page(routes_, settings_.page);
    add_session(routes_, gate_, login_, settings_.reading);
    add_phones(routes_, phones_);
    pairing_.add_to(routes_);
    login_.add_to(routes_);
    events_.add_to(routes_);
    add_orders(routes_, recorder_);
    takes_.add_to(routes_);
    report_.add_to(routes_);
    sound_.add_to(routes_);
}

void Site::serve(UniqueFd listening) {
    std::optional<HttpKeys> keys;
    if (!settings_.certificate.empty())
        keys = HttpKeys{read_pem(settings_.certificate), read_pem(settings_.key)};
    servers_.emplace_back(
        loop_, std::move(listening),
        [this](const HttpRequest& request, const HttpReply& reply) { handle(request, reply); },
        keys);
}

void Site::handle(HttpRequest request, const HttpReply& reply) {
    const Route* route = routes_.find(request);
    if (auto refusal = gate_.refusal(request, route)) return reply.finish(*std::move(refusal));
    route->handler(request, reply);
}

json Site::order(const json& request) {
    const std::string command = text(request, "command");
    if (command == "pair")
        pairing_.let_in_by(text(request, "digits"));
    else if (command == "password")
        login_.set(text(request, "hash"));
    else if (command == "phones")
        return {{"ok", true}, {"phones", phones_json(phones_, {})}};
    else if (command != "revoke")
        throw Error(command, "there is no such order", "update redstart-web");
    else if (!phones_.revoke(text(request, "id")))
        throw Error("phone " + text(request, "id"), "there is none",
                    "redstart-web phones lists them");
    return {{"ok", true}};
}

} // namespace redstart
