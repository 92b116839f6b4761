// The control socket of the appliance.
#pragma once

#include "control/connection.hpp"
#include "control/listener.hpp"
#include "control/protocol.hpp"
#include "control/reply.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>

namespace redstart {

struct ControlLimits {
    std::size_t clients = 16;                                     // more are refused with a line
    std::chrono::nanoseconds patience = std::chrono::seconds(10); // with one that says nothing
    std::size_t kept_for_orders = 2; // of the clients' places: those who follow leave them free
};

/// Listens from construction to destruction (see Listener for what may stand at `path`). Gives
/// each valid request to `handler`, which answers through the Reply when it can. An Error that
/// the handler throws is the answer. The handler must not destroy the server.
class ControlServer {
public:
    using Handler = std::function<void(const Request&, Reply)>;

    ControlServer(EventLoop& loop, std::string path, Handler handler, ControlLimits limits = {});
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

private:
    void accept();
    void take(const Request& request, const Reply& reply) const;
    void leave_places_for_orders() const;

    EventLoop& loop_;
    Handler handler_;
    ControlLimits limits_;
    Listener listener_;
    std::list<std::shared_ptr<Connection>> clients_;
    FdEvent somebody_;
    Timer again_; // after the process had no descriptor left for a client
};

} // namespace redstart
