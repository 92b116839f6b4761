// Rows of samples that the compiler turns into vector code; single samples only where it clips.
#include "audio/sound_measure.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace redstart {
namespace {

constexpr std::int32_t clip_frames = 3;
constexpr float loudest = 1000; // a float sample beyond 60 dB, or infinite, is no sound
constexpr Frames piece_frames = 1024;
constexpr std::size_t longest_row = 2 * AudioFormat::max_channels;

/// Samples as floats, 1.0 at full scale, and the least that counts as full scale.
struct U8 {
    static constexpr std::size_t bytes = 1;
    static constexpr float full = 127.0F / 128.0F;
    static float load(const std::byte* at) noexcept {
        return (static_cast<float>(std::to_integer<int>(*at)) - 128.0F) / 128.0F;
    }
};
struct S16 {
    static constexpr std::size_t bytes = 2;
    static constexpr float full = 32767.0F / 32768.0F;
    static float load(const std::byte* at) noexcept {
        std::int16_t value;
        std::memcpy(&value, at, bytes);
        return static_cast<float>(value) / 32768.0F;
    }
};
struct S24 {
    static constexpr std::size_t bytes = 3;
    static constexpr float full = 8388607.0F / 8388608.0F;
    static float load(const std::byte* at) noexcept {
        const auto low = std::to_integer<std::uint32_t>(at[0]);
        const auto middle = std::to_integer<std::uint32_t>(at[1]);
        const auto high = std::to_integer<std::uint32_t>(at[2]);
        const auto value = std::bit_cast<std::int32_t>(low << 8 | middle << 16 | high << 24) >> 8;
        return static_cast<float>(value) / 8388608.0F;
    }
};
struct S32 {
    static constexpr std::size_t bytes = 4;
    static constexpr float full = 8388607.0F / 8388608.0F;
    static float load(const std::byte* at) noexcept {
        std::int32_t value;
        std::memcpy(&value, at, bytes);
        return static_cast<float>(value) / 2147483648.0F;
    }
};
struct Float {
    static constexpr std::size_t bytes = 4;
    static constexpr float full = 32767.0F / 32768.0F;
    static float load(const std::byte* at) noexcept {
        float value;
        std::memcpy(&value, at, bytes);
        return value;
    }
};

/// Per place in a row of whole frames: sample j of every row belongs to channel j % channels.
struct Rows {
    std::array<float, longest_row> peaks{}, squares{};

    template <class Sample>
    void add(const std::byte* from, std::size_t samples) noexcept {
        for (std::size_t j = 0; j < samples; ++j) {
            const float level = std::fabs(Sample::load(from + j * Sample::bytes));
            peaks[j] = level > peaks[j] ? level : peaks[j]; // a NaN compares false, and stays out
            squares[j] += level * level;
        }
    }
};

template <class Sample>
Rows rows_of(std::span<const std::byte> frames, std::size_t channels) noexcept {
    Rows rows;
    const std::size_t row = longest_row / channels * channels;
    const std::size_t samples = frames.size() / Sample::bytes;
    std::size_t at = 0;
    for (; row == longest_row && at + row <= samples; at += longest_row)
        rows.add<Sample>(frames.data() + at * Sample::bytes, longest_row);
    for (; at < samples; at += row)
        rows.add<Sample>(frames.data() + at * Sample::bytes, std::min(row, samples - at));
    return rows;
}

} // namespace

template <class Sample>
float SoundMeasure::add_piece(std::span<const std::byte> frames) noexcept {
    const std::size_t channels = format_.channels;
    const Rows rows = rows_of<Sample>(frames, channels);
    std::array<float, max_channels> peaks{}, squares{};
    for (std::size_t j = 0; j < longest_row; ++j) {
        peaks[j % channels] = std::max(peaks[j % channels], rows.peaks[j]);
        squares[j % channels] += rows.squares[j];
    }
    float most = 0;
    for (unsigned c = 0; c < channels; ++c) {
        const float level = std::min(peaks[c], loudest);
        most = std::max(most, level);
        peak_[c] = std::max(peak_[c], level);
        if (squares[c] < loudest * loudest * piece_frames) // NaN neither
            squares_[c] += static_cast<double>(squares[c]);
        if (peaks[c] >= Sample::full)
            count_clips<Sample>(frames, c);
        else
            run_[c] = 0;
    }
    return most;
}

template <class Sample>
void SoundMeasure::count_clips(std::span<const std::byte> frames, unsigned channel) noexcept {
    const std::size_t step = Sample::bytes * format_.channels;
    for (std::size_t at = channel * Sample::bytes; at < frames.size(); at += step) {
        const float level = Sample::load(frames.data() + at);
        const int side = level >= Sample::full ? 1 : level <= -Sample::full ? -1 : 0;
        std::int32_t& run = run_[channel];
        run = side == 0 ? 0 : side * run > 0 ? run + side : side;
        if (run == side * clip_frames && side != 0) ++clips_[channel];
        run = std::clamp(run, -clip_frames - 1, clip_frames + 1); // however long it is
    }
}

float SoundMeasure::add(std::span<const std::byte> frames) noexcept {
    const Frames all = format_.frames_in(frames.size());
    float most = 0;
    for (Frames done = 0; done < all; done += piece_frames) {
        const Frames count = std::min(piece_frames, all - done);
        const auto piece = frames.subspan(format_.bytes(done), format_.bytes(count));
        if (sample_bytes(format_.sample) == 1)
            most = std::max(most, add_piece<U8>(piece));
        else if (format_.sample == SampleFormat::s16_le)
            most = std::max(most, add_piece<S16>(piece));
        else if (format_.sample == SampleFormat::s24_3le)
            most = std::max(most, add_piece<S24>(piece));
        else if (format_.sample == SampleFormat::s32_le)
            most = std::max(most, add_piece<S32>(piece));
        else
            most = std::max(most, add_piece<Float>(piece));
    }
    frames_ += all;
    return most;
}

float SoundMeasure::rms(unsigned channel) const noexcept {
    if (frames_ == 0) return 0;
    return static_cast<float>(std::sqrt(squares_[channel] / static_cast<double>(frames_)));
}

float SoundMeasure::peak() const noexcept {
    return *std::max_element(peak_.begin(), peak_.begin() + format_.channels);
}

float SoundMeasure::rms() const noexcept {
    if (frames_ == 0) return 0;
    double sum = 0;
    for (unsigned c = 0; c < format_.channels; ++c) sum += squares_[c];
    return static_cast<float>(std::sqrt(sum / format_.channels / static_cast<double>(frames_)));
}

std::uint32_t SoundMeasure::clips() const noexcept {
    return *std::max_element(clips_.begin(), clips_.begin() + format_.channels);
}

} // namespace redstart
