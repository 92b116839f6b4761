// A low-pass for one frame of each so many: a rate divided by a whole number, without aliases.
#pragma once

#include <redstart/format.hpp>

#include <span>
#include <vector>

namespace redstart {

/// A windowed sinc (Kaiser): flat to 0.42 of the lower rate, 80 dB down from its half on. Each
/// value depends on the frames around it and on nothing else, so that sound divided in pieces is
/// sound divided at once. Every call may be made by any thread.
class RateDivider {
public:
    static constexpr unsigned most = 64;

    explicit RateDivider(unsigned divisor); // 1: nothing is changed

    unsigned divisor() const noexcept { return divisor_; }

    /// So many frames before and behind one are in its value.
    Frames reach() const noexcept { return reach_; }

    /// The value of the frame that lies in the middle of 2 * reach() + 1.
    float value(const float* window) const noexcept;

private:
    unsigned divisor_;
    Frames reach_;
    std::vector<float> taps_; // one half, and the middle
};

/// The greatest divisor of a rate that leaves at least so much, and divides it without a rest.
unsigned divisor_to_at_least(unsigned rate, unsigned least) noexcept;

/// The least that leaves at most so much; one without a rest where there is one that leaves 16 kHz.
unsigned divisor_to_at_most(unsigned rate, unsigned most) noexcept;

} // namespace redstart
