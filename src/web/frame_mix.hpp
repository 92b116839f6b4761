// Frames of any format and number of channels as one or two planes of floats.
#pragma once

#include <redstart/format.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace redstart {

/// One channel: the mean of all. Two: the mean of the odd ones is left, of the even ones right; a
/// file with as many keeps its own.
class FrameMix {
public:
    static constexpr unsigned most_channels = 2;
    using Planes = std::array<std::span<float>, most_channels>;

    FrameMix(const AudioFormat& format, unsigned channels) noexcept
        : format_(format), channels_(channels) {}

    const AudioFormat& format() const noexcept { return format_; }
    unsigned channels() const noexcept { return channels_; }

    /// As many floats to each plane as there are frames; full scale is 1.0. A sample that is no
    /// number is silence.
    void mix(std::span<const std::byte> frames, const Planes& planes) const noexcept;

private:
    AudioFormat format_;
    unsigned channels_;
};

/// To the nearest of 16 bits; what is beyond full scale is at it.
std::int16_t to_16_bits(float level) noexcept;

} // namespace redstart
