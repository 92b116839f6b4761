// A meter's fall and mean, over stretches of any length.
#include "audio/levels.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

constexpr double fall_per_second = 20.0 / 1.7; // dB
constexpr double rms_seconds = 0.3;

} // namespace

void Levels::show(std::span<const Shown> channels, Frames frames) noexcept {
    const double seconds = static_cast<double>(frames) / static_cast<double>(format_.rate);
    const auto fall = static_cast<float>(std::pow(10.0, -fall_per_second * seconds / 20.0));
    const auto weight = static_cast<float>(1.0 - std::exp(-seconds / rms_seconds));
    for (std::size_t c = 0; c < channels.size(); ++c) {
        const float held = peak_[c].load(std::memory_order_relaxed) * fall;
        peak_[c].store(std::max(channels[c].peak, held), std::memory_order_relaxed);
        const float before = mean_square_[c].load(std::memory_order_relaxed);
        mean_square_[c].store(before + (channels[c].square - before) * weight,
                              std::memory_order_relaxed);
    }
}

void Levels::warn(const WarnedChannels& channels) noexcept {
    for (std::size_t i = 0; i < warned_.size(); ++i)
        warned_[i].store(channels.of[i], std::memory_order_relaxed);
}

WarnedChannels Levels::warned() const noexcept {
    WarnedChannels result;
    for (std::size_t i = 0; i < warned_.size(); ++i)
        result.of[i] = warned_[i].load(std::memory_order_relaxed);
    return result;
}

float Levels::rms(unsigned channel) const noexcept {
    return std::sqrt(mean_square_[channel].load(std::memory_order_relaxed));
}

float to_dbfs(float level) noexcept {
    constexpr float floor_level = 1e-6F; // -120 dB
    return 20.0F * std::log10(std::max(level, floor_level));
}

} // namespace redstart
