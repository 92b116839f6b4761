// The writer's rounds: orders, sound, sync, and back to sleep until the next is due.
#include "take/writer.hpp"

#include "base/realtime.hpp"

#include <algorithm>
#include <csignal>

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto longest_sleep = 1s;
constexpr auto first_try = 5ms;       // between two looks for a take's first frames
constexpr auto longest_tail = 50ms;   // left in the ring at a sync, for a stop that is on its way
constexpr auto longest_fetch = 250ms; // a device that does not answer holds no sync back

} // namespace

Writer::Writer(Belt& belt, Capture& capture, WriterSettings settings)
    : belt_(belt), capture_(capture), settings_(settings) {
    pending_.reserve(16);
    belt_.writer_moved = Clock::now().time_since_epoch().count();
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
    stopping_ = true;
    belt_.writer_bell.ring();
    thread_.join();
}

bool Writer::send(Order order) {
    const bool sent = orders_.send(order);
    belt_.writer_bell.ring();
    return sent;
}

void Writer::run() noexcept {
    name_thread("writer");
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr); // signals are the loop's
    for (bool last = false; !last;) {
        last = stopping_;
        belt_.writer_moved = Clock::now().time_since_epoch().count();
        const Frames newest = belt_.position; // before the orders: none comes too late for it
        while (auto order = orders_.receive()) obey(std::move(*order));
        settle_orders();
        if (last && take_) take_->end_at(belt_.position);
        note_backlog(newest);
        if (take_) record();
        let_go(newest);
        if (!last) belt_.writer_bell.wait(patience());
    }
    if (take_) take_->finish(true);
}

void Writer::obey(Order order) {
    switch (order.kind) {
    case Order::Kind::start:
        if (take_) break; // the state table sends none while one is open
        take_.emplace(belt_, order, settings_.split_frames,
                      [this](News news) { tell(std::move(news)); });
        sync_due_ = Clock::now();
        sync_took_ = {};
        poke_.reset();
        break;
    case Order::Kind::mark:
        if (take_) take_->mark(order.at.value_or(belt_.position), std::move(order.text));
        break;
    case Order::Kind::stop:
    case Order::Kind::split:
        pending_.push_back(std::move(order));
        break;
    }
}

/// A take ends, and is cut, only when all that the device had delivered by then is in the ring.
void Writer::settle_orders() {
    std::erase_if(pending_, [this](const Order& order) {
        if (!capture_.was_answered(order.poke)) return false;
        const Frames newest = belt_.position;
        const Frames place = std::min(order.at.value_or(newest), newest);
        if (take_ && order.kind == Order::Kind::stop) take_->end_at(place);
        if (take_ && order.kind == Order::Kind::split) take_->split_at(place);
        return true;
    });
}

/// Writes what is there; syncs it when that is due, or when the ring needs the room.
void Writer::record() {
    const TimePoint now = Clock::now();
    const bool needs_room = belt_.ring.finished() >= belt_.ring.chunks() / 2;
    const bool sync_now = needs_room || now >= sync_due_;
    if (sync_now && !needs_room && !take_->is_over() && !fetch(now)) return;
    const auto tail = std::min<std::chrono::nanoseconds>(longest_tail, settings_.sync_every / 2);
    bool well = take_->write(needs_room ? 0 : belt_.ring.format().frames(tail));
    if (well && sync_now && !take_->is_over()) {
        well = take_->sync();
        const auto next = until_next_sync(Clock::now() - now, tail);
        sync_due_ = now + (belt_.is_recording ? next : first_try);
        poke_.reset();
    }
    const bool has_run = belt_.clock.is_running(); // a take may be ordered before the source is fed
    const bool dried_up = take_->has_end() && has_run && !belt_.is_capturing;
    if (well && !take_->is_over() && !dried_up) return;
    take_->finish(well);
    take_.reset();
    pending_.clear();
}

/// When sync_every has passed the next one has to be over, not only begun: a card that takes its
/// time is asked earlier, but for half of the time it is left alone.
std::chrono::nanoseconds Writer::until_next_sync(std::chrono::nanoseconds took,
                                                 std::chrono::nanoseconds tail) noexcept {
    sync_took_ = std::max(took, sync_took_ * 7 / 8);
    return std::max(settings_.sync_every / 2, settings_.sync_every - tail - sync_took_);
}

/// Has the device hand over what it holds, so that a sync covers all that there is.
bool Writer::fetch(TimePoint now) {
    if (!poke_) {
        poke_ = capture_.poke();
        poke_sent_ = now;
    }
    return capture_.was_answered(*poke_) || now - poke_sent_ >= longest_fetch;
}

/// Taken at the start of a round, where it shows what a write or sync that hung has cost.
void Writer::note_backlog(Frames newest) noexcept {
    const Frames backlog = take_ ? std::max<Frames>(0, newest - take_->safe()) : 0;
    belt_.backlog = backlog;
    if (backlog > belt_.highest_backlog) belt_.highest_backlog = backlog;
}

void Writer::let_go(Frames newest) noexcept {
    const Frames wanted = settings_.keep + belt_.ring.format().frames(grace);
    Frames keep_from = newest - std::min(wanted, belt_.ring.frames() / 2);
    if (take_) keep_from = std::min(keep_from, take_->safe());
    while (belt_.ring.finished() > 0 && belt_.ring[0].end() <= keep_from) belt_.ring.pop();
}

/// The loop reads its letters within milliseconds; while it hangs, nothing may be left untold.
void Writer::tell(News news) {
    while (!news_.send(news) && !stopping_) std::this_thread::sleep_for(1ms);
    belt_.loop_bell.ring();
}

std::chrono::nanoseconds Writer::patience() const noexcept {
    if (!take_) return longest_sleep;
    const TimePoint wake = poke_ ? poke_sent_ + longest_fetch : sync_due_;
    return std::clamp<std::chrono::nanoseconds>(wake - Clock::now(), 1ms, longest_sleep);
}

} // namespace redstart
