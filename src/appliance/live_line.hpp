// The one line of a terminal that tells what a take is doing, for run, record and status --follow.
#pragma once

#include <redstart/source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct LiveFacts {
    std::string light; // "(*)" of a box without an LED; empty: it has one
    std::string state; // recording, armed, starting, fault, and the words of faults behind it
    std::optional<std::chrono::nanoseconds> elapsed, left; // of the take; until -d is over
    std::vector<float> peaks_dbfs, rms_dbfs, held_dbfs; // per channel; no RMS, no hold: not known
    std::optional<std::uint64_t> clips;                 // runs of frames at full scale
    bool has_just_clipped = false;                      // see ClipHold
    std::optional<Frames> lost;
    std::string remark;     // voice or pause, and how much is kept
    std::string file, keys; // "Ctrl-C stops"
};

/// At most `columns` less one wide, for a terminal that has filled its last column may go to the
/// next line; a character of UTF-8 is one wide, and control characters become spaces. Where it is
/// narrow, what matters least goes first: keys, file, remark, counts of nothing, bars, left time,
/// numbers of levels; state and elapsed time go last. The file is shortened in its middle. Above
/// four channels there is one bar for the loudest.
std::string live_line(const LiveFacts& facts, std::size_t columns);

/// "first…last", with the end of the name whole as long as there is room.
std::string shortened(const std::string& name, std::size_t columns);

/// The loudest of the last 1.5 seconds.
class PeakHold {
public:
    float hold(float peak_dbfs, TimePoint now) noexcept;

private:
    float dbfs_ = -120;
    TimePoint since_{};
};

/// Whether a clip was counted in the last 1.5 seconds: the peak of one falls between two looks.
class ClipHold {
public:
    bool hold(std::optional<std::uint64_t> clips, TimePoint now) noexcept;

private:
    std::optional<std::uint64_t> clips_; // at the last look
    std::optional<TimePoint> since_;
};

} // namespace redstart
