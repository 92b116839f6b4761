// redstart-web: the recorder's page for phones, a program of its own.
#include "event/loop.hpp"
#include "event/signals.hpp"
#include "web/listening.hpp"
#include "web/page.hpp"
#include "web/server.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    using namespace redstart;
    std::signal(SIGPIPE, SIG_IGN);
    try {
        EventLoop loop;
        const Signals signals(loop, {SIGINT, SIGTERM}, [&](int) { loop.stop(); });
        Routes routes;
        add_page(routes, argc > 2 ? argv[2] : "/usr/share/redstart-web/page");
        HttpServer server(loop, listen_at(argc > 1 ? argv[1] : "127.0.0.1:8080"),
                          [&](HttpRequest request, const HttpReply& reply) {
                              if (const Route* route = routes.find(request))
                                  route->handler(request, reply);
                              else
                                  reply.finish(
                                      refusal_response(404, "address: nothing is there; open /"));
                          });
        loop.run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "redstart-web: %s\n", error.what());
        return 1;
    }
    return 0;
}
