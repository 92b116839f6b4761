// Finds gaps that the device does not tell of: its frames fall behind the clock by a step.
#pragma once

#include "audio/stream_clock.hpp"

#include <optional>

namespace redstart {

/// Told where the device is at which moment, it compares each pair with the least late one of some
/// seconds ago. A reading may come late, on a busy machine; frames that are gone stay gone. So a
/// step is one that every reading of three seconds shows, six of them at least, and its length is
/// what the least late of them shows.
///
/// A step counts when it exceeds the larger of a chunk and 10 ms, and of twice the lateness of the
/// readings in the last minute or so, plus 500 ppm for a clock that runs slow. No gap is suspected
/// in a device that does not keep its rate to 1000 ppm: one that is not live, or has just begun, or
/// goes by a clock that is being corrected: its lateness grows in proportion to time. What a device
/// makes up for within three seconds is none.
///
/// Belongs to the capture thread; real-time safe.
class UnreportedGaps {
public:
    using Reading = StreamClock::Pair;

    UnreportedGaps(const AudioFormat& format, Frames chunk_frames) noexcept;

    void begin_anew() noexcept; // another device

    /// At `when` the device had delivered all before `position`. Returns how many frames are
    /// missing in front of what comes next; their position is told from then on.
    Frames tell(Frames position, TimePoint when) noexcept;

    /// Of what tell() found: the last position that was in time. The step lies between that and the
    /// next position told.
    Frames since() const noexcept { return since_; }

    /// The least late of the last two seconds that are over.
    std::optional<Reading> anchor() const noexcept;

private:
    using Nanoseconds = std::chrono::nanoseconds;
    struct Block { // readings of two seconds
        Reading least;
        Nanoseconds lateness{}, spread{}; // of the least late; of the latest beyond it
    };
    struct Suspicion {
        TimePoint since, last;
        Nanoseconds least, newest; // late beyond what is expected
        unsigned readings = 1;
        double slowest = 1e9, fastest = -1e9; // growth from reading to reading, in ppm

        void grow(Nanoseconds late, TimePoint when) noexcept;
        bool is_ramp() const noexcept;
    };

    Nanoseconds lateness(const Reading& reading) const noexcept;
    Nanoseconds bound(TimePoint when) const noexcept;
    Frames suspect(Nanoseconds late, TimePoint when) noexcept;
    void add_to_block(const Reading& reading) noexcept;
    void end_block() noexcept;

    AudioFormat format_;
    Nanoseconds least_step_;
    std::optional<Reading> origin_;
    TimePoint told_{};         // the newest
    Frames told_position_ = 0; // likewise
    Frames since_ = 0;         // before the suspicion, or the last one
    std::optional<Block> block_, last_, before_;
    TimePoint block_began_{};
    Nanoseconds noise_{}; // the widest spread of late
    bool is_steady_ = false;
    std::optional<Suspicion> suspicion_;
};

} // namespace redstart
