// O_NONBLOCK on the description that is there would be the shell's too; so it is opened once more.
#include "base/unwaiting.hpp"

#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace redstart {
namespace {

UniqueFd opened_again(int fd, const char* link) noexcept {
    if (::isatty(fd) == 0) return {};
    return UniqueFd(::open(link, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

} // namespace

int unwaiting(int fd) noexcept {
    static const UniqueFd out = opened_again(STDOUT_FILENO, "/proc/self/fd/1");
    static const UniqueFd err = opened_again(STDERR_FILENO, "/proc/self/fd/2");
    const UniqueFd& own = fd == STDOUT_FILENO ? out : err;
    return own ? own.get() : fd;
}

} // namespace redstart
