// From raw edges to orders on the event loop, wherever the edges come from.
#include "gpio/presses.hpp"

#include <algorithm>
#include <utility>

namespace redstart {
namespace {

std::optional<TimePoint> earlier(std::optional<TimePoint> one, std::optional<TimePoint> other) {
    return one && other ? std::min(*one, *other) : one ? one : other;
}

} // namespace

bool can_be_held(const GestureSettings& gesture) noexcept {
    const bool powers_off_before = gesture.power_off_hold > gesture.power_off_hold.zero() &&
                                   gesture.power_off_hold <= LongHold::duration;
    return gesture.mode != ButtonMode::switch_ && !powers_off_before;
}

Presses::Presses(EventLoop& loop, std::chrono::nanoseconds debounce, const GestureSettings& gesture,
                 bool active, Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      debounce_(debounce, active),
      gesture_(gesture, active, Clock::now(), callbacks_.recording()),
      can_be_held_(can_be_held(gesture) && callbacks_.hold.is_wanted && callbacks_.hold.on_hold),
      release_ends_take_(gesture.mode == ButtonMode::momentary),
      timer_(loop, [this] { on_time(); }) {
    set_timer();
}

void Presses::edge(Edge edge) {
    if (const auto decided = debounce_.edge(edge)) believe(*decided);
    set_timer();
}

void Presses::on_time() {
    const auto now = Clock::now();
    if (callbacks_.read_waiting) callbacks_.read_waiting();
    if (const auto decided = debounce_.elapsed(now)) believe(*decided);
    // While the contact moves, the hand may have let go: the hold is judged when that is known.
    if (!debounce_.deadline()) elapse(now);
    set_timer();
}

void Presses::believe(Edge edge) {
    elapse(edge.when); // a hold that was complete before this edge
    hold_.edge(edge, edge.active && can_be_held_ && callbacks_.hold.is_wanted());
    if (const auto order = gesture_.edge(edge, callbacks_.recording()))
        callbacks_.on_order(order->what, order->when);
}

void Presses::elapse(TimePoint now) {
    if (const auto began = hold_.elapsed(now)) complete_hold(*began);
    while (const auto order = gesture_.elapsed(now, callbacks_.recording()))
        callbacks_.on_order(order->what, order->when);
}

void Presses::complete_hold(TimePoint began) {
    const bool was_good = callbacks_.hold.on_hold(began);
    if (was_good && !release_ends_take_ && callbacks_.recording())
        callbacks_.on_order(Order::stop, began + LongHold::duration);
}

void Presses::set_timer() {
    const auto next = debounce_.deadline() ? debounce_.deadline()
                                           : earlier(gesture_.deadline(), hold_.deadline());
    if (next)
        timer_.at(*next);
    else
        timer_.cancel();
}

} // namespace redstart
