// Rounds of one ppoll(2): first the timers that are due, then the descriptors that are ready.
#include "event/loop.hpp"

#include "base/timespec.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>

namespace redstart {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

void EventLoop::run() {
    running_ = true;
    while (running_) {
        poll();
        fire_timers();
        fire_descriptors();
    }
}

void EventLoop::poll() {
    std::erase(watched_, nullptr);
    polled_.clear();
    for (const FdEvent* event : watched_) polled_.push_back({event->fd_, event->events_, 0});

    const auto limit = until_next_deadline();
    if (::ppoll(polled_.data(), polled_.size(), limit ? &*limit : nullptr, nullptr) < 0) {
        if (errno != EINTR) throw system_error("poll", errno);
        polled_.clear();
    }
}

/// ppoll(2) waits by CLOCK_MONOTONIC. Where that is a little fast it would end just too early, and
/// once more: it gets as much longer as NTP corrects a clock by in the long run.
std::optional<timespec> EventLoop::until_next_deadline() const {
    if (deadlines_.empty()) return {};
    const nanoseconds left = deadlines_.begin()->first - Clock::now();
    const nanoseconds slack = std::clamp<nanoseconds>(left / 2048, 0ns, 1ms);
    return to_timespec(std::max(left, 0ns) + slack);
}

void EventLoop::fire_timers() {
    const TimePoint now = Clock::now();
    while (running_ && !deadlines_.empty() && deadlines_.begin()->first <= now)
        deadlines_.begin()->second->fire(now);
}

void EventLoop::fire_descriptors() {
    // By index, as callbacks may add to watched_; what they add was not polled in this round.
    for (std::size_t i = 0; i < polled_.size() && running_; ++i)
        if (polled_[i].revents != 0 && watched_[i] != nullptr) watched_[i]->fire();
}

} // namespace redstart
