// The capture thread: from the source into the ring, and nothing else.
#pragma once

#include "audio/level_watch.hpp"
#include "audio/tap.hpp"
#include "audio/unreported_gaps.hpp"
#include "base/realtime.hpp"
#include "deck/deck_state.hpp"

#include <redstart/source.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace redstart {

struct CaptureSettings {
    int priority = 50;             // SCHED_FIFO, where the process may; 0 asks for nothing
    bool lock_memory = true;       // the ring is kept from being paged out, where that is allowed
    std::shared_ptr<Tap> tap = {}; // gets what is captured too; may be none
    /// Names from channel 1 on; one that is "unused" is not judged.
    std::vector<std::string> tracks = {};
    bool hold_source = false; // a full ring holds the source back (`--no-drop`), not frames dropped
};

/// Between feed() and halt() a thread moves frames from the source into the ring. It
/// allocates, locks, logs and throws nothing; when the ring is full it counts what it drops; when
/// the source is over it says so, rings loop_bell and ends. Then another source may be
/// fed: the stream's time went on in between, so its first frame follows a gap. It also went on
/// while the machine slept.
///
/// All calls belong to one thread, but poke() and was_answered() to any.
class Capture {
public:
    Capture(SoundPath& path, Captured& captured, const Recorded& recorded,
            CaptureSettings settings);
    ~Capture(); // halts

    /// Takes a running source of the ring's format; the one before must be over or halted.
    void feed(std::unique_ptr<Source> source);

    /// Ends the thread and closes the source. What it had delivered and nobody poked for is lost.
    void halt() noexcept;

    /// Why the source ended; nothing while it runs.
    std::error_code error() const noexcept;

    /// Asks for all that the device has delivered by now to be put into the ring. It is there once
    /// was_answered() of the number returned; writer_bell is rung then. Any thread, real-time safe.
    unsigned poke() noexcept;
    bool was_answered(unsigned poke) const noexcept;

    /// poke(), and waits for the answer, so long at most; false where there was none. For one
    /// thread at a time, and no thread of sound.
    bool fetch(std::chrono::nanoseconds at_most) noexcept;

    /// What stood in the way of real-time scheduling or locked memory; empty when nothing did.
    const std::string& remark() const noexcept { return remark_; }

private:
    void run(Frames first, Doorbell& ready) noexcept;
    void pass_on(const Source::Read& read, std::span<const std::byte> room,
                 bool in_ring) noexcept REDSTART_NONBLOCKING;
    void hold() noexcept;
    bool move_from_spill(Frames frames) noexcept;
    Frames late_to_start(Frames position, const Source::Read& read) noexcept;
    Frames slept(bool device_lost_some) noexcept;
    Frames look_for_unreported_gap(Frames position, TimePoint when) noexcept;
    void lose(Frames first, Frames frames, GapCause cause) noexcept {
        lose(first, frames, cause, first);
    }
    void lose(Frames first, Frames frames, GapCause cause, Frames since) noexcept;
    void count_lost(Frames frames) noexcept;
    void note_fill(std::size_t before) noexcept;
    void note_heard() noexcept;
    void note_fetch() noexcept;
    void answer(unsigned asked) noexcept;
    void tell_answer() noexcept;

    SoundPath& path_;
    Captured& captured_;
    const Recorded& recorded_;
    CaptureSettings settings_;
    const Frames longest_read_;
    LevelWatch level_watch_;         // the thread's
    UnreportedGaps unreported_gaps_; // the thread's
    std::vector<std::byte> spill_;   // where frames go for which the ring has no room
    std::unique_ptr<Source> source_;
    std::atomic<Source*> poked_{nullptr}; // the source while it may be interrupted
    std::atomic<unsigned> poking_{0};     // how many threads are about to
    std::atomic<unsigned> pokes_{0};
    std::atomic<bool> awaited_{false}; // somebody waits for answered_
    Doorbell answered_;
    std::atomic<bool> stopping_{false};
    std::optional<StreamClock::Pair> fed_; // where and when, until its first frame; the thread's
    std::chrono::nanoseconds asleep_{};    // the machine, as far as it is known; the thread's
    Frames slept_ = 0, slept_in_all_ = 0;  // not in the stream yet; in it; the thread's
    TimePoint::rep rung_for_ = 0;          // the thread's: the fetch_due that it has rung for
    bool losing_ = false;                  // the thread's
    std::error_code error_;                // the thread's until is_capturing is false
    std::string remark_;
    std::thread thread_;
};

} // namespace redstart
