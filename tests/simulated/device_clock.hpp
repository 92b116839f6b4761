// A sound card's clock: which frame it has reached at what time, fast or slow by some ppm.
#pragma once

#include <redstart/source.hpp>

namespace redstart {

/// Frame 0 is at `start`. Exact to the nanosecond for a century.
class DeviceClock {
public:
    DeviceClock(TimePoint start, unsigned rate) noexcept : origin_(start), rate_(rate) {}

    /// Whole frames that have passed.
    Frames frames(TimePoint now) const noexcept;

    /// The moment by which so many frames have passed.
    TimePoint time_of(Frames frame) const noexcept;

    /// From now on it runs fast by so many millionths; what has passed stays.
    void drift(std::int64_t ppm, TimePoint now) noexcept;

private:
    using Nanoseconds = std::chrono::nanoseconds;
    Nanoseconds device_time(TimePoint now) const noexcept;

    TimePoint origin_;
    Nanoseconds at_origin_{}; // in the device's own time, which tells the frames
    unsigned rate_;
    std::int64_t ppm_ = 0;
};

} // namespace redstart
