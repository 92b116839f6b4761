// The table itself. A row reads: in this state, when one of those happens, go there and do this.
#include "station/state_table.hpp"

#include <array>
#include <initializer_list>

namespace redstart {
namespace {

/// Some of all orders and events.
class AnyOf {
public:
    constexpr AnyOf(std::initializer_list<Trigger> triggers) noexcept {
        for (const Trigger& trigger : triggers) bits_ |= bit(trigger);
    }
    constexpr bool has(const Trigger& trigger) const noexcept {
        return (bits_ & bit(trigger)) != 0;
    }

private:
    static constexpr unsigned bit(const Trigger& trigger) noexcept {
        const auto number = std::visit([](auto value) { return unsigned(value); }, trigger);
        return 1u << (number + (trigger.index() == 0 ? 0u : 16u));
    }
    unsigned bits_ = 0;
};

enum class If : std::uint8_t {
    always,
    microphone_is_there, // no new file without it
    next_may_be_ordered, // see FaultSet::forbid_the_next_take()
    take_is_due,
};

struct Row {
    State state;
    AnyOf triggers;
    State next;
    Action action = Action::none;
    If condition = If::always;
};

constexpr AnyOf begin = {Order::start, Order::toggle};
constexpr AnyOf give_up = {Order::stop, Order::toggle, Order::power_off};
constexpr AnyOf end = {Order::stop, Order::toggle, Order::power_off, Event::full};

constexpr std::array table = {
    Row{State::starting, {Event::ready}, State::armed},
    Row{State::starting, {Event::trouble}, State::fault},
    Row{State::starting, {Order::stop}, State::starting, Action::call_off, If::take_is_due},

    Row{State::armed, {Event::trouble}, State::fault},
    Row{State::armed, begin, State::opening, Action::begin_take},
    Row{State::armed, {Event::due}, State::opening, Action::begin_take, If::take_is_due},
    Row{State::armed, {Order::stop}, State::armed, Action::call_off, If::take_is_due},

    Row{State::opening, {Event::opened}, State::recording},
    Row{State::opening, {Event::trouble}, State::hindered},
    Row{State::opening, end, State::closing, Action::end_take},
    Row{State::opening, {Order::mark}, State::opening, Action::mark_take},
    Row{State::opening, {Event::ended}, State::armed},
    Row{State::opening, {Event::cut_off}, State::resuming, Action::keep_orders},

    Row{State::hindered, {Event::ready}, State::opening},
    Row{State::hindered, {Event::opened}, State::interrupted},
    Row{State::hindered, end, State::closing, Action::end_take},
    Row{State::hindered, {Order::mark}, State::hindered, Action::mark_take},
    Row{State::hindered, {Event::ended}, State::fault},
    Row{State::hindered, {Event::cut_off}, State::resuming, Action::keep_orders},

    Row{State::recording, {Event::trouble}, State::interrupted},
    Row{State::recording, end, State::closing, Action::end_take},
    Row{State::recording, {Order::mark}, State::recording, Action::mark_take},
    Row{State::recording, {Order::split}, State::recording, Action::split_take},
    Row{State::recording, {Event::ended}, State::armed},
    Row{State::recording, {Event::cut_off}, State::resuming, Action::keep_orders},

    Row{State::interrupted, {Event::ready}, State::recording},
    Row{State::interrupted, end, State::closing, Action::end_take},
    Row{State::interrupted, {Order::mark}, State::interrupted, Action::mark_take},
    Row{State::interrupted,
        {Order::split},
        State::interrupted,
        Action::split_take,
        If::microphone_is_there},
    Row{State::interrupted, {Event::ended}, State::fault},
    Row{State::interrupted, {Event::cut_off}, State::resuming, Action::keep_orders},

    Row{State::resuming, {Event::ready}, State::opening, Action::resume_take},
    Row{State::resuming, give_up, State::armed, Action::forget_take},

    Row{State::closing, begin, State::restarting, Action::begin_take, If::next_may_be_ordered},
    Row{State::closing, {Order::stop}, State::closing, Action::call_off, If::take_is_due},
    Row{State::closing, {Event::next}, State::closing},
    Row{State::closing, {Event::ended}, State::armed},
    Row{State::closing, {Event::cut_off}, State::armed, Action::forget_take},

    Row{State::restarting, end, State::closing, Action::end_take},
    Row{State::restarting, {Order::mark}, State::restarting, Action::mark_take},
    Row{State::restarting, {Event::next}, State::opening},
    Row{State::restarting, {Event::cut_off}, State::resuming, Action::keep_orders},

    Row{State::fault, {Event::ready}, State::armed},
    Row{State::fault, {Order::stop}, State::fault, Action::call_off, If::take_is_due},
};

/// Somebody wants something other than the end of it all.
bool is_wish(const Trigger& trigger) noexcept {
    const bool is_order = std::holds_alternative<Order>(trigger);
    return is_order ? trigger != Trigger(Order::power_off) : trigger == Trigger(Event::due);
}

bool holds(If condition, const Circumstances& now) noexcept {
    switch (condition) {
    case If::always:
        return true;
    case If::microphone_is_there:
        return !now.faults.has(Fault::no_device);
    case If::next_may_be_ordered:
        return !now.faults.forbid_the_next_take();
    case If::take_is_due:
        return now.is_take_due;
    }
    return false;
}

} // namespace

Step step(State state, Trigger trigger, const Circumstances& now) noexcept {
    const bool is_too_late = now.is_retired && is_wish(trigger);
    for (const Row& row : table)
        if (row.state == state && row.triggers.has(trigger) && holds(row.condition, now) &&
            !is_too_late)
            return {row.next, row.action};
    const bool is_refused = std::holds_alternative<Order>(trigger) && is_wish(trigger);
    return {state, is_refused ? Action::refuse : Action::none};
}

bool accepts(State state, Order order, const Circumstances& now) noexcept {
    return step(state, order, now).action != Action::refuse;
}

State as_told(State state, bool is_on_card) noexcept {
    const bool claims_more = state == State::recording || state == State::closing;
    return claims_more && !is_on_card ? State::opening : state;
}

std::string_view to_string(State state) noexcept {
    switch (state) {
    case State::starting:
        return "starting";
    case State::armed:
    case State::opening:
    case State::restarting:
        return "armed";
    case State::recording:
    case State::closing:
        return "recording";
    case State::hindered:
    case State::interrupted:
    case State::resuming:
    case State::fault:
        return "fault";
    }
    return "fault";
}

bool has_take(State state) noexcept {
    switch (state) {
    case State::opening:
    case State::hindered:
    case State::recording:
    case State::interrupted:
    case State::closing:
    case State::restarting:
        return true;
    case State::starting:
    case State::armed:
    case State::resuming:
    case State::fault:
        return false;
    }
    return false;
}

bool is_growing(State state) noexcept {
    return state == State::recording;
}

bool knows_nothing(State state) noexcept {
    return state == State::starting;
}

} // namespace redstart
