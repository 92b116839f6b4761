// What a stretch of sound was like: peak, RMS and clipped runs of each channel.
#pragma once

#include <redstart/format.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace redstart {

/// A clip is a run of three or more successive frames at full scale, on the same side, in one
/// channel: a single one may be sound, three in a row are a wave whose top is cut off. Full scale
/// is the first or the last value of an integer sample (of 32 bits, the last that a 24-bit
/// converter has), and what 16 bits can just hold of a float.
///
/// Of floats that are no sound, infinite or no numbers, nothing stays. Belongs to one thread;
/// every call is real-time safe: nothing is allocated.
class SoundMeasure {
public:
    explicit SoundMeasure(const AudioFormat& format) noexcept : format_(format) {}

    /// Takes whole frames that follow the ones before, and returns the peak of these alone, of the
    /// loudest channel. A run of clipped frames goes on from one call into the next.
    float add(std::span<const std::byte> frames) noexcept;

    Frames frames() const noexcept { return frames_; }
    unsigned channels() const noexcept { return format_.channels; }

    float peak(unsigned channel) const noexcept { return peak_[channel]; } // 1.0 is full scale
    float rms(unsigned channel) const noexcept;                            // 1.0: a square wave
    std::uint32_t clips(unsigned channel) const noexcept { return clips_[channel]; }

    float peak() const noexcept;          // of the loudest channel
    float rms() const noexcept;           // over all channels
    std::uint32_t clips() const noexcept; // of the channel that has most

private:
    static constexpr std::size_t max_channels = AudioFormat::max_channels;

    template <class Sample>
    float add_piece(std::span<const std::byte> frames) noexcept;
    template <class Sample>
    void count_clips(std::span<const std::byte> frames, unsigned channel) noexcept;

    AudioFormat format_;
    Frames frames_ = 0;
    std::array<float, max_channels> peak_{};
    std::array<double, max_channels> squares_{};
    std::array<std::uint32_t, max_channels> clips_{};
    std::array<std::int32_t, max_channels> run_{}; // of full-scale frames; negative: at the bottom
};

} // namespace redstart
