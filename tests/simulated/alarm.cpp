// The alarm on timerfd_settime(2), which knows no CLOCK_MONOTONIC_RAW: set to how far off it is.
#include "simulated/alarm.hpp"

#include "base/timespec.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <sys/timerfd.h>

namespace redstart {

Alarm::Alarm() : fd_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    if (!fd_) throw system_error("timerfd", errno);
}

void Alarm::set(TimePoint when) noexcept {
    if (when == when_) return;
    when_ = when;
    const auto left = std::max(when - Clock::now(), std::chrono::nanoseconds(1)); // 0: never
    const auto wait = left + left / 4096; // CLOCK_MONOTONIC may be a little fast
    const itimerspec timer{{}, when == TimePoint{} ? timespec{} : to_timespec(wait)};
    ::timerfd_settime(fd_.get(), 0, &timer, nullptr);
}

void Alarm::ring() noexcept {
    set(TimePoint(std::chrono::nanoseconds(1)));
}

void Alarm::silence() noexcept {
    set(TimePoint{});
}

} // namespace redstart
