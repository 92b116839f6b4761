// Closes a descriptor once; the value of close() says nothing a destructor could act on.
#include "base/unique_fd.hpp"

#include <unistd.h>

namespace redstart {

void UniqueFd::reset(int fd) noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
}

} // namespace redstart
