// How loud each channel is, as a meter shows it, how often it clipped, and what warns of its sound.
#pragma once

#include "audio/warnings.hpp"

#include <redstart/format.hpp>

#include <array>
#include <atomic>
#include <span>

namespace redstart {

/// One thread measures, everybody reads. The peak rises at once and falls 20 dB in 1.7 s, as the
/// meters of IEC 60268-10 (Type I) do; the RMS is taken over about 0.3 s.
/// Of floats that are no sound, infinite or no numbers, nothing stays.
class Levels {
public:
    explicit Levels(const AudioFormat& format) noexcept : format_(format) {}

    unsigned channels() const noexcept { return format_.channels; }
    float peak(unsigned channel) const noexcept { return peak_[channel]; } // 1.0 is full scale
    float rms(unsigned channel) const noexcept;                            // 1.0: a square wave

    /// Runs of three or more frames at full scale since the deck was made: what a take has is the
    /// difference to its beginning. 2^32 of them begin anew.
    std::uint32_t clips(unsigned channel) const noexcept { return clips_[channel]; }

    /// What warns at this moment, and in which channels; nothing while there is no device.
    WarnedChannels warned() const noexcept;
    WarningSet warnings() const noexcept { return warned().set(); }

    // The one thread; real-time safe.

    struct Shown {
        float peak = 0, square = 0; // the mean of the squares
    };
    /// Of so many frames that follow the ones before, each channel.
    void show(std::span<const Shown> channels, Frames frames) noexcept;
    void count_clips(unsigned channel, std::uint32_t clips) noexcept {
        clips_[channel].store(clips_[channel].load(std::memory_order_relaxed) + clips,
                              std::memory_order_relaxed);
    }
    void warn(const WarnedChannels& channels) noexcept;

private:
    AudioFormat format_;
    std::array<std::atomic<float>, AudioFormat::max_channels> peak_{};
    std::array<std::atomic<float>, AudioFormat::max_channels> mean_square_{};
    std::array<std::atomic<std::uint32_t>, AudioFormat::max_channels> clips_{};
    std::array<std::atomic<ChannelSet>, all_warnings.size()> warned_{};
};

/// 20 log10(level), not below -120.
float to_dbfs(float level) noexcept;

} // namespace redstart
