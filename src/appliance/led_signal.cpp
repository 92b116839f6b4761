// The states, as the hand at the box needs to know them.
#include "appliance/led_signal.hpp"

namespace redstart {

LedSignal led_signal(State state, FaultSet faults, WarningSet warnings, bool is_on_card,
                     bool is_listened_to) noexcept {
    if (faults.concern_the_sound()) return LedSignal::fault;
    switch (as_told(state, is_on_card)) {
    case State::starting:
        return LedSignal::starting;
    case State::armed:
    case State::opening:
    case State::restarting:
        return is_listened_to ? LedSignal::listened_to : LedSignal::armed;
    case State::recording:
    case State::closing:
        return warnings.empty() ? LedSignal::recording : LedSignal::warned;
    case State::hindered:
    case State::interrupted:
    case State::resuming:
    case State::fault:
        return LedSignal::fault;
    }
    return LedSignal::fault;
}

} // namespace redstart
