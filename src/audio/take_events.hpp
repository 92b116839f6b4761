// What happens to a take besides sound: gaps, and how device and card fared.
#pragma once

#include <redstart/marks.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redstart {

constexpr std::size_t gap_causes = 4;

/// The cause of a word that to_string() gives; nothing for any other.
std::optional<GapCause> gap_cause(std::string_view word) noexcept;

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
    Frames pre_roll = 0; // at the beginning of the file, from before the press
    Frames ring_frames = 0;
    Frames ring_highest = 0;         // the most that waited for the card
    std::optional<double> drift_ppm; // of the device against Clock; positive: too fast
    StopReason stop = StopReason::none;
};

} // namespace redstart
