// Rows of samples that the compiler turns into vector code; single samples only where it clips.
#include "audio/sound_measure.hpp"

#include "audio/samples.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

constexpr std::int32_t clip_frames = 3;
constexpr float loudest = 1000; // a float sample beyond 60 dB, or infinite, is no sound
constexpr Frames piece_frames = 1024;

/// The least level that counts as full scale: a converter of 24 bits has no more in 32, and floats
/// come from converters too.
template <class Sample>
constexpr float full = (Sample::full_scale - 1) / Sample::full_scale;
template <>
constexpr float full<S32Sample> = full<S24Sample>;
template <>
constexpr float full<FloatSample> = full<S16Sample>;

/// Per place in a row of whole frames: sample j of every row belongs to channel j % channels.
struct Rows {
    std::array<float, longest_row> peaks{}, squares{};

    template <class Sample>
    void add(const std::byte* from, std::size_t samples) noexcept {
        for (std::size_t j = 0; j < samples; ++j) {
            const float level = std::fabs(load_level<Sample>(from + j * Sample::bytes));
            peaks[j] = level > peaks[j] ? level : peaks[j]; // a NaN compares false, and stays out
            squares[j] += level * level;
        }
    }
};

template <class Sample>
Rows rows_of(std::span<const std::byte> frames, std::size_t channels) noexcept {
    Rows rows;
    by_rows<Sample>(frames, channels, [&](const std::byte* from, std::size_t samples) {
        rows.add<Sample>(from, samples);
    });
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
        if (peaks[c] >= full<Sample>)
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
        const float level = load_level<Sample>(frames.data() + at);
        const int side = level >= full<Sample> ? 1 : level <= -full<Sample> ? -1 : 0;
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
        most = std::max(most, with_sample_of(format_.sample, [&](auto sample) {
                            return add_piece<decltype(sample)>(piece);
                        }));
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
