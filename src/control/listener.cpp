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

UniqueFd new_socket(int type) {
    UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) throw system_error("socket", errno);
    return fd;
}

Error cannot_bind(const std::string& path, const SocketKind& kind, int error) {
    const std::string folder = std::filesystem::path(path).parent_path();
    if (error == ENOENT || error == ENOTDIR)
        return {path, "there is no folder " + folder,
                "systemd makes it for the service; by hand: mkdir -p " + folder +
                    ", or redstart run " + kind.option + " PATH"};
    return system_error(path, error, std::string("choose another place in ") + kind.key);
}

/// "another redstart is running (pid 8382)", and how to see and how to end it. A process of another
/// name space has no number here.
Error is_running(const std::string& path, const SocketKind& kind, const UniqueFd& probe) {
    ucred other{};
    socklen_t size = sizeof other;
    const bool is_known =
        ::getsockopt(probe.get(), SOL_SOCKET, SO_PEERCRED, &other, &size) == 0 && other.pid > 0;
    const std::string pid = std::to_string(other.pid);
    const std::string who = is_known ? " (pid " + pid + ")" : "";
    if (kind.type != control_socket.type)
        return {path, "another program listens there" + who,
                std::string("choose another place in ") + kind.key};
    return {path, "another redstart is running" + who,
            "redstart status --socket " + path + " shows what it does" +
                (is_known ? ", kill " + pid + " ends it" : "") +
                " (the service: sudo systemctl stop redstart)"};
}

/// Removes the socket of a server that is no more; throws for whatever else is there.
void remove_stale(const std::string& path, const SocketKind& kind, const SocketAddress& address) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0) return; // gone meanwhile
    if (!S_ISSOCK(there.st_mode))
        throw Error(path, "is there and is no socket",
                    std::string("choose another in ") + kind.key);
    const UniqueFd probe = new_socket(kind.type);
    const bool answered = ::connect(probe.get(), address.get(), address.size()) == 0;
    if (answered || errno == EAGAIN) throw is_running(path, kind, probe);
    if (errno != ECONNREFUSED || ::unlink(path.c_str()) != 0) throw cannot_bind(path, kind, errno);
}

} // namespace

Listener::Listener(std::string path, const SocketKind& kind)
    : path_(std::move(path)), fd_(new_socket(kind.type)) {
    const SocketAddress address(path_);
    // Before bind, so that nobody else can connect in between; what umask took away comes after.
    ::fchmod(fd_.get(), mode);
    int bound = ::bind(fd_.get(), address.get(), address.size());
    if (bound != 0 && errno == EADDRINUSE) {
        remove_stale(path_, kind, address);
        bound = ::bind(fd_.get(), address.get(), address.size());
    }
    if (bound != 0) throw cannot_bind(path_, kind, errno);

    struct stat made {};
    if (::lstat(path_.c_str(), &made) != 0 || ::chmod(path_.c_str(), mode) != 0 ||
        ::listen(fd_.get(), SOMAXCONN) != 0)
        throw system_error(path_, errno,
                           std::string("try again, or choose another place in ") + kind.key);
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
