// The state table, row by row and as the stories that users live through.
#include "station/state.hpp"

#include <gtest/gtest.h>

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
