// A folder of the test's own for a socket, and a plain client that may say anything.
#pragma once

#include "base/unique_fd.hpp"
#include "control/address.hpp"
#include "support/folder.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>

namespace redstart {

class SocketFolder {
public:
    std::string path() const { return folder_ / "control.sock"; }
    const std::filesystem::path& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

/// Blocks for 20 s at most, so that a server which hangs fails the test.
class RawClient {
public:
    explicit RawClient(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        const timeval limit{20, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        const SocketAddress address(path);
        if (::connect(fd_.get(), address.get(), address.size()) != 0)
            throw std::runtime_error("connect " + path);
    }

    /// False where the server has hung up.
    bool say(std::string_view bytes) const {
        const auto n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return n == static_cast<ssize_t>(bytes.size());
    }
    void say_no_more() const { ::shutdown(fd_.get(), SHUT_WR); }

    /// A line without its end; empty when the server has hung up.
    std::string read_line() {
        while (heard_.find('\n') == std::string::npos) {
            std::array<char, 4096> bytes{};
            const auto n = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
            if (n <= 0) return {};
            heard_.append(bytes.data(), static_cast<std::size_t>(n));
        }
        std::string line = heard_.substr(0, heard_.find('\n'));
        heard_.erase(0, line.size() + 1);
        return line;
    }

private:
    UniqueFd fd_;
    std::string heard_;
};

} // namespace redstart
