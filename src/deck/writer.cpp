// The writer's rounds: orders, sound, sync, and back to sleep until the next is due.
#include "deck/writer.hpp"

#include "base/thread.hpp"

#include <algorithm>

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto longest_sleep = 1s;
constexpr auto first_try = 5ms;       // between two looks for a take's first frames
constexpr auto early = 70ms;          // a sync is, rather than wake the capture thread for itself
constexpr auto fresh = 10ms;          // what was fetched so lately is all that there is
constexpr auto longest_fetch = 250ms; // a device that does not answer holds no sync back
constexpr auto rolling_look = 250ms;  // how often a ring that nobody empties is given room
constexpr std::chrono::nanoseconds shortest_end_pause = 2ms, longest_end_pause = 100ms;
constexpr auto late_order = 2s; // older, it means what was there when it was given

/// What an order leaves free in the mailbox, for those that matter more.
std::size_t places_left_by(WriterOrder::Kind kind) noexcept {
    switch (kind) {
    case WriterOrder::Kind::mark:
    case WriterOrder::Kind::split:
        return 16;
    case WriterOrder::Kind::start:
        return 4; // its stop; and what becomes of a take that was cut off
    case WriterOrder::Kind::resume:
    case WriterOrder::Kind::forget:
    case WriterOrder::Kind::stop:
        break;
    }
    return 0;
}

} // namespace

Writer::Writer(SoundPath& path, const Captured& captured, Recorded& recorded, Capture& capture,
               WriterSettings settings)
    : path_(path),
      captured_(captured),
      recorded_(recorded),
      capture_(capture),
      settings_(settings) {
    pending_.reserve(64);
    recorded_.writer_moved = Clock::now().time_since_epoch().count();
    thread_ = start_thread("writer", [this] { run(); });
}

Writer::~Writer() {
    stopping_ = true;
    path_.writer_bell.ring();
    thread_.join();
}

bool Writer::send(WriterOrder order) {
    const bool sent = orders_.send(order, places_left_by(order.kind));
    path_.writer_bell.ring();
    return sent;
}

void Writer::run() noexcept {
    for (bool last = false; !last;) {
        last = stopping_;
        recorded_.writer_moved = Clock::now().time_since_epoch().count();
        if (last && take_) fetch_the_last();
        const Frames newest = captured_.position; // before the orders: none comes too late for it
        carry_out_all();
        settle_orders();
        if (last && take_) take_->end_at(captured_.position, StopReason::order);
        note_backlog(newest);
        if (take_) record(last);
        ask_for_end();
        let_go(newest);
        if (!last) path_.writer_bell.wait(patience());
    }
    while (take_) record(true); // a card that failed just now gets one more chance
}

void Writer::carry_out_all() {
    for (const WriterOrder* next = orders_.front(); next && !has_to_wait(*next);
         next = orders_.front())
        carry_out(std::move(*orders_.receive()));
}

bool Writer::has_to_wait(const WriterOrder& order) const noexcept {
    return take_ &&
           (order.kind == WriterOrder::Kind::start || order.kind == WriterOrder::Kind::resume);
}

void Writer::carry_out(WriterOrder order) {
    switch (order.kind) {
    case WriterOrder::Kind::resume:
        order.at = cut_off_at_.value_or(0);
        begin(order);
        break;
    case WriterOrder::Kind::start:
        if (!cut_off_at_) begin(order);
        break;
    case WriterOrder::Kind::forget:
        cut_off_at_.reset();
        break;
    case WriterOrder::Kind::mark:
        if (take_) take_->mark(order.at.value_or(captured_.position), std::move(order.text));
        break;
    case WriterOrder::Kind::stop:
    case WriterOrder::Kind::split:
        if (take_) pending_.push_back(std::move(order));
        break;
    }
}

void Writer::begin(const WriterOrder& order) {
    cut_off_at_.reset();
    take_.emplace(path_, captured_, recorded_, order, settings_.take,
                  [this](News news) { tell(std::move(news)); });
    sync_due_ = Clock::now();
    sync_took_ = {};
    poke_.reset();
    end_asked_ = {};
    end_pause_ = shortest_end_pause;
    tries_in_vain_ = false;
}

/// A take ends, and is cut, only when all that the device had delivered by then is in the ring.
void Writer::settle_orders() {
    std::erase_if(pending_, [this](const WriterOrder& order) {
        if (!capture_.was_answered(order.poke)) return false;
        const Frames position = position_of(order);
        if (take_ && order.kind == WriterOrder::Kind::stop) take_->end_at(position, order.why);
        if (take_ && order.kind == WriterOrder::Kind::split) take_->split_at(position);
        return true;
    });
}

/// What the device has delivered since a card hung that the order was to cut off is no part of it.
Frames Writer::position_of(const WriterOrder& order) const noexcept {
    const Frames newest = captured_.position;
    const bool is_late = Clock::now() - order.given > late_order;
    if (order.at) return std::min(*order.at, newest);
    return is_late ? std::min(captured_.clock.frame_at(order.given), newest) : newest;
}

/// Writes what is there; syncs it when that is due, or when the ring needs the room.
void Writer::record(bool last) {
    const TimePoint now = Clock::now();
    if (take_->is_waiting() && !last && now < take_->next_try()) return;
    const bool needs_room = path_.ring.finished() >= path_.ring.chunks() / 2;
    const bool at_once = last || needs_room || take_->is_waiting();
    const bool sync_now =
        at_once || now >= sync_due_ || (is_fresh(now) && now >= sync_due_ - early);
    if (sync_now && !at_once && !take_->is_laid() && !fetch(now)) return;
    const bool has_run =
        captured_.clock.is_running(); // a take may be ordered before the source is fed
    const bool dried_up = take_->has_end() && has_run && !captured_.is_capturing;
    if (dried_up) take_->end_at(captured_.position, StopReason::device);
    const auto tail = std::min(settings_.hold_back, settings_.sync_every / 2);
    const ChunkRing& ring = path_.ring; // a short one cannot spare so much
    take_->write(last ? 0 : std::min(ring.format().frames(tail), ring.frames() / 8));
    if (sync_now && !take_->is_over() && !take_->is_waiting()) {
        take_->sync();
        const auto next = until_next_sync(Clock::now() - now, tail);
        sync_due_ = now + (recorded_.is_recording ? next : first_try);
        recorded_.fetch_due = (sync_due_ - early).time_since_epoch().count();
        poke_.reset();
    }
    tries_in_vain_ = take_->is_waiting() && take_->next_try() <= now;
    if (take_->is_waiting())
        wait_for_card(last);
    else
        give_up_at_.reset();
    if (take_->is_over()) conclude();
}

/// The device would hand over the last frames of a given length with its next wakeup, half a second
/// later. Where they are late, or the device counts in periods, it is asked again.
void Writer::ask_for_end() noexcept {
    const TimePoint now = Clock::now();
    if (const auto due = end_due(); !due || now < *due) return;
    end_pause_ = end_asked_ == TimePoint{} ? shortest_end_pause
                                           : std::min(end_pause_ * 2, longest_end_pause);
    end_asked_ = now;
    capture_.poke();
}

/// Nothing where the last frame is there, or none is known to be the last.
std::optional<TimePoint> Writer::end_due() const noexcept {
    if (!take_ || !captured_.is_capturing) return {};
    const auto end = take_->end();
    if (!end || captured_.position >= *end) return {};
    return std::max(captured_.clock.time_of(*end), end_asked_ + end_pause_);
}

/// As long as the ring lasts; a take that has its end, and may fill no ring, for as long as it
/// would have lasted. A new file is tried in any case.
void Writer::wait_for_card(bool last) {
    const TimePoint now = Clock::now();
    if (take_->next_try() <= now) return;
    if (!give_up_at_) give_up_at_ = now + path_.ring.format().duration(path_.ring.frames());
    const bool is_late = take_->has_end() && now >= *give_up_at_;
    const bool is_full = path_.ring.finished() >= chunks_but_for(2s);
    if (last || is_late || is_full) take_->give_up();
}

void Writer::conclude() {
    if (take_->was_cut_off()) cut_off_at_ = take_->safe();
    recorded_.fetch_due = 0;
    take_->tell_end();
    take_.reset();
    pending_.clear();
}

/// When sync_every has passed the next one has to be over, not only begun: a slow card's
/// sync starts earlier, but never within half of sync_every.
std::chrono::nanoseconds Writer::until_next_sync(std::chrono::nanoseconds took,
                                                 std::chrono::nanoseconds tail) noexcept {
    sync_took_ = std::max(took, sync_took_ * 7 / 8);
    return std::max(settings_.sync_every / 2, settings_.sync_every - tail - sync_took_);
}

/// Has the device hand over what it holds, so that a sync covers all that there is.
bool Writer::fetch(TimePoint now) {
    if (!poke_ && is_fresh(now)) return true;
    if (!poke_) {
        poke_ = capture_.poke();
        poke_sent_ = now;
    }
    return capture_.was_answered(*poke_) || now - poke_sent_ >= longest_fetch;
}

bool Writer::is_fresh(TimePoint now) const noexcept {
    return now - TimePoint(TimePoint::duration(captured_.fetched_at.load())) <= fresh;
}

void Writer::fetch_the_last() {
    const unsigned poke = capture_.poke();
    const TimePoint deadline = Clock::now() + longest_fetch;
    while (!capture_.was_answered(poke) && Clock::now() < deadline) path_.writer_bell.wait(10ms);
}

/// Taken at the start of a round, where it shows what a write or sync that hung has cost.
void Writer::note_backlog(Frames newest) noexcept {
    const Frames backlog = take_ ? std::max<Frames>(0, newest - take_->safe()) : 0;
    recorded_.backlog = backlog;
    if (backlog > recorded_.highest_backlog) recorded_.highest_backlog = backlog;
}

void Writer::let_go(Frames newest) noexcept {
    const Frames wanted = settings_.keep + path_.ring.format().frames(grace);
    Frames keep_from = newest - std::min(wanted, path_.ring.frames() / 2);
    if (take_) keep_from = std::min(keep_from, take_->safe());
    if (cut_off_at_) keep_from = std::min(keep_from, *cut_off_at_);
    if (const WriterOrder* next = orders_.front(); next && next->at)
        keep_from = std::min(keep_from, *next->at);
    const std::size_t finished = path_.ring.finished();
    const std::size_t most = cut_off_at_ ? chunks_but_for(1s) - 1 : finished;
    std::size_t gone = finished - std::min(most, finished); // what is in the way
    while (gone < finished && path_.ring[gone].end() <= keep_from) ++gone;
    path_.ring.pop(gone);
    path_.losses.forget_before(keep_from);
    path_.figures.forget_before(keep_from);
}

/// How much the ring may hold until the next look at it: all but what comes in so long a time, or
/// the eighth part for each second where it is short.
std::size_t Writer::chunks_but_for(std::chrono::seconds time) const noexcept {
    const ChunkRing& ring = path_.ring;
    const auto wanted = static_cast<std::size_t>(ring.format().frames(time) / ring.chunk_frames());
    const auto most = ring.chunks() * static_cast<std::size_t>(time.count()) / 8;
    return ring.chunks() - 1 - std::min(wanted, most);
}

/// The loop reads its news within milliseconds; while it hangs, nothing may be left untold.
void Writer::tell(News news) {
    while (!news_.send(news) && !stopping_) std::this_thread::sleep_for(1ms);
    path_.loop_bell.ring();
}

std::chrono::nanoseconds Writer::patience() const noexcept {
    if (!take_ && cut_off_at_) {
        const auto part = path_.ring.format().duration(path_.ring.frames()) / 32;
        return std::min<std::chrono::nanoseconds>(part, rolling_look);
    }
    if (!take_) return orders_.front() ? 0s : longest_sleep;
    TimePoint wake = poke_ ? poke_sent_ + longest_fetch : sync_due_;
    if (take_->is_waiting())
        wake = tries_in_vain_ ? Clock::now() + rolling_look : take_->next_try();
    if (const auto due = end_due()) wake = std::min(wake, *due);
    return std::clamp<std::chrono::nanoseconds>(wake - Clock::now(), 1ms, longest_sleep);
}

} // namespace redstart
