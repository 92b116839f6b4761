// How a sample of each format lies in memory.
#pragma once

#include <redstart/format.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
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

} // namespace redstart
