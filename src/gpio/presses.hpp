// From raw edges to orders on the event loop, wherever the edges come from.
#pragma once

#include "event/timer.hpp"
#include "gpio/debounce.hpp"
#include "gpio/gesture.hpp"
#include "gpio/long_hold.hpp"

#include <functional>

namespace redstart {

/// Who waits for a LongHold. Both may be empty.
struct HoldCallbacks {
    std::function<bool()> is_wanted; // asked at a press, before its order is given
    /// It is complete. True: it was good for something, and the take under way is the one that it
    /// began, which ends with it, but in mode momentary, where the release ends it as ever.
    std::function<bool(TimePoint began)> on_hold;
};

/// Whether a button of that kind can be held so long: a switch cannot, nor can one that powers off
/// before.
bool can_be_held(const GestureSettings& gesture) noexcept;

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
        HoldCallbacks hold = {};
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
    void complete_hold(TimePoint began);
    void set_timer();

    Callbacks callbacks_;
    Debounce debounce_;
    Gesture gesture_;
    LongHold hold_;
    const bool can_be_held_, release_ends_take_;
    Timer timer_;
};

} // namespace redstart
