// Peaks by rows of extremes that the compiler turns into vector code, then one fold per channel.
#include "audio/levels.hpp"

#include "audio/samples.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

constexpr std::size_t max_channels = AudioFormat::max_channels;
constexpr double fall_per_second = 20.0 / 1.7; // dB
constexpr double rms_seconds = 0.3;
constexpr float loudest = 1000; // a float sample beyond 60 dB, or infinite, is no sound
constexpr Frames glance = 32;   // while nobody looks, the peak of a part of each call

using PerChannel = std::array<float, max_channels>;

template <class Sample>
PerChannel peaks(std::span<const std::byte> frames, std::size_t channels) noexcept {
    std::array<typename Sample::Value, longest_row> low{}, high{};
    by_rows<Sample>(frames, channels, [&](const std::byte* from, std::size_t samples) {
        for (std::size_t j = 0; j < samples; ++j) {
            const auto value = Sample::load(from + j * Sample::bytes);
            low[j] = std::min(low[j], value);
            high[j] = std::max(high[j], value);
        }
    });
    PerChannel result{};
    for (std::size_t j = 0; j < longest_row; ++j) {
        const float extreme = std::max(static_cast<float>(high[j]), -static_cast<float>(low[j]));
        result[j % channels] = std::max(result[j % channels], extreme / Sample::full_scale);
    }
    return result;
}

template <class Sample>
PerChannel mean_squares(std::span<const std::byte> frames, std::size_t channels) noexcept {
    std::array<float, longest_row> squares{};
    by_rows<Sample>(frames, channels, [&](const std::byte* from, std::size_t samples) {
        for (std::size_t j = 0; j < samples; ++j) {
            const float level = load_level<Sample>(from + j * Sample::bytes);
            squares[j] += level * level;
        }
    });
    PerChannel sum{};
    for (std::size_t j = 0; j < longest_row; ++j) sum[j % channels] += squares[j];
    const std::size_t samples = frames.size() / Sample::bytes;
    for (float& s : sum) s *= static_cast<float>(channels) / static_cast<float>(samples);
    return sum;
}

} // namespace

void Levels::measure(std::span<const std::byte> frames) noexcept {
    if (frames.empty()) return;
    const Frames all = format_.frames_in(frames.size());
    const bool watched = watched_.load(std::memory_order_relaxed);
    if (!watched) frames = frames.last(format_.bytes((all + glance - 1) / glance));
    const std::size_t channels = format_.channels;
    const double seconds = static_cast<double>(all) / static_cast<double>(format_.rate);
    const auto fall = static_cast<float>(std::pow(10.0, -fall_per_second * seconds / 20.0));
    const PerChannel peak = with_sample_of(
        format_.sample, [&](auto sample) { return peaks<decltype(sample)>(frames, channels); });
    for (std::size_t c = 0; c < channels; ++c)
        peak_[c].store(
            std::max(std::min(peak[c], loudest), peak_[c].load(std::memory_order_relaxed) * fall),
            std::memory_order_relaxed);
    if (!watched) return;

    const auto weight = static_cast<float>(1.0 - std::exp(-seconds / rms_seconds));
    const PerChannel square = with_sample_of(format_.sample, [&](auto sample) {
        return mean_squares<decltype(sample)>(frames, channels);
    });
    for (std::size_t c = 0; c < channels; ++c) {
        if (!(square[c] < loudest * loudest)) continue; // NaN neither
        const float before = mean_square_[c].load(std::memory_order_relaxed);
        mean_square_[c].store(before + (square[c] - before) * weight, std::memory_order_relaxed);
    }
}

float Levels::rms(unsigned channel) const noexcept {
    return std::sqrt(mean_square_[channel].load(std::memory_order_relaxed));
}

float to_dbfs(float level) noexcept {
    constexpr float floor_level = 1e-6F; // -120 dB
    return 20.0F * std::log10(std::max(level, floor_level));
}

} // namespace redstart
