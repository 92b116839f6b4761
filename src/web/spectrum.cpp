// A plain FFT of radix 2, and the powers of its bins added up by bands.
#include "web/spectrum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace redstart {
namespace {

constexpr double range_db = 100;

std::size_t size_for(unsigned rate) noexcept {
    return std::bit_ceil(std::clamp<std::size_t>(rate / 25, 256, 16384));
}

/// Of a power relative to a sine at full scale.
std::uint8_t level_of(double power) noexcept {
    if (!(power > 0)) return 0;
    const double share = 1 + 10 * std::log10(power) / range_db;
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
}

} // namespace

Spectrum::Spectrum(unsigned rate)
    : window_(size_for(rate)), values_(window_.size()), turns_(window_.size() / 2) {
    const auto count = static_cast<double>(window_.size());
    for (std::size_t i = 0; i < window_.size(); ++i) {
        const double turn = 2 * std::numbers::pi * static_cast<double>(i) / count;
        window_[i] = static_cast<float>((1 - std::cos(turn)) / 2);
        if (i < turns_.size())
            turns_[i] = {static_cast<float>(std::cos(turn)), static_cast<float>(-std::sin(turn))};
    }
    const double highest = std::max(rate / 2.0, 2 * lowest_hz);
    for (std::size_t band = 0; band <= bands; ++band) {
        const double edge =
            lowest_hz * std::pow(highest / lowest_hz, static_cast<double>(band) / bands);
        first_bin_.push_back(std::min(static_cast<std::size_t>(std::lround(edge * count / rate)),
                                      window_.size() / 2));
    }
}

void Spectrum::raise(std::span<const float> window,
                     std::span<std::uint8_t, bands> levels) noexcept {
    for (std::size_t i = 0; i < window_.size(); ++i) values_[i] = window[i] * window_[i];
    transform();
    const double full = static_cast<double>(window_.size()) / 4; // of a sine, in its bin
    for (std::size_t band = 0; band < bands; ++band) {
        const std::size_t end = std::max(first_bin_[band + 1], first_bin_[band] + 1);
        double power = 0;
        for (std::size_t bin = first_bin_[band]; bin < end; ++bin)
            power += static_cast<double>(std::norm(values_[bin]));
        const double spread = end - first_bin_[band] > 1 ? 1.5 : 1; // over Hann's neighbours
        levels[band] = std::max(levels[band], level_of(power / (full * full * spread)));
    }
}

void Spectrum::transform() noexcept {
    const std::size_t count = values_.size();
    for (std::size_t i = 1, j = 0; i < count; ++i) {
        std::size_t bit = count / 2;
        for (; (j & bit) != 0; bit /= 2) j ^= bit;
        j ^= bit;
        if (i < j) std::swap(values_[i], values_[j]);
    }
    for (std::size_t half = 1; half < count; half *= 2)
        for (std::size_t begin = 0; begin < count; begin += 2 * half)
            for (std::size_t i = 0; i < half; ++i) {
                auto &low = values_[begin + i], &high = values_[begin + i + half];
                const auto turn = turns_[i * (count / 2 / half)];
                const std::complex<float> turned(
                    high.real() * turn.real() - high.imag() * turn.imag(),
                    high.real() * turn.imag() + high.imag() * turn.real());
                high = low - turned;
                low += turned;
            }
}

} // namespace redstart
