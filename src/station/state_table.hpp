// What the recorder is doing, what may happen to it, and what follows: one table.
#pragma once

#include "base/order.hpp"
#include "station/faults.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

namespace redstart {

enum class State : std::uint8_t {
    starting,    // just made; nothing is known yet
    armed,       // sound runs into the ring, nothing is written
    opening,     // a take was asked for and is not yet on the card
    hindered,    // ... nor can it be: its microphone or its card is gone
    recording,   // a take is on the card and grows
    interrupted, // a take is open, but its microphone or its card is gone
    closing,     // the take is being finished, and any that was asked for and stopped meanwhile
    restarting,  // as closing, and another one was asked for, which goes on behind it
    resuming,    // a take was cut off by its card; the next begins as soon as one is back
    fault,       // nothing can be recorded now
};

enum class Event : std::uint8_t {
    ready,   // whatever stood in the way is gone
    trouble, // something stands in the way: no microphone, no card, no space
    full,    // the card has no room any more
    due,     // a take is to begin by itself: a switch is on, or the life before ended in one
    opened,  // the take's first frames are on the card
    ended,   // the take's last file is closed, or given up
    next,    // ... and the one that was asked for meanwhile begins
    cut_off, // ... given up because its card stayed away; the ring has what came since
};

/// What a row of the table is about: somebody gave an order, or something happened.
using Trigger = std::variant<Order, Event>;

/// What a row may ask for beside the state.
struct Circumstances {
    FaultSet faults;
    bool is_retired = false;  // no orders any more
    bool is_take_due = false; // one is to begin by itself as soon as it can
};

enum class Action : std::uint8_t {
    none,
    begin_take,
    end_take,
    split_take,
    mark_take,
    keep_orders, // of the take that was cut off, for it will be resumed
    resume_take, // from where the last one was cut off
    forget_take, // nobody wants to resume it
    call_off,    // the take that was to begin by itself
    refuse,      // the order makes no sense in this state: say so
};

struct Step {
    State next;
    Action action;
};

/// By the row of the table; an event that no row names changes nothing, an order is refused. But
/// nobody refuses power_off: where there is nothing to end, that is done already.
Step step(State state, Trigger trigger, const Circumstances& now = {}) noexcept;

/// Whether the order would do something.
bool accepts(State state, Order order, const Circumstances& now = {}) noexcept;

/// What may be told of it: a take that is being closed before it was on the card is as one that is
/// being opened.
State as_told(State state, bool is_on_card) noexcept;

/// The word for it in `status`: "starting", "armed", "recording" or "fault".
std::string_view to_string(State state) noexcept;

/// True from the order that begins a take to the file's final name.
bool has_take(State state) noexcept;

/// A take is on the card and grows, and nothing is in its way.
bool is_growing(State state) noexcept;

/// Neither the microphone nor the card has been found there or missing.
bool knows_nothing(State state) noexcept;

} // namespace redstart
