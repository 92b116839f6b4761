// A datagram socket, read until it is empty.
#include "system/notify_socket.hpp"

#include "control/address.hpp"
#include "support/program.hpp"

#include <redstart/error.hpp>

#include <array>
#include <cerrno>

namespace redstart {

NotifySocket::NotifySocket(const std::string& path)
    : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const SocketAddress address(path);
    if (::bind(fd_.get(), address.get(), address.size()) != 0) throw system_error(path, errno);
}

bool NotifySocket::read_datagram() {
    std::array<char, 4096> bytes;
    const auto n = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (n > 0) told_.append(bytes.data(), static_cast<std::size_t>(n)) += '\n';
    return n > 0;
}

bool NotifySocket::was_told(const std::string& assignment) {
    return eventually([&] {
        read_datagram();
        return ("\n" + told_).find("\n" + assignment + "\n") != std::string::npos;
    });
}

TimePoint NotifySocket::last(const std::string& assignment, std::chrono::nanoseconds silence,
                             std::chrono::nanoseconds limit) {
    while (read_datagram()) {
    }
    TimePoint heard = Clock::now();
    eventually(
        [&] {
            told_.clear();
            while (read_datagram()) {
            }
            const TimePoint now = Clock::now();
            if (("\n" + told_).find("\n" + assignment + "\n") != std::string::npos) heard = now;
            return now - heard >= silence;
        },
        limit);
    return heard;
}

} // namespace redstart
