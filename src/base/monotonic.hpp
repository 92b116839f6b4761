// A moment of CLOCK_MONOTONIC, as the kernel stamps edges and devices, on our clock.
#pragma once

#include <redstart/clock.hpp>

#include <chrono>

namespace redstart {

using MonotonicTime = std::chrono::steady_clock::time_point;

/// By a pair of readings that is taken now, so call it soon: the clocks may part by 8 % of the
/// stamp's age, while NTP corrects the one. Right to some microseconds, and never in the future
/// where the stamp is not. Real-time safe.
TimePoint from_monotonic(MonotonicTime stamp) noexcept;

} // namespace redstart
