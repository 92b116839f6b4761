// sd_listen_fds(3) without libsystemd, as the notification is done.
#include "web/listening.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace redstart {
namespace {

struct Place {
    std::string host, port;
};

Place split(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == address.npos || colon + 1 == address.size())
        throw Error("listen " + address, "it has no port",
                    "write ADDRESS:PORT, as in 0.0.0.0:8080");
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty()) host = "::";
    return {host, address.substr(colon + 1)};
}

std::optional<int> number(const char* name) {
    const char* text = std::getenv(name);
    if (text == nullptr) return {};
    const std::string_view all = text;
    int value = 0;
    const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), value);
    return error == std::errc{} && end == all.data() + all.size() ? std::optional(value)
                                                                  : std::nullopt;
}

} // namespace

UniqueFd listen_at(const std::string& address) {
    const Place place = split(address);
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(place.host.c_str(), place.port.c_str(), &hints, &found) != 0)
        throw Error("listen " + address, "it is no address with a port",
                    "write numbers, as in 0.0.0.0:8080 or [::]:80");
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, ::freeaddrinfo);
    UniqueFd fd(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1, no = 0;
    if (fd) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd && found->ai_family == AF_INET6)
        ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    if (!fd || ::bind(fd.get(), found->ai_addr, found->ai_addrlen) != 0 ||
        ::listen(fd.get(), SOMAXCONN) != 0)
        throw system_error("listen " + address, errno,
                           "choose another with --listen, or end the program that has it");
    return fd;
}

std::vector<UniqueFd> inherited_sockets() {
    constexpr int first = 3; // SD_LISTEN_FDS_START
    const auto pid = number("LISTEN_PID"), count = number("LISTEN_FDS");
    std::vector<UniqueFd> sockets;
    if (!pid || *pid != ::getpid() || !count) return sockets;
    for (int fd = first; fd < first + *count; ++fd) {
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        sockets.emplace_back(fd);
    }
    return sockets;
}

} // namespace redstart
