// Whether the wall clock can be believed, and what it says.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace redstart {

/// A Pi without a battery starts where a file remembers its last shutdown, or at the age of its
/// system: `set` is a time that can be true, `synchronised` is one that is.
struct ClockState {
    bool set = false;          // synchronised, told by a phone, or later than this program was made
    bool synchronised = false; // the kernel's word (adjtimex), by NTP or the like
    std::optional<std::chrono::milliseconds> phone_error = {}; // told by a phone: right to so much
};

/// "synchronised", "from a phone", "set" or "not set": the words of status and sidecar.
std::string_view to_string(const ClockState& clock) noexcept;

/// Of the machine's own clock, which says `now`.
ClockState clock_state(std::chrono::system_clock::time_point now);

struct WallTime {
    std::chrono::system_clock::time_point utc;
    ClockState clock;
};

/// Now, by the machine's clock where it is synchronised or no phone has told the time.
WallTime wall_time();

/// Since the boot, with the time asleep: CLOCK_BOOTTIME.
std::chrono::nanoseconds boottime() noexcept;

} // namespace redstart
