// The doorbell on eventfd(2), non-blocking on both sides.
#include "base/doorbell.hpp"

#include "base/timespec.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace redstart {

Doorbell::Doorbell() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!fd_) throw system_error("eventfd", errno);
}

void Doorbell::ring() const noexcept {
    const std::uint64_t once = 1; // EAGAIN would mean 2^64 rings: it is rung already
    [[maybe_unused]] const auto n = ::write(fd_.get(), &once, sizeof once);
}

bool Doorbell::answer() const noexcept {
    std::uint64_t rings = 0;
    return ::read(fd_.get(), &rings, sizeof rings) == sizeof rings;
}

bool Doorbell::wait(std::chrono::nanoseconds at_most) const noexcept {
    pollfd door{fd_.get(), POLLIN, 0};
    const timespec limit = to_timespec(at_most);
    ::ppoll(&door, 1, &limit, nullptr);
    return answer();
}

} // namespace redstart
