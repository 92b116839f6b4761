// Some seconds of two loud pieces between quiet ones, for what keeps what is loud.
#pragma once

#include <redstart/format.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace redstart {

inline constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};
inline constexpr Frames ms = 48;

/// Quiet for 600 ms, loud for 500, quiet for 400, loud for 300, quiet for 1700; frame by frame
/// another number, so that a place is known by its sound.
inline std::vector<std::int16_t> talk() {
    std::vector<std::int16_t> frames(3500 * ms);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const bool is_loud = (i >= 600 * ms && i < 1100 * ms) || (i >= 1500 * ms && i < 1800 * ms);
        frames[i] = static_cast<std::int16_t>(is_loud ? 8000 + i % 20000 : i % 61);
    }
    return frames;
}

} // namespace redstart
