// Adds up pieces.
#include "audio/sound_measure.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {

float SoundMeasure::add(std::span<const std::byte> frames) noexcept {
    float most = 0;
    by_pieces(pieces_.format(), frames, [&](std::span<const std::byte> piece) {
        const auto found = pieces_.measure(piece);
        const Frames count = pieces_.format().frames_in(piece.size());
        frames_ += count;
        for (unsigned c = 0; c < found.size(); ++c) {
            most = std::max(most, found[c].peak());
            peak_[c] = std::max(peak_[c], found[c].peak());
            squares_[c] += static_cast<double>(found[c].square) * static_cast<double>(count);
            clips_[c] += found[c].clips;
        }
    });
    return most;
}

float SoundMeasure::rms(unsigned channel) const noexcept {
    if (frames_ == 0) return 0;
    return static_cast<float>(std::sqrt(squares_[channel] / static_cast<double>(frames_)));
}

float SoundMeasure::peak() const noexcept {
    return *std::max_element(peak_.begin(), peak_.begin() + channels());
}

float SoundMeasure::rms() const noexcept {
    if (frames_ == 0) return 0;
    double sum = 0;
    for (unsigned c = 0; c < channels(); ++c) sum += squares_[c];
    return static_cast<float>(std::sqrt(sum / channels() / static_cast<double>(frames_)));
}

std::uint32_t SoundMeasure::clips() const noexcept {
    return *std::max_element(clips_.begin(), clips_.begin() + channels());
}

} // namespace redstart
