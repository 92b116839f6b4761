// The state table, row by row and as the stories that users live through.
#include "station/state_table.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace redstart {
namespace {

const std::vector<State> states = {
    State::starting,    State::armed,   State::opening,    State::hindered, State::recording,
    State::interrupted, State::closing, State::restarting, State::resuming, State::fault};

struct Story {
    const char* what;
    std::vector<Trigger> events;
    State end;
    int takes; // begun
};

TEST(StateTable, TellsTheStoriesOfUsers) {
    using enum Event;
    using enum Order;
    const std::vector<Story> stories = {
        {"a take", {ready, start, opened, stop, ended}, State::armed, 1},
        {"two takes", {ready, start, opened, stop, ended, start, opened}, State::recording, 2},
        {"pressed again before the file was closed",
         {ready, start, opened, stop, start, next, opened},
         State::recording,
         2},
        {"pressed once more: what was between the presses is a take",
         {ready, start, opened, stop, start, stop, next, opened, ended},
         State::armed,
         2},
        {"and once more, for a third take that goes on",
         {ready, start, opened, stop, start, stop, start, next, stop, start, next, next, opened},
         State::recording,
         4},
        {"microphone gone before the take was on the card, and back",
         {ready, start, trouble, ready},
         State::opening,
         1},
        {"... and stopped meanwhile", {ready, start, trouble, stop, ended}, State::armed, 1},
        {"... or on the card meanwhile",
         {ready, start, trouble, opened, ready},
         State::recording,
         1},
        {"stopped before the file was open", {ready, start, stop, opened, ended}, State::armed, 1},
        {"microphone missing at boot", {trouble, ready, start, opened}, State::recording, 1},
        {"microphone gone and back in a take",
         {ready, start, opened, trouble, ready, stop, ended},
         State::armed,
         1},
        {"card gone in a take", {ready, start, opened, trouble, ended, ready}, State::armed, 1},
        {"card gone for longer than the ring lasts: the next take begins by itself",
         {ready, start, opened, trouble, cut_off, ready, opened},
         State::recording,
         2},
        {"... but not after a stop",
         {ready, start, opened, trouble, cut_off, stop, trouble, ready},
         State::armed,
         1},
        {"... nor when the stop came before",
         {ready, start, opened, trouble, stop, cut_off},
         State::armed,
         1},
        {"card full before the first frame", {ready, start, ended, trouble}, State::fault, 1},
        {"stopped while the microphone was gone",
         {ready, start, opened, trouble, stop, ended},
         State::armed,
         1},
        {"every press toggles: a take, its end, and the next behind it",
         {ready, toggle, opened, toggle, toggle, next, opened},
         State::recording,
         2},
        {"a press calls off the take that its card cut off",
         {ready, toggle, opened, trouble, cut_off, toggle},
         State::armed,
         1},
        {"a full card ends the take",
         {ready, start, opened, full, ended, trouble},
         State::fault,
         1},
        {"the power goes off in a take", {ready, start, opened, power_off, ended}, State::armed, 1},
    };
    for (const Story& story : stories) {
        State state = State::starting;
        int takes = 0;
        for (const Trigger event : story.events) {
            const Step taken = step(state, event);
            EXPECT_NE(taken.action, Action::refuse) << story.what;
            takes += taken.action == Action::begin_take || taken.action == Action::resume_take;
            state = taken.next;
        }
        EXPECT_EQ(state, story.end) << story.what;
        EXPECT_EQ(takes, story.takes) << story.what;
    }
}

TEST(StateTable, AnOrderThatMakesNoSenseIsRefusedAndChangesNothing) {
    for (State state : {State::starting, State::fault, State::opening, State::recording}) {
        const Step taken = step(state, Order::start);
        EXPECT_EQ(taken.action, Action::refuse);
        EXPECT_EQ(taken.next, state);
    }
    for (State state : {State::starting, State::armed, State::fault, State::closing})
        EXPECT_EQ(step(state, Order::stop).action, Action::refuse);
    for (State state : {State::starting, State::armed, State::fault, State::closing})
        EXPECT_FALSE(accepts(state, Order::mark)) << "it would be in no take";
}

TEST(StateTable, TogglesWhatIsUnderWay) {
    for (State state : states) {
        const Step stopped = step(state, Order::stop), started = step(state, Order::start);
        const bool stops = accepts(state, Order::stop);
        EXPECT_EQ(step(state, Order::toggle).action, (stops ? stopped : started).action);
        EXPECT_EQ(step(state, Order::toggle).next, (stops ? stopped : started).next);
    }
}

TEST(StateTable, SplitsOnlyATakeThatIsOnTheCardAndHasItsMicrophone) {
    for (State state : states)
        EXPECT_EQ(accepts(state, Order::split),
                  state == State::recording || state == State::interrupted);
    Circumstances now;
    now.faults.set(Fault::no_storage, true);
    EXPECT_TRUE(accepts(State::interrupted, Order::split, now));
    now.faults.set(Fault::no_device, true);
    EXPECT_FALSE(accepts(State::interrupted, Order::split, now));
    EXPECT_TRUE(accepts(State::interrupted, Order::mark, now));
}

TEST(StateTable, OrdersTheNextTakeBehindAStalledCardButNotBehindAFaultThatWouldEndIt) {
    for (const auto& [fault, is_accepted] :
         {std::pair(Fault::no_storage, true), std::pair(Fault::storage_slow, true),
          std::pair(Fault::no_device, false), std::pair(Fault::storage_full, false)}) {
        Circumstances now;
        now.faults.set(fault, true);
        EXPECT_EQ(accepts(State::closing, Order::start, now), is_accepted) << to_string(fault);
        EXPECT_EQ(accepts(State::closing, Order::toggle, now), is_accepted) << to_string(fault);
    }
}

TEST(StateTable, AFullCardEndsEveryTakeThatIsNotAtItsEnd) {
    for (State state : states) {
        const Step taken = step(state, Event::full);
        const bool ends = has_take(state) && state != State::closing;
        EXPECT_EQ(taken.action, ends ? Action::end_take : Action::none);
        EXPECT_EQ(taken.next, ends ? State::closing : state);
    }
}

TEST(StateTable, BeginsByItselfOnlyWhereOneIsDueAndNothingIsUnderWay) {
    const Circumstances due{{}, false, true};
    for (State state : states) {
        EXPECT_EQ(step(state, Event::due).action, Action::none);
        EXPECT_EQ(step(state, Event::due, due).action,
                  state == State::armed ? Action::begin_take : Action::none);
    }
}

TEST(StateTable, AStopCallsOffTheTakeThatIsDue) {
    const Circumstances due{{}, false, true};
    for (State state : {State::starting, State::armed, State::closing, State::fault}) {
        EXPECT_EQ(step(state, Order::stop, due).action, Action::call_off);
        EXPECT_EQ(step(state, Order::stop, due).next, state);
        EXPECT_EQ(step(state, Order::stop).action, Action::refuse);
    }
    EXPECT_EQ(step(State::recording, Order::stop, due).action, Action::end_take);
}

TEST(StateTable, ObeysNobodyOnceItIsRetired) {
    const Circumstances retired{{}, true, true};
    for (State state : states) {
        for (Order order : {Order::start, Order::stop, Order::toggle, Order::split, Order::mark}) {
            EXPECT_EQ(step(state, order, retired).action, Action::refuse);
            EXPECT_EQ(step(state, order, retired).next, state);
        }
        EXPECT_EQ(step(state, Event::due, retired).action, Action::none);
        EXPECT_EQ(step(state, Order::power_off, retired).action,
                  step(state, Order::power_off).action)
            << "nobody refuses it";
        EXPECT_EQ(step(state, Event::ended, retired).next, step(state, Event::ended).next);
    }
}

TEST(StateTable, PoweringOffEndsWhatThereIsAndIsNeverRefused) {
    for (State state : states) {
        const Step taken = step(state, Order::power_off);
        const bool ends = accepts(state, Order::stop);
        EXPECT_EQ(taken.action, ends ? step(state, Order::stop).action : Action::none);
        EXPECT_EQ(taken.next, ends ? step(state, Order::stop).next : state);
    }
}

TEST(StateTable, NoTakeIsEverLeftOpen) {
    // The states that have a take are left only because the take ended.
    for (State state : states)
        for (const Trigger event : std::initializer_list<Trigger>{
                 Event::ready, Event::trouble, Order::start, Order::stop, Event::opened})
            EXPECT_LE(has_take(state), has_take(step(state, event).next));
}

TEST(StateTable, OnlyATakeOnTheCardIsCalledRecording) {
    EXPECT_EQ(to_string(State::opening), "armed");
    EXPECT_EQ(to_string(State::recording), "recording");
    EXPECT_EQ(to_string(State::interrupted), "fault");
    EXPECT_EQ(to_string(State::restarting), "armed");
    EXPECT_EQ(as_told(State::closing, true), State::closing);
    EXPECT_EQ(to_string(as_told(State::closing, false)), "armed");
}

} // namespace
} // namespace redstart
