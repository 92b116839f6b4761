// One moment on every clock that a take's sidecar knows, and UTC as text.
#pragma once

#include "base/clock.hpp"

#include <redstart/source.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// A wall clock jumps, CLOCK_BOOTTIME does not: two moments of one boot differ by their boottimes,
/// whatever was done to the wall clock in between.
struct Timestamp {
    std::chrono::system_clock::time_point utc;
    TimePoint when;
    std::chrono::nanoseconds boottime{};
    ClockState clock;
    std::string boot; // the id of this boot of the kernel; may be empty
};
Timestamp timestamp_now();

/// The same boot's moment on these clocks at another time.
Timestamp at(const Timestamp& known, TimePoint when);

/// "2026-11-21T08:15:00.250Z", to the millisecond, rounded down as in the names of takes: no time
/// is told before it is there.
std::string utc_text(std::chrono::system_clock::time_point time);

/// The way back; nothing for any other text.
std::optional<std::chrono::system_clock::time_point> parse_utc(std::string_view text);

} // namespace redstart
