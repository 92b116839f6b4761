// The table itself. A row reads: in this state, when that happens, go there and do this.
#include "recorder/state.hpp"

#include <array>

namespace redstart {
namespace {

struct Row {
    State state;
    Event event;
    State next;
    Action action = Action::none;
};

constexpr std::array table = {
    Row{State::starting, Event::ready, State::armed},
    Row{State::starting, Event::trouble, State::fault},

    Row{State::armed, Event::trouble, State::fault},
    Row{State::armed, Event::start, State::opening, Action::begin_take},

    Row{State::opening, Event::opened, State::recording},
    Row{State::opening, Event::trouble, State::interrupted},
    Row{State::opening, Event::stop, State::closing, Action::end_take},
    Row{State::opening, Event::ended, State::armed},
    Row{State::opening, Event::cut_off, State::resuming},

    Row{State::recording, Event::trouble, State::interrupted},
    Row{State::recording, Event::stop, State::closing, Action::end_take},
    Row{State::recording, Event::ended, State::armed},
    Row{State::recording, Event::cut_off, State::resuming},

    Row{State::interrupted, Event::ready, State::recording},
    Row{State::interrupted, Event::stop, State::closing, Action::end_take},
    Row{State::interrupted, Event::ended, State::fault},
    Row{State::interrupted, Event::cut_off, State::resuming},

    Row{State::resuming, Event::ready, State::opening, Action::resume_take},
    Row{State::resuming, Event::stop, State::armed, Action::forget_take},

    Row{State::closing, Event::start, State::restarting},
    Row{State::closing, Event::ended, State::armed},
    Row{State::closing, Event::cut_off, State::armed, Action::forget_take},

    Row{State::restarting, Event::stop, State::closing},
    Row{State::restarting, Event::ended, State::opening, Action::begin_take},
    Row{State::restarting, Event::cut_off, State::resuming},

    Row{State::fault, Event::ready, State::armed},
};

} // namespace

Step step(State state, Event event) noexcept {
    for (const Row& row : table)
        if (row.state == state && row.event == event) return {row.next, row.action};
    const bool is_order = event == Event::start || event == Event::stop;
    return {state, is_order ? Action::refuse : Action::none};
}

std::string_view public_name(State state) noexcept {
    switch (state) {
    case State::starting:
        return "starting";
    case State::armed:
    case State::opening:
        return "armed";
    case State::recording:
    case State::closing:
    case State::restarting:
        return "recording";
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
