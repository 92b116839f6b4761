// A switch is a level, and a life that ended in a take may go on: on the station, with real edges.
#include "gpio/presses.hpp"
#include "station/station_bench.hpp"

namespace redstart {
namespace {

class SwitchTest : public StationTest {
protected:
    void make_switch(bool on) {
        const auto carry_out = [this](Order order, TimePoint when) {
            ++told_;
            station_->handle(order, when, [](bool, const std::string&) {});
        };
        switch_.emplace(
            loop_, 0ms, GestureSettings{.mode = ButtonMode::switch_}, on,
            Presses::Callbacks{[this] { return station_->is_recording(); }, carry_out, {}});
        run_until([&, told = told_] { return told_ > told; });
    }
    using StationTest::run_until;
    void run_until(State state) {
        run_until([&] { return station_->state() == state; });
    }
    /// Nothing begins by itself, for longer than the second between two tries.
    void expect_it_stays_armed() {
        const TimePoint end = Clock::now() + 1500ms;
        run_until([&] { return Clock::now() > end || station_->state() != State::armed; });
        EXPECT_EQ(station_->state(), State::armed);
    }
    bool is_stopped() {
        bool is_done = false;
        station_->handle(Order::stop, {}, [&](bool done, const std::string&) { is_done = done; });
        return is_done;
    }
    /// The folder as a crash or a power cut within a take leaves it, for another life.
    void crash_in_a_take() {
        make();
        station_->handle(Order::start, Clock::now(), [](bool, const std::string&) {});
        run_until(State::recording);
        const auto as_it_was = base_ / "as_it_was";
        std::filesystem::copy(settings_.folder, as_it_was);
        stop();
        station_.reset();
        settings_.folder = as_it_was;
    }

    std::optional<Presses> switch_;
    int told_ = 0;
};

TEST_F(SwitchTest, ThatIsOnAtBootRecordsOnceTheMicrophoneIsThere) {
    plugged_in_ = false;
    make();
    make_switch(true);
    EXPECT_EQ(station_->state(), State::fault);
    plugged_in_ = true;
    run_until(State::recording);
}

TEST_F(SwitchTest, ThatIsOnAtBootRecordsOnceTheCardIsThere) {
    std::filesystem::rename(settings_.folder, base_ / "card");
    make();
    make_switch(true);
    EXPECT_EQ(station_->state(), State::fault);
    std::filesystem::rename(base_ / "card", settings_.folder);
    run_until(State::recording);
}

TEST_F(SwitchTest, FollowsItsLevel) {
    make();
    make_switch(false);
    expect_it_stays_armed();
    switch_->edge({true, Clock::now()});
    run_until(State::recording);
    switch_->edge({false, Clock::now()});
    run_until(State::armed);
    expect_it_stays_armed();
}

TEST_F(SwitchTest, AStopOfAnotherHandHoldsUntilTheSwitchMoves) {
    make();
    make_switch(true);
    run_until(State::recording);
    stop();
    expect_it_stays_armed();
    make_switch(true); // as a reload does
    expect_it_stays_armed();
    switch_->edge({false, Clock::now()});
    switch_->edge({true, Clock::now()});
    run_until(State::recording);
}

TEST_F(SwitchTest, ThatMovedWhileItsLineWasLostIsObeyed) {
    make();
    make_switch(true);
    run_until(State::recording);
    make_switch(false);
    run_until(State::armed);
}

TEST_F(SwitchTest, ThatIsOffEndsNoTakeOfAnotherHand) {
    make();
    make_switch(false);
    station_->handle(Order::start, Clock::now(), [](bool, const std::string&) {});
    run_until(State::recording);
    make_switch(false);
    EXPECT_EQ(station_->state(), State::recording);
}

TEST_F(SwitchTest, ALifeThatEndedInATakeGoesOnInTheNextWhereItIsToBeResumed) {
    crash_in_a_take();
    settings_.after_crash = AfterCrash::resume;
    make();
    run_until(State::recording);
    stop();
    expect_it_stays_armed();
    station_.reset();
    make(); // after a clean stop nothing is resumed
    expect_it_stays_armed();
}

TEST_F(SwitchTest, ALifeThatEndedInATakeIsNotResumedUnlessAsked) {
    crash_in_a_take();
    make();
    expect_it_stays_armed();
}

TEST_F(SwitchTest, ThatIsHeldAfterACrashRecordsOnceItMoved) {
    crash_in_a_take();
    settings_.after_crash = AfterCrash::hold_switches;
    make();
    make_switch(true);
    expect_it_stays_armed();
    switch_->edge({false, Clock::now()});
    switch_->edge({true, Clock::now()});
    run_until(State::recording);
}

TEST_F(SwitchTest, AStopCallsOffWhatIsToBeginByItselfAndSaysSo) {
    settings_.after_crash = AfterCrash::resume;
    crash_in_a_take();
    plugged_in_ = false;
    make();
    run_until(State::fault);
    EXPECT_TRUE(is_stopped());
    EXPECT_FALSE(is_stopped()) << "nothing is to begin any more";
    plugged_in_ = true;
    run_until(State::armed);
    expect_it_stays_armed();
}

TEST_F(SwitchTest, AStopThatIsRefusedChangesNothing) {
    make();
    make_switch(false);
    EXPECT_FALSE(is_stopped());
    switch_->edge({true, Clock::now()});
    run_until(State::recording);
}

} // namespace
} // namespace redstart
