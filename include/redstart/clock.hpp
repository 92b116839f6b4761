// The clock that sound, orders and deadlines are timed by.
#pragma once

#include <chrono>
#include <ctime>

namespace redstart {

/// CLOCK_MONOTONIC_RAW: it neither jumps nor is slewed, so that what falls behind it is the device.
/// CLOCK_MONOTONIC, which is std::chrono::steady_clock, runs up to 8 % fast or slow while NTP
/// corrects it. The two are two types, and no moment of one is taken for one of the other. Like it,
/// this one stands still in a suspend.
struct Clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;

    /// Real-time safe: the kernel's vDSO answers.
    static time_point now() noexcept {
        std::timespec time{};
        ::clock_gettime(CLOCK_MONOTONIC_RAW, &time);
        return time_point(std::chrono::seconds(time.tv_sec) +
                          std::chrono::nanoseconds(time.tv_nsec));
    }
};
using TimePoint = Clock::time_point;

} // namespace redstart
