// The alarm on timerfd_settime(2), in absolute CLOCK_MONOTONIC time.
#include "alsa/alarm.hpp"

#include "base/timespec.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <sys/timerfd.h>

namespace redstart {

Alarm::Alarm() : fd_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    if (!fd_) throw system_error("timerfd", errno);
}

void Alarm::set(TimePoint when) noexcept {
    if (when == when_) return;
    when_ = when;
    const itimerspec timer{{}, to_timespec(when.time_since_epoch())};
    ::timerfd_settime(fd_.get(), TFD_TIMER_ABSTIME, &timer, nullptr);
}

void Alarm::ring() noexcept {
    set(TimePoint(std::chrono::nanoseconds(1)));
}

void Alarm::silence() noexcept {
    set(TimePoint{});
}

} // namespace redstart
