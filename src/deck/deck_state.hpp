// All that the capture thread, the writer thread and the loop share, by who writes it.
#pragma once

#include "audio/chunk_ring.hpp"
#include "audio/figures_log.hpp"
#include "audio/levels.hpp"
#include "audio/stream_clock.hpp"
#include "base/doorbell.hpp"
#include "deck/loss_log.hpp"
#include "deck/write_times.hpp"

#include <atomic>
#include <limits>

namespace redstart {

static_assert(std::atomic<Frames>::is_always_lock_free, "on 32-bit machines too");

/// What has two ends: capture fills, the writer empties.
struct SoundPath {
    SoundPath(const AudioFormat& format, Frames chunk_frames, Frames ring_frames, bool lock)
        : ring(format, chunk_frames, ring_frames, lock), figures(format.channels) {}

    ChunkRing ring;
    LossLog losses;
    FiguresLog figures;
    Doorbell writer_bell; // capture: there is enough to write, or a poke was answered
    Doorbell loop_bell;   // capture and writer: there is news, or the first frames, or no more, or
                          // other warnings
};

/// What capture writes; all others only look. No order between two of these is ever relied on but
/// where it is said.
struct Captured {
    explicit Captured(const AudioFormat& format) : clock(format), anchors(format), levels(format) {}

    StreamClock clock;
    StreamClock anchors; // of its pairs those that are least late, one in two seconds
    Levels levels;
    std::atomic<Frames> position{0}; // the stream up to here was captured or lost
    std::atomic<Frames> lost{0};     // by the device or a full ring, since the start
    std::array<std::atomic<Frames>, gap_causes> lost_by{}; // ... and while it was away, by cause
    std::atomic<unsigned> overruns{0};                     // how often that happened
    std::atomic<unsigned> answered_pokes{0};               // see Capture::poke()
    std::atomic<bool> is_capturing{false};
    std::atomic<unsigned> feeds{0};               // how many devices there were
    std::atomic<TimePoint::rep> capture_moved{0}; // when its last round began
    std::atomic<TimePoint::rep> fetched_at{0};    // when the device last had no more to give
    std::atomic<TimePoint::rep> heard_at{0};      // ... gave frames; 0: not yet, since it was fed
};

/// What the writer writes; all others only look, as at Captured.
struct Recorded {
    static constexpr std::int64_t no_drift = std::numeric_limits<std::int64_t>::min();
    static constexpr Frames no_take = -1, no_end = std::numeric_limits<Frames>::max();

    std::atomic<TimePoint::rep> fetch_due{0}; // capture rings at its first complete fetch after it;
                                              // 0: not wanted
    std::atomic<bool> is_recording{false};    // a file is open and its first frames are on the card
    std::atomic<Frames> take_first{no_take};  // its position in the stream, while it is under way
    std::atomic<Frames> take_end{no_end};     // likewise, where it is known
    std::atomic<Frames> take_frames{0};       // written, of the take under way or the last one
    std::atomic<Frames> take_on_card{0};      // of these, covered by a sync
    std::atomic<Frames> take_lost{0};         // of these, silence in place of a gap
    std::atomic<unsigned> take_gaps{0};
    std::array<std::atomic<unsigned>, gap_causes> take_gaps_by{}; // by cause
    std::atomic<Frames> highest_backlog{0};                       // since the take began
    std::atomic<Frames> backlog{0};                     // captured, wanted, and not yet on the card
    std::atomic<std::int64_t> take_drift_ppb{no_drift}; // of the device, in the take
    std::array<std::atomic<float>, AudioFormat::max_channels> take_peaks{}; // 1.0 is full scale
    std::array<std::atomic<std::uint32_t>, AudioFormat::max_channels> take_clips{};
    WriteTimes write_times; // of the take under way or the last one
    std::array<std::atomic<Frames>, gap_causes> missed_by{}; // silence in takes, by cause
    std::atomic<TimePoint::rep> last_sync{0};    // when a sync or a close last came back well
    std::atomic<TimePoint::rep> card_asked{0};   // the card has not answered since; 0: it has
    std::atomic<TimePoint::rep> writer_moved{0}; // when its last round began, or a write came back
};

/// Made before the threads, and outlives them. Each thread is handed the part that it writes, and
/// the others' to look at; the loop looks at all of it.
struct DeckState : SoundPath, Captured, Recorded {
    DeckState(const AudioFormat& format, Frames chunk_frames, Frames ring_frames, bool lock = true)
        : SoundPath(format, chunk_frames, ring_frames, lock), Captured(format) {}
};

} // namespace redstart
