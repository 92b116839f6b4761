// The table itself. A row reads: in this state, when that happens, go there and do this.
#include "station/state.hpp"

#include <array>

namespace redstart {
namespace {

struct Row {
    State state;
    Trigger trigger;
    State next;
    Action action = Action::none;
};

constexpr std::array table = {
    Row{State::starting, Event::ready, State::armed},
    Row{State::starting, Event::trouble, State::fault},

    Row{State::armed, Event::trouble, State::fault},
    Row{State::armed, Order::start, State::opening, Action::begin_take},

    Row{State::opening, Event::opened, State::recording},
    Row{State::opening, Event::trouble, State::hindered},
    Row{State::opening, Order::stop, State::closing, Action::end_take},
    Row{State::opening, Order::mark, State::opening},
    Row{State::opening, Event::ended, State::armed},
    Row{State::opening, Event::cut_off, State::resuming},

    Row{State::hindered, Event::ready, State::opening},
    Row{State::hindered, Event::opened, State::interrupted},
    Row{State::hindered, Order::stop, State::closing, Action::end_take},
    Row{State::hindered, Order::mark, State::hindered},
    Row{State::hindered, Event::ended, State::fault},
    Row{State::hindered, Event::cut_off, State::resuming},

    Row{State::recording, Event::trouble, State::interrupted},
    Row{State::recording, Order::stop, State::closing, Action::end_take},
    Row{State::recording, Order::mark, State::recording},
    Row{State::recording, Order::split, State::recording},
    Row{State::recording, Event::ended, State::armed},
    Row{State::recording, Event::cut_off, State::resuming},

    Row{State::interrupted, Event::ready, State::recording},
    Row{State::interrupted, Order::stop, State::closing, Action::end_take},
    Row{State::interrupted, Order::mark, State::interrupted},
    Row{State::interrupted, Order::split, State::interrupted},
    Row{State::interrupted, Event::ended, State::fault},
    Row{State::interrupted, Event::cut_off, State::resuming},

    Row{State::resuming, Event::ready, State::opening, Action::resume_take},
    Row{State::resuming, Order::stop, State::armed, Action::forget_take},

    Row{State::closing, Order::start, State::restarting, Action::begin_take},
    Row{State::closing, Event::next, State::closing},
    Row{State::closing, Event::ended, State::armed},
    Row{State::closing, Event::cut_off, State::armed, Action::forget_take},

    Row{State::restarting, Order::stop, State::closing, Action::end_take},
    Row{State::restarting, Order::mark, State::restarting},
    Row{State::restarting, Event::next, State::opening},
    Row{State::restarting, Event::cut_off, State::resuming},

    Row{State::fault, Event::ready, State::armed},
};

} // namespace

Step step(State state, Trigger trigger) noexcept {
    for (const Row& row : table)
        if (row.state == state && row.trigger == trigger) return {row.next, row.action};
    return {state, std::holds_alternative<Order>(trigger) ? Action::refuse : Action::none};
}

bool accepts(State state, Order order) noexcept {
    return step(state, order).action != Action::refuse;
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

} // namespace redstart
