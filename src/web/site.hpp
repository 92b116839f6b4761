// The program put together: who is let in, the routes, and the servers that serve them.
#pragma once

#include "event/loop.hpp"
#include "web/admin_socket.hpp"
#include "web/events.hpp"
#include "web/gate.hpp"
#include "web/login.hpp"
#include "web/pairing.hpp"
#include "web/phones.hpp"
#include "web/recorder.hpp"
#include "web/report_route.hpp"
#include "web/routes.hpp"
#include "web/server.hpp"
#include "web/settings.hpp"
#include "web/sound_route.hpp"
#include "web/state_folder.hpp"
#include "web/take_routes.hpp"

#include <list>

namespace redstart {

constexpr const char* admin_socket_name = "admin.sock"; // in the state folder

/// Its members stand in the order in which they depend on each other. Throws Error.
class Site {
public:
    Site(EventLoop& loop, const WebSettings& settings);

    void serve(UniqueFd listening); // by TLS where the settings name a certificate

private:
    void handle(HttpRequest request, const HttpReply& reply);
    nlohmann::json order(const nlohmann::json& request); // of `redstart-web pair` and its like

    EventLoop& loop_;
    const WebSettings settings_;
    StateFolder state_;
    Phones phones_;
    Login login_;
    Gate gate_;
    Pairing pairing_;
    Recorder recorder_;
    Events events_;
    TakeRoutes takes_;
    ReportRoute report_;
    SoundRoute sound_;
    Routes routes_;
    AdminSocket admin_;
    std::list<HttpServer> servers_; // the first to go
};

} // namespace redstart
