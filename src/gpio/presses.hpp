// From raw edges to orders on the event loop, wherever the edges come from.
#pragma once

#include "event/timer.hpp"
#include "gpio/debounce.hpp"
#include "gpio/gesture.hpp"

#include <functional>

namespace redstart {

/// Debounce, gesture and the timer that both need. A GPIO line feeds it, and so can a terminal
/// on which Enter is a press. Belongs to the loop's thread, from which it calls back.
class Presses {
public:
    struct Callbacks {
        std::function<bool()> recording;
        std::function<void(Order, TimePoint)> on_order; // must not destroy the Presses
        /// Called before the time is judged: may hand in edges that happened and were not read
        /// yet, so that a busy loop never takes a short press for a long one. May be empty.
        std::function<void()> read_waiting;
    };

    /// `active`: the level now. A switch tells where it stands from the loop, not from here.
    Presses(EventLoop& loop, std::chrono::nanoseconds debounce, const GestureSettings& gesture,
            bool active, Callbacks callbacks);

    /// In the order of their times.
    void edge(Edge edge);

    bool is_holding() const noexcept { return gesture_.is_holding(); } // see Gesture

private:
    void on_time();
    void believe(Edge edge);
    void elapse(TimePoint now);
    void set_timer();

    Callbacks callbacks_;
    Debounce debounce_;
    Gesture gesture_;
    Timer timer_;
};

} // namespace redstart
