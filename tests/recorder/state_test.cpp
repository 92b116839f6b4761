// The state table, row by row and as the stories that users live through.
#include "recorder/state.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace redstart {
namespace {

const std::vector<State> states = {State::starting,   State::armed,       State::opening,
                                   State::recording,  State::interrupted, State::closing,
                                   State::restarting, State::resuming,    State::fault};

struct Story {
    const char* what;
    std::vector<Event> events;
    State end;
    int takes; // begun
};

TEST(StateTable, TellsTheStoriesOfUsers) {
    using enum Event;
    const std::vector<Story> stories = {
        {"a take", {ready, start, opened, stop, ended}, State::armed, 1},
        {"two takes", {ready, start, opened, stop, ended, start, opened}, State::recording, 2},
        {"pressed again before the file was closed",
         {ready, start, opened, stop, start, ended, opened},
         State::recording,
         2},
        {"pressed once more: no second take after all",
         {ready, start, opened, stop, start, stop, ended},
         State::armed,
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
        for (Event event : story.events) {
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
        const Step taken = step(state, Event::start);
        EXPECT_EQ(taken.action, Action::refuse);
        EXPECT_EQ(taken.next, state);
    }
    for (State state : {State::starting, State::armed, State::fault, State::closing})
        EXPECT_EQ(step(state, Event::stop).action, Action::refuse);
}

TEST(StateTable, NoTakeIsEverLeftOpen) {
    // Whoever leaves the states that have a take does so because it ended.
    for (State state : states)
        for (Event event : {Event::ready, Event::trouble, Event::start, Event::stop, Event::opened})
            EXPECT_LE(has_take(state), has_take(step(state, event).next));
}

TEST(StateTable, OnlyATakeOnTheCardIsCalledRecording) {
    EXPECT_EQ(public_name(State::opening), "armed");
    EXPECT_EQ(public_name(State::recording), "recording");
    EXPECT_EQ(public_name(State::interrupted), "fault");
}

} // namespace
} // namespace redstart
