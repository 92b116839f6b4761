// Eight samples at a time, each place of a row with figures of its own; then one fold per channel.
#include "audio/piece_measure.hpp"

#include "audio/sample_lanes.hpp"
#include "audio/samples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace redstart {
namespace {

constexpr std::size_t lanes = 8; // of one vector, or two
constexpr std::int32_t clip_frames = 3;
constexpr float loudest = 1000; // a float sample beyond 60 dB, or infinite, is no sound

/// The least level that counts as full scale: a converter of 24 bits has no more in 32, and floats
/// come from converters too.
template <class Sample>
constexpr float full = (Sample::full_scale - 1) / Sample::full_scale;
template <>
constexpr float full<S32Sample> = full<S24Sample>;
template <>
constexpr float full<FloatSample> = full<S16Sample>;

/// Per channel, in the sample's own unit; double, for many lanes come together.
struct Sums {
    float low = HUGE_VALF, high = -HUGE_VALF;
    double sum = 0, squares = 0;

    void add(const LaneFigures& lane) noexcept {
        low = std::min(low, lane.low);
        high = std::max(high, lane.high);
        sum += static_cast<double>(lane.sum);
        squares += static_cast<double>(lane.squares);
    }
};
using AllSums = std::array<Sums, AudioFormat::max_channels>;

/// A row is as many vectors as make whole frames: sample j of every row is of channel j % channels.
template <class Lanes>
void add_lanes(const Lanes& eight, std::size_t first, std::size_t channels,
               AllSums& sums) noexcept {
    for (std::size_t i = 0; i < lanes; ++i) sums[(first + i) % channels].add(eight[i]);
}

/// One vector is a row: all figures stay in registers.
template <class Lanes>
void sum_short_rows(std::span<const std::byte> samples, std::size_t channels,
                    AllSums& sums) noexcept {
    Lanes row;
    const std::byte* const end = samples.data() + samples.size();
#pragma GCC unroll 4
    for (const std::byte* at = samples.data(); at != end; at += lanes * Lanes::bytes) row.add(at);
    add_lanes(row, 0, channels, sums);
}

template <class Lanes>
void sum_long_rows(std::span<const std::byte> samples, std::size_t channels, std::size_t vectors,
                   AllSums& sums) noexcept {
    std::array<Lanes, AudioFormat::max_channels> row;
    const std::byte* const end = samples.data() + samples.size();
    for (const std::byte* at = samples.data(); at != end;)
        for (std::size_t v = 0; v < vectors; ++v, at += lanes * Lanes::bytes) row[v].add(at);
    for (std::size_t v = 0; v < vectors; ++v) add_lanes(row[v], v * lanes, channels, sums);
}

/// As many whole rows as there are; returns how many bytes.
template <class Lanes>
std::size_t sum_rows(std::span<const std::byte> samples, std::size_t channels,
                     AllSums& sums) noexcept {
    const std::size_t vectors = std::lcm(lanes, channels) / lanes;
    const std::size_t row = vectors * lanes * Lanes::bytes;
    const std::size_t whole = samples.size() / row * row;
    if (whole > 0 && vectors == 1) sum_short_rows<Lanes>(samples.first(whole), channels, sums);
    if (whole > 0 && vectors > 1)
        sum_long_rows<Lanes>(samples.first(whole), channels, vectors, sums);
    return whole;
}

/// What is left behind the last whole row: fewer than eight frames.
template <class Sample>
void sum_rest(std::span<const std::byte> samples, std::size_t channels, AllSums& sums) noexcept {
    for (std::size_t at = 0, c = 0; at < samples.size(); at += Sample::bytes) {
        const auto value = static_cast<float>(Sample::load(samples.data() + at));
        const bool is_number = value == value;
        sums[c].add(
            {is_number ? value : HUGE_VALF, is_number ? value : -HUGE_VALF, value, value * value});
        c = c + 1 == channels ? 0 : c + 1;
    }
}

/// Samples of another width become 32 bits wide first, a block that stays in the cache at a time.
template <class Sample>
std::size_t sum_widened(std::span<const std::byte> samples, std::size_t channels,
                        AllSums& sums) noexcept {
    constexpr std::size_t most = 1024;
    static_assert(most >= lanes * AudioFormat::max_channels);
    std::array<std::int32_t, most> wide;
    const std::size_t block = most / std::lcm(lanes, channels) * std::lcm(lanes, channels);
    std::size_t done = 0;
    for (const std::size_t all = samples.size() / Sample::bytes; done < all;) {
        const std::size_t count = std::min(block, all - done);
        for (std::size_t i = 0; i < count; ++i)
            wide[i] = Sample::load(samples.data() + (done + i) * Sample::bytes);
        const auto bytes = std::as_bytes(std::span(wide).first(count));
        const std::size_t summed = sum_rows<WideLanes<Ints>>(bytes, channels, sums);
        done += summed / sizeof(std::int32_t);
        if (summed < bytes.size()) break;
    }
    return done * Sample::bytes;
}

template <class Sample>
AllSums sums_of(std::span<const std::byte> samples, std::size_t channels) noexcept {
    AllSums sums;
    std::size_t done = 0;
    if constexpr (std::is_same_v<Sample, S16Sample>)
        done = sum_rows<ShortLanes>(samples, channels, sums);
    else if constexpr (std::is_same_v<Sample, S32Sample>)
        done = sum_rows<WideLanes<Ints>>(samples, channels, sums);
    else if constexpr (std::is_same_v<Sample, FloatSample>)
        done = sum_rows<WideLanes<Floats>>(samples, channels, sums);
    else
        done = sum_widened<Sample>(samples, channels, sums);
    sum_rest<Sample>(samples.subspan(done), channels, sums);
    return sums;
}

/// Means that are no sound become those of silence.
PieceMeasure::Channel channel_of(const Sums& sums, float full_scale, Frames frames) noexcept {
    PieceMeasure::Channel channel;
    channel.is_sound = false;
    if (!(sums.low <= sums.high)) return channel;
    const auto scale = static_cast<double>(full_scale), count = static_cast<double>(frames);
    const auto mean = static_cast<float>(sums.sum / (scale * count));
    const auto square = static_cast<float>(sums.squares / (scale * scale * count));
    channel.low = std::clamp(sums.low / full_scale, -loudest, loudest);
    channel.high = std::clamp(sums.high / full_scale, -loudest, loudest);
    channel.is_sound = square < loudest * loudest;
    if (channel.is_sound) channel.mean = mean, channel.square = square;
    return channel;
}

} // namespace

template <class Sample>
void PieceMeasure::finish(std::span<const std::byte> piece) noexcept {
    const AllSums sums = sums_of<Sample>(piece, format_.channels);
    const Frames frames = format_.frames_in(piece.size());
    for (unsigned c = 0; c < format_.channels; ++c) {
        channels_[c] = channel_of(sums[c], Sample::full_scale, frames);
        if (channels_[c].peak() >= full<Sample>)
            count_clips<Sample>(piece, c);
        else
            run_[c] = 0;
    }
}

template <class Sample>
void PieceMeasure::count_clips(std::span<const std::byte> piece, unsigned channel) noexcept {
    const std::size_t step = Sample::bytes * format_.channels;
    std::int32_t run = run_[channel];
    for (std::size_t at = channel * Sample::bytes; at < piece.size(); at += step) {
        const float level = load_level<Sample>(piece.data() + at);
        const int side = level >= full<Sample> ? 1 : level <= -full<Sample> ? -1 : 0;
        run = side == 0 ? 0 : side * run > 0 ? run + side : side;
        if (run == side * clip_frames && side != 0) ++channels_[channel].clips;
        run = std::clamp(run, -clip_frames - 1, clip_frames + 1); // however long it is
    }
    run_[channel] = run;
}

std::span<const PieceMeasure::Channel>
PieceMeasure::measure(std::span<const std::byte> piece) noexcept {
    with_sample_of(format_.sample, [&](auto sample) { finish<decltype(sample)>(piece); });
    return {channels_.data(), format_.channels};
}

} // namespace redstart
