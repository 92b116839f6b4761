// One epoll descriptor in our loop: libmicrohttpd runs whenever it is readable or its time is up.
#include "web/server.hpp"

#include "base/log.hpp"
#include "web/exchange.hpp"

#include <redstart/error.hpp>

#include <microhttpd.h>

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace redstart {

using namespace std::chrono_literals;

/// A connection; its place in libmicrohttpd's is a pointer to the shared_ptr of its exchange.
struct HttpServer::Client {
    MHD_Connection* connection;
    std::optional<TimePoint> reads_since; // a request is not whole yet
};

struct HttpServer::Callbacks {
    using Kept = std::shared_ptr<Exchange>;

    static HttpServer& server(void* self) { return *static_cast<HttpServer*>(self); }

    static Client* client(MHD_Connection* connection) {
        const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        return info == nullptr ? nullptr : static_cast<Client*>(info->socket_context);
    }

    static void* begun(void* self, const char* target, MHD_Connection* connection) {
        return new Kept(std::make_shared<Exchange>(server(self), connection, target));
    }

    static MHD_Result asked(void* /*self*/, MHD_Connection* connection, const char* /*url*/,
                            const char* method, const char* /*version*/, const char* data,
                            std::size_t* bytes, void** kept) {
        const Kept exchange = *static_cast<Kept*>(*kept);
        if (exchange->is_begun() && *bytes == 0) {
            if (Client* from = client(connection)) from->reads_since.reset();
            return exchange->handle_end();
        }
        const std::string_view body(data == nullptr ? "" : data, *bytes);
        *bytes = 0;
        return exchange->handle(method, body);
    }

    static void completed(void* /*self*/, MHD_Connection* connection, void** kept,
                          MHD_RequestTerminationCode /*how*/) {
        const std::unique_ptr<Kept> exchange(static_cast<Kept*>(std::exchange(*kept, nullptr)));
        if (exchange) (*exchange)->over();
        if (Client* from = client(connection)) from->reads_since = Clock::now();
    }

    static void connected(void* self, MHD_Connection* connection, void** context,
                          MHD_ConnectionNotificationCode what) {
        HttpServer& to = server(self);
        if (what == MHD_CONNECTION_NOTIFY_STARTED) {
            *context = &to.clients_.emplace_back(Client{connection, Clock::now()});
            if (to.clients_.size() == 1) to.slow_.every(1s);
            return;
        }
        to.clients_.remove_if([&](const Client& client) { return &client == *context; });
        *context = nullptr;
        if (to.clients_.empty()) to.slow_.cancel();
        to.run_soon(); // who waited for a place gets it only then
    }
};

void HttpServer::Stop::operator()(MHD_Daemon* daemon) const noexcept {
    MHD_stop_daemon(daemon);
}

namespace {

void set_nonblocking(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        throw system_error("listening socket", errno);
}

std::vector<MHD_OptionItem> options_of(const HttpLimits& limits, int listening) {
    const auto number = [](auto value) { return static_cast<std::intptr_t>(value); };
    return {
#if MHD_VERSION >= 0x00097701
        {MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1, nullptr},
#else
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, nullptr},
#endif
            {MHD_OPTION_LISTEN_SOCKET, listening, nullptr},
            {MHD_OPTION_CONNECTION_LIMIT, number(limits.connections), nullptr},
            {MHD_OPTION_PER_IP_CONNECTION_LIMIT, number(limits.connections_of_one), nullptr},
            {MHD_OPTION_CONNECTION_MEMORY_LIMIT, number(limits.header_bytes), nullptr}, {
            MHD_OPTION_CONNECTION_TIMEOUT, number(limits.silence.count()), nullptr
        }
    };
}

/// The library is told once of bytes and of an end that come together, and reads the bytes alone:
/// a request that breaks off so would keep its place until its time is up.
bool has_sent_all(int fd) noexcept {
    char next = 0;
    return ::recv(fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/// The library copies them.
void add_keys(std::vector<MHD_OptionItem>& options, const HttpKeys& keys) {
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
        throw Error("tls", "this libmicrohttpd has none", "install one with GnuTLS");
    const auto text = [](const std::string& pem) { return const_cast<char*>(pem.c_str()); };
    options.push_back({MHD_OPTION_HTTPS_MEM_KEY, 0, text(keys.key)});
    options.push_back({MHD_OPTION_HTTPS_MEM_CERT, 0, text(keys.certificate)});
}

} // namespace

HttpServer::HttpServer(EventLoop& loop, UniqueFd listening, HttpHandler handler,
                       const std::optional<HttpKeys>& keys, HttpLimits limits)
    : loop_(loop),
      handler_(std::move(handler)),
      limits_(limits),
      secure_(keys.has_value()),
      soon_(loop, [this] { run(); }),
      slow_(loop, [this] { hang_up_on_the_slow(); }) {
    set_nonblocking(listening.get());
    start(listening.get(), keys);
    listening.release(); // the library closes it
    const auto* info = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD);
    ready_.emplace(loop, info->epoll_fd, [this] { run(); });
    run_soon();
}

void HttpServer::start(int listening, const std::optional<HttpKeys>& keys) {
    std::vector<MHD_OptionItem> options = options_of(limits_, listening);
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    if (keys) {
        flags |= MHD_USE_TLS;
        add_keys(options, *keys);
    }
    options.push_back({MHD_OPTION_END, 0, nullptr});
    daemon_.reset(MHD_start_daemon(flags, 0, nullptr, nullptr, Callbacks::asked, this, //
                                   MHD_OPTION_URI_LOG_CALLBACK, Callbacks::begun, this,
                                   MHD_OPTION_NOTIFY_COMPLETED, Callbacks::completed, this,
                                   MHD_OPTION_NOTIFY_CONNECTION, Callbacks::connected, this,
                                   MHD_OPTION_ARRAY, options.data(), MHD_OPTION_END));
    if (!daemon_)
        throw Error("http server", "libmicrohttpd does not start",
                    keys ? "look at the certificate and the key" : "try again");
}

/// What is suspended has to go on, so that it can be ended; nothing more is.
HttpServer::~HttpServer() {
    is_over_ = true;
    ready_.reset();
    for (Exchange* exchange : std::list<Exchange*>(exchanges_)) exchange->end();
    MHD_run(daemon_.get());
    daemon_.reset();
}

void HttpServer::ask(const HttpRequest& request, const HttpReply& reply) const {
    try {
        handler_(request, reply);
    } catch (const std::exception& error) {
        log_error(request.path + ": " + error.what());
        reply.finish(refusal_response(500, error.what()));
    }
}

/// The library tells when it wants to run though no descriptor is ready.
void HttpServer::run() {
    MHD_run(daemon_.get());
    MHD_UNSIGNED_LONG_LONG wait = 0;
    if (MHD_get_timeout(daemon_.get(), &wait) == MHD_YES)
        soon_.after(std::chrono::milliseconds(wait));
}

void HttpServer::hang_up_on_the_slow() {
    const TimePoint now = Clock::now();
    for (const Client& client : clients_) {
        if (!client.reads_since) continue;
        const auto* info =
            MHD_get_connection_info(client.connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (info == nullptr) continue;
        const auto read_for = now - *client.reads_since;
        if (read_for > limits_.request || (read_for > 1s && has_sent_all(info->connect_fd)))
            ::shutdown(info->connect_fd, SHUT_RDWR);
    }
}

} // namespace redstart
