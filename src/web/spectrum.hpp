// How loud a short window of sound is in each of many bands, from low to high.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace redstart {

/// 64 bands, each as wide as the one before in octaves, from 50 Hz to half the rate. Belongs to one
/// thread; takes all its memory when it is made.
class Spectrum {
public:
    static constexpr std::size_t bands = 64;
    static constexpr double lowest_hz = 50;

    explicit Spectrum(unsigned rate);

    /// Frames in a window: a power of two, about 40 ms.
    std::size_t size() const noexcept { return window_.size(); }

    /// Raises each level to that of this window where that is higher. 255 is a sine at full scale,
    /// 0 what is 100 dB below it.
    void raise(std::span<const float> window, std::span<std::uint8_t, bands> levels) noexcept;

private:
    void transform() noexcept;

    std::vector<float> window_;               // Hann's
    std::vector<std::complex<float>> values_; // in and out
    std::vector<std::complex<float>> turns_;  // of a circle, as many as half a window
    std::vector<std::size_t> first_bin_;      // of each band, and the end
};

} // namespace redstart
