// Reads a file in large blocks and keeps two numbers per channel.
#include "wav/measure.hpp"

#include "wav/bytes.hpp"

#include <bit>
#include <cmath>

namespace redstart {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

struct Sum {
    double peak = 0, squares = 0;
};

/// Full scale is 1.0.
template <SampleFormat format>
double sample(std::span<const std::byte> memory, std::size_t at) noexcept {
    if constexpr (format == SampleFormat::u8)
        return (std::to_integer<int>(memory[at]) - 128) / 128.0;
    else if constexpr (format == SampleFormat::s16_le)
        return static_cast<std::int16_t>(load<std::uint16_t>(memory, at)) / 32768.0;
    else if constexpr (format == SampleFormat::s24_3le) {
        const auto high = std::to_integer<std::uint32_t>(memory[at + 2]);
        const std::uint32_t bits = high << 24 | std::uint32_t{load<std::uint16_t>(memory, at)} << 8;
        return static_cast<std::int32_t>(bits) / 2147483648.0;
    } else if constexpr (format == SampleFormat::s32_le)
        return static_cast<std::int32_t>(load<std::uint32_t>(memory, at)) / 2147483648.0;
    else
        return static_cast<double>(std::bit_cast<float>(load<std::uint32_t>(memory, at)));
}

template <SampleFormat format>
void add(std::span<const std::byte> frames, std::span<Sum> channels) noexcept {
    const std::size_t step = sample_bytes(format);
    for (std::size_t at = 0, channel = 0; at < frames.size(); at += step) {
        const double value = std::abs(sample<format>(frames, at));
        Sum& sum = channels[channel];
        sum.peak = std::fmax(sum.peak, value); // leaves out NaN
        if (std::isfinite(value)) sum.squares += value * value;
        if (++channel == channels.size()) channel = 0;
    }
}

auto adder(SampleFormat format) noexcept {
    switch (format) {
    case SampleFormat::s16_le:
        return add<SampleFormat::s16_le>;
    case SampleFormat::s24_3le:
        return add<SampleFormat::s24_3le>;
    case SampleFormat::s32_le:
        return add<SampleFormat::s32_le>;
    case SampleFormat::u8:
        return add<SampleFormat::u8>;
    case SampleFormat::float_le:
        break;
    }
    return add<SampleFormat::float_le>;
}

template <class Reader>
std::vector<Loudness> measure_rest(Reader& reader, const std::function<void(Frames done)>& progress,
                                   const std::function<void(std::span<const std::byte>)>& hear) {
    const auto add_frames = adder(reader.format().sample);
    std::vector<std::byte> block(block_bytes + reader.format().frame_bytes());
    std::vector<Sum> sums(reader.format().channels);
    Frames done = 0;
    while (const Frames frames = reader.read(block)) {
        const auto read = std::span(block).first(reader.format().bytes(frames));
        add_frames(read, sums);
        if (hear) hear(read);
        done += frames;
        if (progress) progress(done);
    }
    std::vector<Loudness> loudness;
    for (const Sum& sum : sums) {
        const double mean = done > 0 ? sum.squares / static_cast<double>(done) : 0;
        loudness.push_back({20 * std::log10(sum.peak), 10 * std::log10(mean)});
    }
    return loudness;
}

} // namespace

std::vector<Loudness> measure(WavFrames& reader, const std::function<void(Frames done)>& progress) {
    return measure_rest(reader, progress, {});
}

std::vector<Loudness> measure(SoundFrames& reader, const std::function<void(Frames done)>& progress,
                              const std::function<void(std::span<const std::byte>)>& hear) {
    return measure_rest(reader, progress, hear);
}

} // namespace redstart
