// Locks and leases are the kernel's: they end with the program that has them.
#include "disk/take_lock.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace redstart {
namespace {

bool was_written_just_now(int file) noexcept {
    struct stat status {};
    timespec now{};
    if (::fstat(file, &status) != 0 || ::clock_gettime(CLOCK_REALTIME, &now) != 0) return false;
    constexpr std::time_t recent = 10; // seconds
    return std::abs(now.tv_sec - status.st_mtim.tv_sec) < recent;
}

} // namespace

TakeLock::TakeLock(int file) noexcept : state_(State::held) {
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return;
    state_ = errno == EWOULDBLOCK ? State::refused : State::not_known;
}

bool is_being_written(int file) noexcept {
    if (::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) return true;
    ::flock(file, LOCK_UN);
    // A writer who comes in this very moment waits until it is given back; its signal is one that
    // does nothing.
    ::fcntl(file, F_SETSIG, SIGURG);
    if (::fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
        ::fcntl(file, F_SETLEASE, F_UNLCK);
        return false;
    }
    if (errno == EAGAIN) return true;
    return was_written_just_now(file);
}

} // namespace redstart
