// How loud each channel is: peak and RMS, as a meter shows them.
#pragma once

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

    /// Takes whole frames that follow the ones before. Real-time safe.
    void measure(std::span<const std::byte> frames) noexcept;

    /// While nobody looks there is no RMS, and the peak is that of the last part of each call, a
    /// thirty-second: enough for the first look, at as much of the cost.
    void watch(bool watched) noexcept { watched_ = watched; }

    unsigned channels() const noexcept { return format_.channels; }
    float peak(unsigned channel) const noexcept { return peak_[channel]; } // 1.0 is full scale
    float rms(unsigned channel) const noexcept;                            // 1.0: a square wave

private:
    AudioFormat format_;
    std::atomic<bool> watched_{false};
    std::array<std::atomic<float>, AudioFormat::max_channels> peak_{};
    std::array<std::atomic<float>, AudioFormat::max_channels> mean_square_{};
};

/// 20 log10(level), not below -120.
float to_dbfs(float level) noexcept;

} // namespace redstart
