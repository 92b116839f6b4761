// A duration as system calls take it, whatever the width of their fields on this machine.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace redstart {

/// What a 32-bit time_t cannot hold is as much as it can: 68 years.
inline timespec to_timespec(std::chrono::nanoseconds duration) noexcept {
    constexpr auto longest = std::min<std::chrono::seconds::rep>(
        std::numeric_limits<std::time_t>::max(), std::chrono::seconds::max().count());
    const auto whole = std::chrono::floor<std::chrono::seconds>(duration);
    timespec time{};
    time.tv_sec =
        static_cast<std::time_t>(std::min<std::chrono::seconds::rep>(whole.count(), longest));
    time.tv_nsec = static_cast<decltype(time.tv_nsec)>((duration - whole).count());
    return time;
}

} // namespace redstart
