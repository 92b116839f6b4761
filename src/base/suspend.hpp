// How long the machine has slept: time in which no clock of ours went on.
#pragma once

#include <chrono>

namespace redstart {

/// In all suspends since it booted, by CLOCK_BOOTTIME, the only clock that counts them. Two answers
/// differ by microseconds where there was none in between. Real-time safe.
std::chrono::nanoseconds time_asleep() noexcept;

} // namespace redstart
