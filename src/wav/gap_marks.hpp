// Reads the gaps of a WAV file out of its marks.
#pragma once

#include <redstart/marks.hpp>

#include <optional>

namespace redstart {

/// Of a mark that stands for a gap, "gap: 441 frames, overrun". The file has so many frames, and no
/// gap goes on behind them, whatever its mark claims.
std::optional<Gap> gap_of(const WavMark& mark, Frames file) noexcept;

} // namespace redstart
