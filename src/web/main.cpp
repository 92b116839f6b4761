// redstart-web: the recorder's page for phones, a program of its own.
#include "base/log.hpp"
#include "event/loop.hpp"
#include "event/service_manager.hpp"
#include "event/signals.hpp"
#include "web/at_the_recorder.hpp"
#include "web/listening.hpp"
#include "web/site.hpp"
#include "web/start_pages.hpp"
#include "web/words.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <malloc.h>
#include <string>
#include <vector>

namespace redstart {
namespace {

WebSettings settings_of(const WebWords& words) {
    WebSettings settings;
    const std::filesystem::path file = words.config.value_or(web_toml);
    if (words.config || std::filesystem::exists(file)) settings = read_web_settings(file);
    if (words.listen) settings.listen = *words.listen;
    if (words.socket) settings.socket = *words.socket;
    if (words.sound) settings.sound = *words.sound;
    if (words.folder) settings.folder = *words.folder;
    if (words.state) settings.state = *words.state;
    if (words.page) settings.page = *words.page;
    return settings;
}

int serve(const WebSettings& settings) {
    EventLoop loop;
    const Signals signals(loop, {SIGINT, SIGTERM, SIGHUP}, [&](int) { loop.stop(); });
    ServiceManager manager;
    Site site(loop, settings);
    std::vector<UniqueFd> inherited = inherited_sockets();
    for (UniqueFd& socket : inherited) site.serve(std::move(socket));
    if (inherited.empty()) site.serve(listen_at(settings.listen));
    log_info(inherited.empty() ? "serving the page at " + settings.listen
                               : "serving the page at the socket of systemd");
    manager.ready("serving the page");
    Timer alive(loop, [&] { manager.alive(); });
    if (const auto interval = manager.watchdog_interval()) alive.every(*interval);
    let_go_of_start_pages();
    loop.run();
    manager.stopping();
    return 0;
}

int run(const WebWords& words) {
    if (words.help) return std::fputs(web_help, stdout) < 0 ? 1 : 0;
    if (words.version) return std::puts("redstart-web " REDSTART_VERSION) < 0 ? 1 : 0;
    log_as("redstart-web");
    const WebSettings settings = settings_of(words);
    const std::string socket = settings.state / admin_socket_name;
    if (words.command == "pair") return pair_at(socket, words.rest.front());
    if (words.command == "phones") return show_phones_at(socket, words.revoke, words.json);
    if (words.command == "password") return set_password_at(socket, words.remove);
    return serve(settings);
}

} // namespace
} // namespace redstart

int main(int argc, char** argv) {
    ::mallopt(M_ARENA_MAX, 1);     // a heap per thread would cost more than it gives
    std::signal(SIGPIPE, SIG_IGN); // a phone that has gone is an error of the write
    try {
        return redstart::run(redstart::read_words({argv + (argc > 0 ? 1 : 0), argv + argc}));
    } catch (const redstart::WrongWords& error) {
        std::fprintf(stderr, "redstart-web: %s\n", error.what());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "redstart-web: %s\n", error.what());
        return 1;
    }
}
