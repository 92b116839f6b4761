// Accepts clients, up to a bound.
#include "control/server.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace redstart {
namespace {

void turn_away(const UniqueFd& client) {
    const std::string line = to_line(refusal("control socket: too many clients; try again later"));
    ::send(client.get(), line.data(), line.size(), MSG_NOSIGNAL);
}

} // namespace

ControlServer::ControlServer(EventLoop& loop, std::string path, Handler handler,
                             ControlLimits limits)
    : loop_(loop),
      handler_(std::move(handler)),
      limits_(limits),
      listener_(std::move(path)),
      somebody_(loop, listener_.fd(), [this] { accept(); }),
      again_(loop, [this] { somebody_.wait_for(POLLIN); }) {}

void ControlServer::accept() {
    UniqueFd fd = listener_.accept();
    if (!fd && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
        // It would stay readable and keep the loop spinning.
        somebody_.wait_for(0);
        again_.after(std::chrono::seconds(1));
    }
    if (!fd) return;
    if (clients_.size() >= limits_.clients) return turn_away(fd);
    clients_.push_back(std::make_shared<Connection>(
        loop_, std::move(fd), limits_.patience,
        [this](const Request& request, const std::shared_ptr<Connection>& from) {
            take(request, Reply(from));
        },
        [this](const std::shared_ptr<Connection>& ended) { clients_.remove(ended); }));
}

void ControlServer::take(const Request& request, const Reply& reply) const {
    try {
        if (request.follow) leave_places_for_orders();
        handler_(request, reply);
    } catch (const Error& error) {
        reply.finish(refusal(error.what()));
    }
}

/// The one that asks counts as a follower already.
void ControlServer::leave_places_for_orders() const {
    const auto followers = static_cast<std::size_t>(
        std::ranges::count_if(clients_, [](const auto& client) { return client->is_following(); }));
    if (followers + limits_.kept_for_orders > limits_.clients)
        throw Error("control socket", "too many clients follow the status",
                    "end one of them; the places that are left are for orders");
}

} // namespace redstart
