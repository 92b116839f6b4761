// What stands in a take besides its sound: marks, and gaps with who caused them.
#pragma once

#include <redstart/format.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace redstart {

/// A label at a frame; in a WAV file a cue point, which editors show.
struct WavMark {
    Frames at = 0;
    std::string label;
};

/// Who lost the frames of a gap.
enum class GapCause : std::uint8_t {
    overrun,     // the device: it said so
    ring_full,   // nobody: the card was slower than the ring is long
    device_away, // the device was pulled, and came back
    suspected,   // the device did not say so, but its frames fell behind the clock by a step
};

/// "overrun", "ring full", "device away", "suspected".
std::string_view to_string(GapCause cause) noexcept;

/// So many frames that never came; as much silence stands in their place.
struct Gap {
    Frames at = 0; // its first frame; 0 is the first of the file, or of the take where that is said
    Frames frames = 0;
    GapCause cause = GapCause::overrun;
};

} // namespace redstart
