// A deadline among the loop's deadlines, and the grid of a periodic one.
#include "event/timer.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace redstart {

using std::chrono::nanoseconds;

Timer::Timer(EventLoop& loop, std::function<void()> on_time)
    : loop_(loop),
      on_time_(std::make_shared<const std::function<void()>>(std::move(on_time))),
      deadline_(loop.deadlines_.end()) {}

void Timer::at(TimePoint when) {
    period_ = nanoseconds::zero();
    set(std::max(when, Clock::now())); // behind what is due already, so that all get their turn
}

void Timer::after(nanoseconds wait) {
    const TimePoint now = Clock::now();
    at(wait < TimePoint::max() - now ? now + wait : TimePoint::max());
}

void Timer::every(nanoseconds period) {
    assert(period > nanoseconds::zero());
    period_ = period;
    set(Clock::now() + period);
}

void Timer::cancel() noexcept {
    if (deadline_ == loop_.deadlines_.end()) return;
    loop_.deadlines_.erase(deadline_);
    deadline_ = loop_.deadlines_.end();
}

void Timer::set(TimePoint when) {
    cancel();
    deadline_ = loop_.deadlines_.emplace(when, this);
}

void Timer::fire(TimePoint now) {
    const TimePoint reached = deadline_->first;
    if (period_ > nanoseconds::zero())
        set(reached + ((now - reached) / period_ + 1) * period_);
    else
        cancel();
    const auto callback = on_time_; // outlives *this where the callback destroys it
    (*callback)();
}

} // namespace redstart
