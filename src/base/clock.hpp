// Whether the wall clock can be believed.
#pragma once

#include <chrono>

namespace redstart {

/// A Pi without a battery starts where a file remembers its last shutdown, or at the age of its
/// system: `set` is a time that can be true, `synchronised` is one that is.
struct ClockState {
    bool set = false;          // synchronised, or later than this program was made
    bool synchronised = false; // the kernel's word (adjtimex), by NTP or the like
};

ClockState clock_state(std::chrono::system_clock::time_point now);

} // namespace redstart
