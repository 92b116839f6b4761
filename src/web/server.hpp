// The HTTP server: libmicrohttpd in our own event loop, without a thread.
#pragma once

#include "base/unique_fd.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"
#include "web/routes.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>

struct MHD_Daemon;
struct MHD_Connection;

namespace redstart {

struct HttpLimits {
    unsigned connections = 64;        // more wait in the kernel until one ends
    unsigned connections_of_one = 24; // of one address; one more is hung up on
    std::size_t header_bytes = 16384; // a connection's memory; longer headers get 431
    std::size_t body_bytes = 20000;   // of a POST; more gets 413
    std::chrono::seconds silence{20}; // without a byte either way
    std::chrono::seconds request{20}; // from its first byte, or from the connection on, to its end
};

struct HttpKeys {
    std::string certificate, key; // PEM
};

/// Serves `listening` from construction to destruction. Each request whose form is right goes to
/// `handler`, on the loop's thread; one that it drops is answered by 500.
class HttpServer {
public:
    HttpServer(EventLoop& loop, UniqueFd listening, HttpHandler handler,
               const std::optional<HttpKeys>& keys = {}, HttpLimits limits = {}); // throws Error
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

private:
    struct Callbacks;
    struct Client;
    friend class Exchange;
    struct Stop {
        void operator()(MHD_Daemon* daemon) const noexcept;
    };

    void start(int listening, const std::optional<HttpKeys>& keys);
    void run();
    void ask(const HttpRequest& request, const HttpReply& reply) const;
    void run_soon() { soon_.after({}); }
    void hang_up_on_the_slow();

    EventLoop& loop_;
    HttpHandler handler_;
    HttpLimits limits_;
    bool secure_, is_over_ = false;
    std::list<Client> clients_;
    std::list<Exchange*> exchanges_; // that are open
    Timer soon_, slow_;
    std::unique_ptr<MHD_Daemon, Stop> daemon_;
    std::optional<FdEvent> ready_;
};

} // namespace redstart
