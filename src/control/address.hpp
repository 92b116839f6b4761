// A path as the address of a Unix socket.
#pragma once

#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace redstart {

/// Throws Error for a path that is empty or too long for the kernel (107 bytes).
class SocketAddress {
public:
    explicit SocketAddress(const std::string& path);

    const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&address_); }
    socklen_t size() const noexcept { return sizeof address_; }

private:
    sockaddr_un address_{};
};

} // namespace redstart
