// How fast a device's clock runs against the system's.
#pragma once

#include <redstart/source.hpp>

#include <optional>

namespace redstart {

/// A line through times at which the device had come to a position, by least squares. No call
/// allocates, locks or throws.
///
/// Where each position is told at most `late` after its time, ppm() is right to 1.5 late / span:
/// with a millisecond to 25 ppm after a minute, to 0.4 ppm after an hour.
class DriftFit {
public:
    explicit DriftFit(unsigned rate) noexcept : rate_(rate) {}

    void begin_anew() noexcept { *this = DriftFit(rate_); }
    void add(Frames position, TimePoint when) noexcept;

    /// Positive: too fast. Nothing before ten seconds are known.
    std::optional<double> ppm() const noexcept;

private:
    unsigned rate_;
    double points_ = 0;
    Frames first_position_ = 0;
    TimePoint first_{}, last_{};
    // Of time and of what the device is ahead of it, in seconds: means, and sums about them.
    double time_ = 0, ahead_ = 0, time_time_ = 0, time_ahead_ = 0;
};

} // namespace redstart
