// The socket in the file system: made, guarded against a second server, removed.
#pragma once

#include "base/unique_fd.hpp"

#include <string>
#include <sys/socket.h>
#include <sys/types.h>

namespace redstart {

/// Of which kind a socket is, and where its path is written, for errors.
struct SocketKind {
    int type;
    const char* key;
    const char* option; // of redstart run
};
inline constexpr SocketKind control_socket{SOCK_STREAM, "[control] socket", "--socket"};

/// Listens at `path`, mode 0660. A socket that a dead server left there is replaced; one that
/// answers, and anything that is no socket, is never touched and makes the constructor throw
/// Error. The destructor removes the socket if it is still the one that was made.
class Listener {
public:
    explicit Listener(std::string path, const SocketKind& kind = control_socket);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    int fd() const noexcept { return fd_.get(); } // non-blocking
    UniqueFd accept() const noexcept;             // none: errno says why

private:
    std::string path_;
    UniqueFd fd_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

} // namespace redstart
