// How a sample of each format lies in memory, and rows of them for loops that become vector code.
#pragma once

#include <redstart/format.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>

namespace redstart {

/// A sample that memory holds as the processor does.
template <class T>
struct PlainSample {
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
using S16Sample = PlainSample<std::int16_t>;
using S32Sample = PlainSample<std::int32_t>;
using FloatSample = PlainSample<float>;

struct S24Sample {
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

/// Silence is 128 in the file, and 0 here.
struct U8Sample {
    using Value = std::int32_t;
    static constexpr std::size_t bytes = 1;
    static constexpr float full_scale = 128.0F;
    static Value load(const std::byte* at) noexcept { return std::to_integer<Value>(*at) - 128; }
};

/// 1.0 at full scale.
template <class Sample>
float load_level(const std::byte* at) noexcept {
    return static_cast<float>(Sample::load(at)) / Sample::full_scale;
}

/// Calls `use` with a sample of the type that belongs to the format.
template <class Use>
auto with_sample_of(SampleFormat format, const Use& use) noexcept {
    switch (format) {
    case SampleFormat::s16_le:
        return use(S16Sample{});
    case SampleFormat::s24_3le:
        return use(S24Sample{});
    case SampleFormat::s32_le:
        return use(S32Sample{});
    case SampleFormat::float_le:
        break;
    case SampleFormat::u8:
        return use(U8Sample{});
    }
    return use(FloatSample{});
}

constexpr std::size_t longest_row = 2 * std::size_t{AudioFormat::max_channels};

/// A row is as many whole frames as fit, so that sample j of every row belongs to channel
/// j % channels. Calls `take(first byte, samples)` for each; a constant length is unrolled.
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

} // namespace redstart
