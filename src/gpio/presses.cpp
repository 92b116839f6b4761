// From raw edges to orders on the event loop, wherever the edges come from.
#include "gpio/presses.hpp"

#include <utility>

namespace redstart {

Presses::Presses(EventLoop& loop, std::chrono::nanoseconds debounce, const GestureSettings& gesture,
                 bool active, Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      debounce_(debounce, active),
      gesture_(gesture, active, Clock::now(), callbacks_.recording()),
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
    if (const auto order = gesture_.edge(edge, callbacks_.recording()))
        callbacks_.on_order(order->what, order->when);
}

void Presses::elapse(TimePoint now) {
    while (const auto order = gesture_.elapsed(now, callbacks_.recording()))
        callbacks_.on_order(order->what, order->when);
}

void Presses::set_timer() {
    const auto next = debounce_.deadline() ? debounce_.deadline() : gesture_.deadline();
    if (next)
        timer_.at(*next);
    else
        timer_.cancel();
}

} // namespace redstart
