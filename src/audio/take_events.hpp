// What happens to a take besides sound: gaps, and how device and card fared.
#pragma once

#include <redstart/format.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redstart {

/// Who lost the frames of a gap.
enum class GapCause : std::uint8_t {
    overrun,     // the device: it said so
    ring_full,   // nobody: the card was slower than the ring is long
    device_away, // the device was pulled, and came back
    suspected,   // the device did not say so, but its frames fell behind the clock by a step
};

constexpr std::size_t gap_causes = 4;

/// "overrun", "ring full", "device away", "suspected".
std::string_view to_string(GapCause cause) noexcept;

/// The way back; nothing for any other word.
std::optional<GapCause> gap_cause(std::string_view word) noexcept;

struct Gap {
    Frames at = 0; // of the file; 0 is its first frame
    Frames frames = 0;
    GapCause cause = GapCause::overrun;
};

/// Why a take ended.
enum class StopReason : std::uint8_t {
    none,    // it goes on, in another file
    order,   // a button, a command, a signal
    length,  // it was as long as was asked for
    device,  // the device ended, for good
    full,    // no room, or less than keep_free
    failure, // the card did not take it
};

/// "split", "order", "length", "device", "full", "failure".
std::string_view to_string(StopReason reason) noexcept;

/// How long each write and sync took: below 10 ms, 30 ms, 100 ms, 300 ms, 1 s, 3 s, 10 s, and more.
using WriteHistogram = std::array<std::uint32_t, 8>;

struct TakeFigures {
    std::chrono::microseconds worst_write{};
    WriteHistogram writes{};
    Frames ring_frames = 0;
    Frames ring_highest = 0;         // the most that waited for the card
    std::optional<double> drift_ppm; // of the device against Clock; positive: too fast
    StopReason stop = StopReason::none;
};

} // namespace redstart
