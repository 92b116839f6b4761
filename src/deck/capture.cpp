// The capture thread's loop: read, publish, count. It knows no files and no orders.
#include "deck/capture.hpp"

#include "base/realtime.hpp"
#include "base/suspend.hpp"
#include "base/thread.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto shortest_sleep = 100ms;

/// So that the writer soon sees what an unpaced source gives, and has some of the ring meanwhile.
Frames longest_read(const ChunkRing& ring) {
    return std::min(ring.format().frames(500ms), ring.frames() / 4);
}

} // namespace

Capture::Capture(SoundPath& path, Captured& captured, const Recorded& recorded,
                 CaptureSettings settings)
    : path_(path),
      captured_(captured),
      recorded_(recorded),
      settings_(std::move(settings)),
      longest_read_(longest_read(path.ring)),
      level_watch_(path.ring.format(),
                   judged_channels(path.ring.format().channels, settings_.tracks), captured.levels,
                   path.figures),
      unreported_gaps_(path.ring.format(), path.ring.chunk_frames()),
      spill_(path.ring.format().bytes(path.ring.chunk_frames())) {}

Capture::~Capture() {
    halt();
}

void Capture::feed(std::unique_ptr<Source> source) {
    halt();
    assert(source->format() == path_.ring.format());
    source_ = std::move(source);
    error_ = {};
    stopping_ = false;
    const Frames first =
        std::max(captured_.position.load(), captured_.clock.frame_at(Clock::now()));
    if (const Frames away = first - captured_.position; away > 0)
        lose(captured_.position, away, GapCause::device_away);
    if (captured_.feeds > 0)
        fed_ = {first, Clock::now()};
    else
        asleep_ = time_asleep();
    unreported_gaps_.begin_anew();
    captured_.feeds.store(captured_.feeds + 1);
    captured_.answered_pokes = pokes_.load(); // what the source before was asked for, this has not
    captured_.heard_at = 0;
    captured_.capture_moved = Clock::now().time_since_epoch().count();
    captured_.is_capturing = true;
    poked_ = source_.get();
    captured_.clock.tell(first, Clock::now()); // nearly so; the answer to the poke makes it exact
    Doorbell ready;
    thread_ = start_thread("capture", [this, first, &ready] { run(first, ready); });
    while (!ready.wait(1s)) {
    }
    if (settings_.lock_memory && !path_.ring.is_locked())
        remark_ += (remark_.empty() ? "" : "; ") + std::string("the ring may be paged out "
                                                               "(LimitMEMLOCK= allows to lock it)");
}

void Capture::halt() noexcept {
    if (!thread_.joinable()) return;
    stopping_ = true;
    poke();
    thread_.join();
    poked_ = nullptr;
    while (poking_ > 0) std::this_thread::yield(); // a poke under way still holds the source
    source_.reset();
}

std::error_code Capture::error() const noexcept {
    return captured_.is_capturing ? std::error_code{} : error_;
}

unsigned Capture::poke() noexcept {
    const unsigned number = ++pokes_;
    ++poking_;
    if (Source* source = poked_) source->interrupt();
    --poking_;
    return number;
}

bool Capture::was_answered(unsigned poke) const noexcept {
    return !captured_.is_capturing || static_cast<int>(captured_.answered_pokes - poke) >= 0;
}

bool Capture::fetch(std::chrono::nanoseconds at_most) noexcept {
    const TimePoint deadline = Clock::now() + at_most;
    awaited_ = true;
    const unsigned number = poke();
    while (!was_answered(number) && Clock::now() < deadline)
        answered_.wait(deadline - Clock::now());
    awaited_ = false;
    return was_answered(number);
}

/// A thread that waits for an answer looks whether it is there.
void Capture::tell_answer() noexcept {
    path_.writer_bell.ring();
    if (awaited_) answered_.ring();
}

void Capture::run(Frames first, Doorbell& ready) noexcept {
    if (settings_.priority > 0) remark_ = schedule_realtime(settings_.priority);
    captured_.position = first;
    ready.ring();

    while (!stopping_) {
        captured_.capture_moved = Clock::now().time_since_epoch().count();
        std::span<std::byte> room = path_.ring.back(longest_read_);
        const bool in_ring = !room.empty();
        if (!in_ring && settings_.hold_source) {
            hold();
            continue;
        }
        if (!in_ring) room = spill_;
        const unsigned asked = pokes_;
        const Frames chunk = path_.ring.chunk_frames();
        const Frames at_least = std::min(path_.ring.format().frames_in(room.size()), chunk);
        const Source::Read read = source_->read(room, at_least);
        pass_on(read, room, in_ring);
        if (read.interrupted) answer(asked);
        if (read.error) {
            error_ = read.error;
            break;
        }
    }
    level_watch_.begin_anew();
    captured_.is_capturing = false;
    tell_answer();
    path_.loop_bell.ring();
}

/// A source that may wait does so until there is room; there is nothing to fetch for a poke then.
void Capture::hold() noexcept {
    captured_.answered_pokes = pokes_.load();
    tell_answer();
    path_.ring.wait_for_room(100ms);
}

/// The frames go into the ring, or are counted; then everybody may know how far the stream is.
void Capture::pass_on(const Source::Read& read, std::span<const std::byte> room,
                      bool in_ring) noexcept REDSTART_NONBLOCKING {
    Frames position = captured_.position.load(std::memory_order_relaxed);
    const Frames away = late_to_start(position, read) + slept(read.lost > 0);
    const Frames in_front = away + read.lost;
    if (in_front > 0)
        lose(position, in_front, away > 0 ? GapCause::device_away : GapCause::overrun);
    position += in_front;
    Frames lost = away > 0 ? 0 : read.lost;
    if (read.frames > 0) {
        note_heard();
        const auto frames = room.first(path_.ring.format().bytes(read.frames));
        if (level_watch_.hear(position, frames)) path_.loop_bell.ring();
        if (read.interrupted) level_watch_.flush(); // an order may end the take here
        if (settings_.tap) settings_.tap->push(position, frames);
        if (!in_ring) in_ring = move_from_spill(read.frames);
        const std::size_t fill = path_.ring.fill();
        if (!in_ring || !path_.ring.push(position, read.frames)) {
            lose(position, read.frames, GapCause::ring_full);
            lost += read.frames;
        }
        position += read.frames;
        note_fill(fill);
    }
    if (const Frames missing = look_for_unreported_gap(position + read.waiting, read.when)) {
        lose(position, missing, GapCause::suspected, unreported_gaps_.since() + slept_in_all_);
        position += missing;
        lost += missing;
    }
    count_lost(lost);
    captured_.position.store(position, std::memory_order_release);
    if (read.when != TimePoint{}) captured_.clock.tell(position + read.waiting, read.when);
    if (read.frames > 0 && read.waiting < path_.ring.chunk_frames()) note_fetch();
}

void Capture::note_heard() noexcept {
    const bool is_first = captured_.heard_at == 0;
    captured_.heard_at = Clock::now().time_since_epoch().count();
    if (is_first) path_.loop_bell.ring();
}

/// All that the device had is in the ring: a writer that would have poked for it soon need not.
void Capture::note_fetch() noexcept {
    const TimePoint::rep now = Clock::now().time_since_epoch().count();
    const TimePoint::rep due = recorded_.fetch_due;
    captured_.fetched_at = now;
    if (due != 0 && now >= due && std::exchange(rung_for_, due) != due) path_.writer_bell.ring();
}

/// The ring may have got room while the read was waiting for frames.
bool Capture::move_from_spill(Frames frames) noexcept {
    const std::size_t bytes = path_.ring.format().bytes(frames);
    const std::span<std::byte> room = path_.ring.back(longest_read_);
    if (room.size() < bytes) return false;
    std::memcpy(room.data(), spill_.data(), bytes);
    return true;
}

/// A device that came back takes its time from feed() to its first frame.
Frames Capture::late_to_start(Frames position, const Source::Read& read) noexcept {
    const Frames got = read.lost + read.frames + read.waiting;
    if (!fed_ || got == 0 || read.when == TimePoint{}) return 0;
    const Frames due = fed_->position + path_.ring.format().frames(read.when - fed_->when);
    fed_.reset();
    return settings_.hold_source ? 0 : std::max<Frames>(0, due - position - got);
}

/// Frames to be laid in front of what was read: where the device lost some as well, that was it.
/// Else what was read may have been waiting since before, and the next to be read has not.
Frames Capture::slept(bool device_lost_some) noexcept {
    const std::chrono::nanoseconds asleep = time_asleep();
    const bool is_news = asleep - asleep_ >= shortest_sleep;
    if (is_news && !settings_.hold_source) slept_ += path_.ring.format().frames(asleep - asleep_);
    if (is_news) asleep_ = asleep;
    if (is_news && !device_lost_some) return 0;
    slept_in_all_ += slept_;
    return std::exchange(slept_, 0);
}

/// A source that is held back keeps no time. What the machine slept its clock does not know of.
Frames Capture::look_for_unreported_gap(Frames position, TimePoint when) noexcept {
    if (when == TimePoint{} || settings_.hold_source) return 0;
    const Frames missing = unreported_gaps_.tell(position - slept_in_all_, when);
    const auto anchor = unreported_gaps_.anchor(), known = captured_.anchors.newest();
    if (anchor && (!known || known->when != anchor->when))
        captured_.anchors.tell(anchor->position, anchor->when);
    return missing;
}

void Capture::lose(Frames first, Frames frames, GapCause cause, Frames since) noexcept {
    path_.losses.add(first, frames, cause, since);
    auto& lost = captured_.lost_by[static_cast<std::size_t>(cause)];
    lost.store(lost.load(std::memory_order_relaxed) + frames, std::memory_order_relaxed);
}

/// A ring that stays full is one overrun, however many reads it lasts.
void Capture::count_lost(Frames frames) noexcept {
    if (frames > 0) {
        captured_.lost.store(captured_.lost.load(std::memory_order_relaxed) + frames);
        if (!losing_)
            captured_.overruns.store(captured_.overruns.load(std::memory_order_relaxed) + 1);
    }
    losing_ = frames > 0;
}

/// The writer comes by itself once in a while; it is called when half the ring waits for it.
void Capture::note_fill(std::size_t before) noexcept {
    const std::size_t half = path_.ring.chunks() / 2;
    if (before < half && path_.ring.fill() >= half) path_.writer_bell.ring();
}

/// A poke that came while the read was under way may have come too late for it: read once more.
void Capture::answer(unsigned asked) noexcept {
    if (pokes_ != asked) source_->interrupt();
    captured_.answered_pokes = asked;
    tell_answer();
}

} // namespace redstart
