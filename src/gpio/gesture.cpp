// What a hand on the button means.
#include "gpio/gesture.hpp"

#include <algorithm>

namespace redstart {
namespace {

constexpr auto never = TimePoint::max();

} // namespace

Gesture::Gesture(const GestureSettings& settings, bool active, TimePoint now, bool recording)
    : settings_(settings), was_on_(active), pressed_at_(now) {
    if (settings.mode == ButtonMode::switch_) {
        settings_.power_off_hold = {};
        state_ = State::boot;
    } else if (active) {
        const bool holds = settings.mode == ButtonMode::momentary && recording;
        state_ = holds ? State::pressed : State::spent;
    }
}

std::optional<Gesture::TimedOrder> Gesture::edge(Edge edge, bool recording) {
    return edge.active ? press(edge.when, recording) : release(edge.when, recording);
}

std::optional<Gesture::TimedOrder> Gesture::press(TimePoint when, bool recording) {
    pressed_at_ = when;
    state_ = State::pressed;
    switch (settings_.mode) {
    case ButtonMode::toggle:
        return TimedOrder{Order::toggle, when};
    case ButtonMode::momentary:
        return TimedOrder{Order::start, when};
    case ButtonMode::switch_:
        return TimedOrder{Order::switched_on, when};
    case ButtonMode::guarded:
        break;
    }
    if (!recording) return TimedOrder{Order::start, when};
    state_ = State::undecided;
    return std::nullopt;
}

std::optional<Gesture::TimedOrder> Gesture::release(TimePoint when, bool recording) {
    const auto was = state_;
    state_ = State::released;
    if (settings_.mode == ButtonMode::switch_) return TimedOrder{Order::switched_off, when};
    if (was == State::pressed && settings_.mode == ButtonMode::momentary)
        return TimedOrder{Order::stop, when};
    if (was == State::undecided && recording) return TimedOrder{Order::mark, pressed_at_};
    return std::nullopt;
}

std::optional<TimePoint> Gesture::deadline() const {
    if (state_ == State::boot) return pressed_at_;
    const auto next = std::min(hold_complete(), power_off_complete());
    return next == never ? std::nullopt : std::optional(next);
}

std::optional<Gesture::TimedOrder> Gesture::elapsed(TimePoint now, bool recording) {
    const auto due = deadline();
    if (!due || now < *due) return std::nullopt;
    if (state_ == State::boot) {
        state_ = was_on_ ? State::pressed : State::released;
        return TimedOrder{was_on_ ? Order::switched_on : Order::switched_off, *due};
    }
    if (*due == hold_complete()) {
        state_ = State::pressed;
        return recording ? std::optional(TimedOrder{Order::stop, *due}) : std::nullopt;
    }
    state_ = State::spent;
    return TimedOrder{Order::power_off, *due};
}

TimePoint Gesture::hold_complete() const {
    return state_ == State::undecided ? pressed_at_ + settings_.hold : never;
}

TimePoint Gesture::power_off_complete() const {
    const bool counts = state_ == State::pressed || state_ == State::undecided;
    return counts && settings_.power_off_hold > settings_.power_off_hold.zero()
               ? pressed_at_ + settings_.power_off_hold
               : never;
}

} // namespace redstart
