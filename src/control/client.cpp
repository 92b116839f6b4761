// Asks with a deadline, and says in plain words who does not answer.
#include "control/client.hpp"

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

Error nobody(const std::string& path, int error) {
    if (error == EACCES || error == EPERM)
        return {path, "no permission",
                "join group redstart: sudo usermod -aG redstart $USER, then log in again",
                std::error_code(error, std::generic_category())};
    return {path, "nobody answers",
            "systemctl status redstart shows the service; redstart run starts one by hand",
            std::error_code(error, std::generic_category())};
}

UniqueFd connect(const std::string& path) {
    const SocketAddress address(path);
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) throw system_error("socket", errno);
    if (::connect(fd.get(), address.get(), address.size()) != 0) throw nobody(path, errno);
    return fd;
}

} // namespace

ControlClient::ControlClient(std::string path, std::chrono::nanoseconds patience)
    : path_(std::move(path)), patience_(patience), fd_(connect(path_)) {}

nlohmann::json ControlClient::ask(const Request& request) {
    const TimePoint deadline = Clock::now() + patience_;
    send(to_line(request), deadline);
    auto answer = line(deadline);
    if (!answer) throw nobody(path_, ECONNRESET);
    return *std::move(answer);
}

std::optional<nlohmann::json> ControlClient::next() {
    return line(TimePoint::max());
}

void ControlClient::send(std::string_view line, TimePoint deadline) const {
    while (!line.empty()) {
        const auto n = ::send(fd_.get(), line.data(), line.size(), MSG_NOSIGNAL);
        if (n > 0) line.remove_prefix(static_cast<std::size_t>(n));
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return; // the reason can be read
        if (n < 0 && errno != EAGAIN && errno != EINTR) throw nobody(path_, errno);
        if (n < 0) wait_for(POLLOUT, deadline);
    }
}

std::optional<nlohmann::json> ControlClient::line(TimePoint deadline) {
    std::size_t end = 0;
    while ((end = in_.find('\n')) == std::string::npos)
        if (!receive(deadline)) return {};
    auto value = nlohmann::json::parse(in_.substr(0, end), nullptr, false);
    in_.erase(0, end + 1);
    if (!value.is_object())
        throw Error(path_, "the answer is no JSON object", "is it the socket of redstart?");
    return value;
}

bool ControlClient::receive(TimePoint deadline) {
    wait_for(POLLIN, deadline);
    std::array<char, 4096> bytes;
    const auto n = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (n <= 0) return false;
    in_.append(bytes.data(), static_cast<std::size_t>(n));
    if (in_.size() > max_reply_bytes)
        throw Error(path_, "the answer does not end", "is it the socket of redstart?");
    return true;
}

void ControlClient::wait_for(short events, TimePoint deadline) const {
    using std::chrono::milliseconds;
    pollfd socket{fd_.get(), events, 0};
    constexpr auto longest = milliseconds(std::chrono::hours(1)); // poll counts in an int
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    const auto wait = std::clamp(left, milliseconds::zero(), longest);
    if (::poll(&socket, 1, static_cast<int>(wait.count())) == 0 && Clock::now() >= deadline)
        throw Error(path_, "no answer in time", "systemctl status redstart shows what it does",
                    std::make_error_code(std::errc::timed_out));
}

} // namespace redstart
