// bind(2) with the care that a leftover socket needs.
#include "control/listener.hpp"

#include "control/address.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <filesystem>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

constexpr mode_t mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;

UniqueFd stream_socket() {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) throw system_error("socket", errno);
    return fd;
}

Error cannot_bind(const std::string& path, int error) {
    const std::string folder = std::filesystem::path(path).parent_path();
    if (error == ENOENT || error == ENOTDIR)
        return {path, "there is no folder " + folder,
                "systemd makes it for the service; by hand: mkdir -p " + folder +
                    ", or redstart run --socket PATH"};
    return system_error(path, error, "choose another place in [control] socket");
}

/// "another redstart is running (pid 8382)", and how to see and how to end it. A process of another
/// name space has no number here.
Error is_running(const std::string& path, const UniqueFd& probe) {
    ucred other{};
    socklen_t size = sizeof other;
    const bool is_known =
        ::getsockopt(probe.get(), SOL_SOCKET, SO_PEERCRED, &other, &size) == 0 && other.pid > 0;
    const std::string pid = std::to_string(other.pid);
    return {path, "another redstart is running" + (is_known ? " (pid " + pid + ")" : ""),
            "redstart status --socket " + path + " shows what it does" +
                (is_known ? ", kill " + pid + " ends it" : "") +
                " (the service: sudo systemctl stop redstart)"};
}

/// Removes the socket of a server that is no more; throws for whatever else is there.
void remove_stale(const std::string& path, const SocketAddress& address) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0) return; // gone meanwhile
    if (!S_ISSOCK(there.st_mode))
        throw Error(path, "is there and is no socket", "choose another in [control] socket");
    const UniqueFd probe = stream_socket();
    const bool answered = ::connect(probe.get(), address.get(), address.size()) == 0;
    if (answered || errno == EAGAIN) throw is_running(path, probe);
    if (errno != ECONNREFUSED) throw cannot_bind(path, errno);
    if (::unlink(path.c_str()) != 0) throw cannot_bind(path, errno);
}

} // namespace

Listener::Listener(std::string path) : path_(std::move(path)), fd_(stream_socket()) {
    const SocketAddress address(path_);
    // Before bind, so that nobody else can connect in between; what umask took away comes after.
    ::fchmod(fd_.get(), mode);
    int bound = ::bind(fd_.get(), address.get(), address.size());
    if (bound != 0 && errno == EADDRINUSE) {
        remove_stale(path_, address);
        bound = ::bind(fd_.get(), address.get(), address.size());
    }
    if (bound != 0) throw cannot_bind(path_, errno);

    struct stat made {};
    if (::lstat(path_.c_str(), &made) != 0 || ::chmod(path_.c_str(), mode) != 0 ||
        ::listen(fd_.get(), SOMAXCONN) != 0)
        throw system_error(path_, errno, "try again, or choose another place in [control] socket");
    device_ = made.st_dev;
    inode_ = made.st_ino;
}

Listener::~Listener() {
    struct stat there {};
    if (::lstat(path_.c_str(), &there) != 0 || !S_ISSOCK(there.st_mode)) return;
    if (there.st_dev == device_ && there.st_ino == inode_) ::unlink(path_.c_str());
}

UniqueFd Listener::accept() const noexcept {
    return UniqueFd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

} // namespace redstart
