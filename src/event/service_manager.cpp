// The notification datagrams of sd_notify(3), sent without libsystemd: one library less on the Pi.
#include "event/service_manager.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace redstart {
namespace {

using std::chrono::microseconds;

std::string_view environment(const char* name) noexcept {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

std::optional<std::int64_t> number(std::string_view text) noexcept {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end) return {};
    return value;
}

/// What goes into sun_path: a path, or for "@name" the abstract name; empty for all else.
std::string socket_address(std::string_view name) {
    if (name.size() < 2 || name.size() >= sizeof sockaddr_un::sun_path) return {};
    if (name[0] != '/' && name[0] != '@') return {};
    std::string address(name);
    if (address[0] == '@') address[0] = '\0';
    return address;
}

std::optional<std::chrono::nanoseconds> asked_interval() noexcept {
    const auto pid = environment("WATCHDOG_PID");
    if (!pid.empty() && number(pid) != ::getpid()) return {};
    const auto period = number(environment("WATCHDOG_USEC"));
    constexpr std::int64_t longest = std::chrono::nanoseconds::max() / microseconds(1);
    if (!period || *period <= 0 || *period > longest) return {};
    return std::chrono::nanoseconds(microseconds(*period)) / 2;
}

/// A line end in a value would begin another assignment.
std::string one_line(std::string_view text) {
    std::string line(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

} // namespace

ServiceManager::ServiceManager()
    : address_(socket_address(environment("NOTIFY_SOCKET"))), interval_(asked_interval()) {
    if (!address_.empty()) socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

void ServiceManager::ready(std::string_view status) {
    send("READY=1\nSTATUS=" + one_line(status));
}

void ServiceManager::status(std::string_view text) {
    send("STATUS=" + one_line(text));
}

void ServiceManager::reloading() {
    using std::chrono::steady_clock; // which is what MONOTONIC_USEC= asks for
    const auto now =
        std::chrono::duration_cast<microseconds>(steady_clock::now().time_since_epoch());
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

void ServiceManager::stopping() {
    send("STOPPING=1");
}

void ServiceManager::alive() noexcept {
    send("WATCHDOG=1");
}

void ServiceManager::send(std::string_view message) noexcept {
    if (!socket_) return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::copy(address_.begin(), address_.end(), to.sun_path);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    ::sendto(socket_.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&to), length);
}

} // namespace redstart
