// Decides which stretches of sound are above a level, with a little before and after, and which are
// left out.
#pragma once

#include <redstart/format.hpp>

#include <chrono>
#include <span>

namespace redstart {

struct VoiceSettings {
    float level_dbfs = -40; // RMS of the loudest channel; 0 is a square wave
    std::chrono::nanoseconds hold{std::chrono::seconds{1}};
    bool splits = false; // what lies between two pauses is a file of its own
};

/// Sound is judged in windows of a hundredth of a second, counted from its first frame. What is
/// kept is every window at or above the level, the quarter of a second before and after it, and a
/// pause between two such windows that is shorter than `hold`. Belongs to one thread; every call is
/// real-time safe.
class VoiceGate {
public:
    VoiceGate(const AudioFormat& format, const VoiceSettings& settings) noexcept;

    Frames window() const noexcept { return window_; }
    Frames longest_wait() const noexcept; // so many frames may be undecided, and whole windows

    /// Positions among all frames heard: what is undecided and lies before `keep_to` is to be kept,
    /// and after that what lies before `leave_to` is to be left out.
    struct Verdict {
        Frames keep_to = 0, leave_to = 0;
        bool closes = false; // a pause is now too long to be kept
    };
    /// The next window; only the last of all may be shorter.
    Verdict hear(std::span<const std::byte> window) noexcept;

    bool is_open() const noexcept { return is_open_; }

private:
    bool is_loud(std::span<const std::byte> window) const noexcept;

    const AudioFormat format_;
    const float level_;
    const Frames window_, margin_, hold_;
    Frames heard_ = 0, decided_ = 0;
    Frames quiet_since_ = 0;
    bool is_open_ = false;
};

} // namespace redstart
