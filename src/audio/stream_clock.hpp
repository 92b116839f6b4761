// Which frame the device delivered at which moment.
#pragma once

#include <redstart/source.hpp>

#include <atomic>
#include <optional>

namespace redstart {

/// The capture thread tells one pair of position and time after each read; everybody may ask.
/// Frames are positions in the stream. Telling never waits for those who ask.
class StreamClock {
public:
    explicit StreamClock(const AudioFormat& format) : format_(format) {}

    /// At `when` the device had delivered all frames before `position`. Real-time safe, one thread.
    void tell(Frames position, TimePoint when) noexcept;

    /// The frame of a moment, reckoned from the newest pair at the nominal rate. 0 before the
    /// first.
    Frames frame_at(TimePoint when) const noexcept;

    /// When the device delivered a frame, likewise; now before the first pair.
    TimePoint time_of(Frames position) const noexcept;

    struct Pair {
        Frames position;
        TimePoint when;
    };
    std::optional<Pair> newest() const noexcept;

    bool is_running() const noexcept { return version_ != 0; }

private:
    AudioFormat format_;
    std::atomic<unsigned> version_{0}; // odd while a pair is being written
    std::atomic<Frames> position_{0};
    std::atomic<TimePoint::rep> when_{0};
};

} // namespace redstart
