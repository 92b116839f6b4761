// What a hand on the button means.
#pragma once

#include "base/order.hpp"
#include "gpio/edge.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace redstart {

enum class ButtonMode : std::uint8_t {
    toggle,    // a press starts, the next stops
    momentary, // records while held
    switch_,   // follows a latching switch, also as it stands at boot
    guarded,   // a press starts, a short press marks, a long one stops: no stop by accident
};

namespace defaults::button {
inline constexpr ButtonMode mode = ButtonMode::toggle;
}

struct GestureSettings {
    ButtonMode mode = defaults::button::mode;
    std::chrono::nanoseconds hold = defaults::button::hold;
    std::chrono::nanoseconds power_off_hold =
        defaults::button::power_off_hold; // 0: the button does not power off
};

/// From debounced edges to orders.
///
///   mode       press                 release                held for `hold`
///   toggle     toggle                -                      -
///   momentary  start                 stop                   -
///   switch_    switched_on           switched_off           -
///   guarded    idle: start           -                      -
///              recording: -          mark, as of the press  stop
///
/// Held for `power_off_hold`, every mode but switch_ gives power_off, and then nothing more until
/// the next press. What the press itself ordered stands: in mode toggle it has started or stopped
/// a take before that, and powering off finishes whatever take there is. In mode momentary it
/// bounds the length of a take.
///
/// An order's time is that of the hand: the stop of a long press that of the moment the hold was
/// complete, so the take keeps the sound up to it. A button that is down at construction (stuck,
/// or held through a reboot) means nothing before it is released, but for two: a switch is a level
/// and tells where it stands, on or off; and a momentary button that is down while a take runs, as
/// when its line was lost and found, holds that take.
///
/// Pure, like Debounce. `recording` is what the recorder does at the moment of the call.
class Gesture {
public:
    struct TimedOrder {
        Order what;
        TimePoint when;
        bool operator==(const TimedOrder&) const = default;
    };

    Gesture(const GestureSettings& settings, bool active, TimePoint now, bool recording);

    std::optional<TimedOrder> edge(Edge edge, bool recording);

    /// When elapsed() is due; nothing while no hold is under way.
    std::optional<TimePoint> deadline() const;

    /// A momentary button is down and its release will stop the take.
    bool is_holding() const noexcept {
        return settings_.mode == ButtonMode::momentary && state_ == State::pressed;
    }

    /// At most one order at a time: to be called again while it gives one.
    std::optional<TimedOrder> elapsed(TimePoint now, bool recording);

private:
    enum class State : std::uint8_t {
        released,
        boot,      // a switch whose level at construction was not told yet
        pressed,   // and what the press itself means has been ordered
        undecided, // mark or stop: it depends on how long
        spent,     // down, and nothing more comes of it
    };

    std::optional<TimedOrder> press(TimePoint when, bool recording);
    std::optional<TimedOrder> release(TimePoint when, bool recording);
    TimePoint hold_complete() const;
    TimePoint power_off_complete() const;

    GestureSettings settings_;
    State state_ = State::released;
    bool was_on_; // at construction
    TimePoint pressed_at_;
};

} // namespace redstart
