// The time by which is dated what began before the clock was set.
#pragma once

#include "base/timestamp.hpp"

#include <chrono>

namespace redstart {

/// In place of the clock's state at the start of a take: the take was dated later.
inline constexpr const char* set_afterwards = "set afterwards";

/// Now, by what the clock told when this process first found it set after it was not: files of one
/// take that are dated one by one fit to the frame then, whatever the clock does in between. Not
/// set while the clock is not. Between its `utc` and `boottime` lie whole milliseconds.
/// Thread-safe, and never waits for another thread.
Timestamp dating_time();

/// When that happened which was so long after the boot, rounded down as utc_text() does. All
/// readings of dating_time() give the same.
std::chrono::sys_time<std::chrono::milliseconds> wall_time_of(std::chrono::nanoseconds boottime,
                                                              const Timestamp& known);

} // namespace redstart
