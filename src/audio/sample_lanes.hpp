// Extremes and sums of eight samples at a time, written with vector types: on each processor they
// are vector code, and none of it waits for what a compiler makes of a loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace redstart {

using Shorts __attribute__((vector_size(16))) = std::int16_t;
using Ints __attribute__((vector_size(16))) = std::int32_t;
using Floats __attribute__((vector_size(16))) = float;

/// What became of all samples in one place of the eight; in the sample's own unit. Where all were
/// no numbers, low is above high.
struct LaneFigures {
    float low, high, sum, squares;
};

/// Of 16 bits. The sums are those of the even and of the odd samples, which one shift each takes
/// out of a pair.
class ShortLanes {
public:
    static constexpr std::size_t bytes = 2;

    void add(const std::byte* eight) noexcept {
        Shorts all;
        Ints pairs;
        std::memcpy(&all, eight, sizeof all);
        std::memcpy(&pairs, eight, sizeof pairs);
        low_ = all < low_ ? all : low_;
        high_ = all > high_ ? all : high_;
        const Floats even = __builtin_convertvector((pairs << 16) >> 16, Floats);
        const Floats odd = __builtin_convertvector(pairs >> 16, Floats);
        sum_[0] += even;
        sum_[1] += odd;
        squares_[0] += even * even;
        squares_[1] += odd * odd;
    }

    LaneFigures operator[](std::size_t i) const noexcept {
        return {static_cast<float>(low_[i]), static_cast<float>(high_[i]), sum_[i % 2][i / 2],
                squares_[i % 2][i / 2]};
    }

private:
    static constexpr std::int16_t most = std::numeric_limits<std::int16_t>::max();
    static constexpr std::int16_t least = std::numeric_limits<std::int16_t>::min();

    Shorts low_ = {most, most, most, most, most, most, most, most};
    Shorts high_ = {least, least, least, least, least, least, least, least};
    Floats sum_[2] = {}, squares_[2] = {};
};

/// Samples of 32 bits or float, as floats. A comparison with NaN is false: NaN stays out of the
/// extremes, and spoils the sums.
template <class Vector>
class WideLanes {
public:
    static constexpr std::size_t bytes = 4;

    void add(const std::byte* eight) noexcept {
        add<0>(eight);
        add<1>(eight + sizeof(Vector));
    }

    LaneFigures operator[](std::size_t i) const noexcept {
        return {low_[i / 4][i % 4], high_[i / 4][i % 4], sum_[i / 4][i % 4],
                squares_[i / 4][i % 4]};
    }

private:
    static constexpr float most = std::numeric_limits<float>::infinity();

    template <int half>
    void add(const std::byte* four) noexcept {
        Vector raw;
        std::memcpy(&raw, four, sizeof raw);
        const Floats all = __builtin_convertvector(raw, Floats);
        low_[half] = all < low_[half] ? all : low_[half];
        high_[half] = all > high_[half] ? all : high_[half];
        sum_[half] += all;
        squares_[half] += all * all;
    }

    Floats low_[2] = {{most, most, most, most}, {most, most, most, most}};
    Floats high_[2] = {{-most, -most, -most, -most}, {-most, -most, -most, -most}};
    Floats sum_[2] = {}, squares_[2] = {};
};

} // namespace redstart
