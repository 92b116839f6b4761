// A take as a picture: its extremes and its spectrum, in a thousand columns.
#pragma once

#include "web/frame_mix.hpp"
#include "web/spectrum.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace redstart {

/// Hears all frames of a take in order. A column has the lowest and the highest sample of all
/// channels in its share of the frames, and for each band the loudest of its windows, of the mean
/// of the channels. Belongs to one thread; about 400 kB of memory at 192 kHz.
class Overview {
public:
    static constexpr std::size_t most_columns = 1000, head_bytes = 16;

    Overview(const AudioFormat& format, Frames frames);

    void hear(std::span<const std::byte> frames);

    /// The body of GET /overview/FILE, docs/web-takes.md; once all was heard.
    std::vector<std::byte> bytes();

private:
    std::size_t column_of(Frames frame) const noexcept;
    Frames end_of(std::size_t column) const noexcept;
    void note_extremes(std::span<const std::byte> frames) noexcept;
    void note_extremes(std::span<const std::byte> frames, std::size_t column) noexcept;
    void note_spectrum() noexcept;

    const Frames frames_;
    const std::size_t columns_;
    FrameMix mix_;
    Spectrum spectrum_;
    const std::size_t hop_; // frames between two windows
    Frames heard_ = 0;
    std::vector<float> waiting_, mixed_; // for the next window; room for a block
    Frames waiting_at_; // of the first that waits; half a window of silence is before the take
    std::vector<float> low_, high_;
    std::vector<std::uint8_t> levels_; // columns x bands
};

/// Whether these bytes have the shape of such a body.
bool is_overview(std::span<const std::byte> body) noexcept;

} // namespace redstart
