// Peaks by rows of extremes that the compiler turns into vector code, then one fold per channel.
#include "audio/levels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace redstart {
namespace {

constexpr std::size_t max_channels = AudioFormat::max_channels;
constexpr double fall_per_second = 20.0 / 1.7; // dB
constexpr double rms_seconds = 0.3;
constexpr float loudest = 1000; // a float sample beyond 60 dB, or infinite, is no sound
constexpr Frames glance = 32;   // while nobody looks, the peak of a part of each call

/// A sample that memory holds as the processor does.
template <class T>
struct Plain {
    using Value = T;
    static constexpr std::size_t bytes = sizeof(T);
    static constexpr float full_scale =
        std::is_integral_v<T> ? -static_cast<float>(std::numeric_limits<T>::min()) : 1.0F;
    static Value load(const std::byte* at) noexcept {
        Value value;
        std::memcpy(&value, at, bytes);
        return value;
    }
};
using S16 = Plain<std::int16_t>;
using S32 = Plain<std::int32_t>;
using Float = Plain<float>;

struct S24 {
    using Value = std::int32_t;
    static constexpr std::size_t bytes = 3;
    static constexpr float full_scale = 8388608.0F;
    static Value load(const std::byte* at) noexcept {
        const auto low = std::to_integer<std::uint32_t>(at[0]);
        const auto middle = std::to_integer<std::uint32_t>(at[1]);
        const auto high = std::to_integer<std::uint32_t>(at[2]);
        return std::bit_cast<Value>(low << 8 | middle << 16 | high << 24) >> 8;
    }
};

struct U8 {
    using Value = std::int32_t;
    static constexpr std::size_t bytes = 1;
    static constexpr float full_scale = 128.0F;
    static Value load(const std::byte* at) noexcept { return std::to_integer<Value>(*at) - 128; }
};

using PerChannel = std::array<float, max_channels>;

/// A row is as many whole frames as fit, so that sample j of every row belongs to channel
/// j % channels. Calls `take(first byte, samples)` for each; a constant length is unrolled.
constexpr std::size_t longest_row = 2 * max_channels;

template <class Sample, class Take>
void by_rows(std::span<const std::byte> frames, std::size_t channels, const Take& take) noexcept {
    const std::size_t row = longest_row / channels * channels;
    const std::size_t samples = frames.size() / Sample::bytes;
    const auto from = [&](std::size_t at) { return frames.data() + at * Sample::bytes; };
    std::size_t at = 0;
    for (; row == longest_row && at + row <= samples; at += longest_row)
        take(from(at), longest_row);
    for (; at < samples; at += row) take(from(at), std::min(row, samples - at));
}

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
            const auto value = static_cast<float>(Sample::load(from + j * Sample::bytes));
            const float level = value / Sample::full_scale;
            squares[j] += level * level;
        }
    });
    PerChannel sum{};
    for (std::size_t j = 0; j < longest_row; ++j) sum[j % channels] += squares[j];
    const std::size_t samples = frames.size() / Sample::bytes;
    for (float& s : sum) s *= static_cast<float>(channels) / static_cast<float>(samples);
    return sum;
}

/// Calls `measure` with the sample type that belongs to the format.
template <class Measure>
PerChannel by_format(SampleFormat format, const Measure& measure) noexcept {
    switch (format) {
    case SampleFormat::s16_le:
        return measure(S16{});
    case SampleFormat::s24_3le:
        return measure(S24{});
    case SampleFormat::s32_le:
        return measure(S32{});
    case SampleFormat::float_le:
        return measure(Float{});
    case SampleFormat::u8:
        return measure(U8{});
    }
    return {};
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
    const PerChannel peak = by_format(
        format_.sample, [&](auto sample) { return peaks<decltype(sample)>(frames, channels); });
    for (std::size_t c = 0; c < channels; ++c)
        peak_[c].store(
            std::max(std::min(peak[c], loudest), peak_[c].load(std::memory_order_relaxed) * fall),
            std::memory_order_relaxed);
    if (!watched) return;

    const auto weight = static_cast<float>(1.0 - std::exp(-seconds / rms_seconds));
    const PerChannel square = by_format(format_.sample, [&](auto sample) {
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
