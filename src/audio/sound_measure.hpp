// What a stretch of sound was like: peak, RMS and clips of each channel.
#pragma once

#include "audio/piece_measure.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace redstart {

/// What a clip is, and what no sound is, says PieceMeasure. Belongs to one thread; every call is
/// real-time safe: nothing is allocated.
class SoundMeasure {
public:
    explicit SoundMeasure(const AudioFormat& format) noexcept : pieces_(format) {}

    /// Takes whole frames that follow the ones before, and returns the peak of these alone, of the
    /// loudest channel. A run of clipped frames goes on from one call into the next.
    float add(std::span<const std::byte> frames) noexcept;

    Frames frames() const noexcept { return frames_; }
    unsigned channels() const noexcept { return pieces_.format().channels; }

    float peak(unsigned channel) const noexcept { return peak_[channel]; } // 1.0 is full scale
    float rms(unsigned channel) const noexcept;                            // 1.0: a square wave
    std::uint32_t clips(unsigned channel) const noexcept { return clips_[channel]; }

    float peak() const noexcept;          // of the loudest channel
    float rms() const noexcept;           // over all channels
    std::uint32_t clips() const noexcept; // of the channel that has most

private:
    static constexpr std::size_t max_channels = AudioFormat::max_channels;

    PieceMeasure pieces_;
    Frames frames_ = 0;
    std::array<float, max_channels> peak_{};
    std::array<double, max_channels> squares_{};
    std::array<std::uint32_t, max_channels> clips_{};
};

} // namespace redstart
