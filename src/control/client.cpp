// Asks with a deadline, and says in plain words who does not answer.
#include "control/client.hpp"

#include "base/units.hpp"
#include "control/address.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t max_reply_bytes = 1 << 20;
constexpr int between_two_tries = 50; // ms

Error nobody(const std::string& path, int error) {
    if (error == EACCES || error == EPERM)
        return {path, "no permission",
                "join group redstart: sudo usermod -aG redstart $USER, then log in again",
                std::error_code(error, std::generic_category())};
    return {path, "nobody answers",
            "systemctl status redstart shows the service; redstart run starts one by hand",
            std::error_code(error, std::generic_category())};
}

} // namespace

ControlClient::ControlClient(std::string path, Patience patience)
    : path_(std::move(path)),
      patience_(patience),
      fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    if (!fd_) throw system_error("socket", errno);
    connect();
}

/// One that hangs accepts nobody, and its queue of clients may be full.
void ControlClient::connect() {
    const SocketAddress address(path_);
    const TimePoint deadline = Clock::now() + patience_.silence;
    while (::connect(fd_.get(), address.get(), address.size()) != 0) {
        if (errno != EAGAIN && errno != EINTR) throw nobody(path_, errno);
        if (Clock::now() >= deadline) throw silent();
        ::poll(nullptr, 0, between_two_tries);
    }
}

nlohmann::json ControlClient::ask(const Request& request) {
    const TimePoint now = Clock::now(), soon = now + patience_.silence;
    send(to_line(request), soon);
    if (request.order || request.care) wait_for_done(now + patience_.order);
    auto answer = line(Clock::now() + patience_.silence);
    if (!answer) throw nobody(path_, ECONNRESET);
    return *std::move(answer);
}

std::optional<nlohmann::json> ControlClient::next() {
    return line(Clock::now() + patience_.silence);
}

/// Asks on the side whether it is still alive whenever it was silent for so long.
void ControlClient::wait_for_done(TimePoint deadline) const {
    while (!is_ready(POLLIN, std::min(deadline, Clock::now() + patience_.silence))) {
        if (Clock::now() >= deadline)
            throw Error(path_, "the order is not done after " + show_duration(patience_.order),
                        "it stays given; redstart status shows what the appliance waits for",
                        std::make_error_code(std::errc::timed_out));
        ControlClient(path_, patience_).ask({});
    }
}

void ControlClient::send(std::string_view line, TimePoint deadline) const {
    while (!line.empty()) {
        const auto n = ::send(fd_.get(), line.data(), line.size(), MSG_NOSIGNAL);
        if (n > 0) line.remove_prefix(static_cast<std::size_t>(n));
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return; // the reason can be read
        if (n < 0 && errno != EAGAIN && errno != EINTR) throw nobody(path_, errno);
        if (n < 0 && !is_ready(POLLOUT, deadline)) throw silent();
    }
}

std::optional<nlohmann::json> ControlClient::line(TimePoint deadline) {
    std::size_t end = 0;
    while ((end = in_.find('\n')) == std::string::npos) {
        if (!is_ready(POLLIN, deadline)) throw silent();
        if (!receive()) return {};
    }
    auto value = nlohmann::json::parse(std::string_view(in_).substr(0, end), nullptr, false);
    in_.erase(0, end + 1);
    if (!value.is_object())
        throw Error(path_, "the answer is no JSON object", "is it the socket of redstart?");
    return value;
}

bool ControlClient::receive() {
    std::array<char, 4096> bytes;
    const auto n = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (n <= 0) return false;
    in_.append(bytes.data(), static_cast<std::size_t>(n));
    if (in_.size() > max_reply_bytes)
        throw Error(path_, "the answer does not end", "is it the socket of redstart?");
    return true;
}

bool ControlClient::is_ready(short events, TimePoint deadline) const {
    using std::chrono::milliseconds;
    pollfd socket{fd_.get(), events, 0};
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
        const int wait = static_cast<int>(std::max(left, milliseconds::zero()).count());
        if (const int ready = ::poll(&socket, 1, wait); ready != 0) return ready > 0;
        if (Clock::now() >= deadline) return false;
    }
}

/// Whose socket it is the kernel knows; a process of another name space has no number here.
Error ControlClient::silent() const {
    ucred peer{};
    socklen_t size = sizeof peer;
    const bool is_known =
        ::getsockopt(fd_.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
    const std::string pid = std::to_string(peer.pid);
    return {path_,
            "the appliance" + (is_known ? " (pid " + pid + ")" : "") + " does not answer for " +
                show_duration(patience_.silence),
            "sudo systemctl restart redstart" +
                (is_known ? ", or, for one started by hand, kill -9 " + pid : "") +
                "; a take under way is completed at the next start",
            std::make_error_code(std::errc::timed_out)};
}

} // namespace redstart
