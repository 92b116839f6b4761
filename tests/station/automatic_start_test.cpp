// The standing order: what a switch and a crash want, and what overrules them.
#include "station/automatic_start.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

class AutomaticStartTest : public testing::Test {
protected:
    bool wants() const { return order_.start_at().has_value(); }

    AutomaticStart order_;
};

TEST_F(AutomaticStartTest, FollowsTheLevelOfTheSwitch) {
    EXPECT_FALSE(wants());
    EXPECT_FALSE(order_.set_switch(false)) << "as it was";
    EXPECT_TRUE(order_.set_switch(true));
    EXPECT_TRUE(wants());
    EXPECT_FALSE(order_.set_switch(true)) << "told again, as at a reload";
    order_.recording();
    EXPECT_TRUE(wants()) << "a take that ends without a hand begins anew";
    EXPECT_TRUE(order_.set_switch(false));
    EXPECT_FALSE(wants());
}

TEST_F(AutomaticStartTest, AStopHoldsUntilTheSwitchMoves) {
    order_.set_switch(true);
    order_.stopped();
    EXPECT_FALSE(wants());
    order_.set_switch(true);
    EXPECT_FALSE(wants()) << "it did not move";
    order_.set_switch(false);
    EXPECT_FALSE(wants());
    order_.set_switch(true);
    EXPECT_TRUE(wants());
}

TEST_F(AutomaticStartTest, AStopWhileTheSwitchIsOffHoldsNothing) {
    order_.stopped();
    order_.set_switch(true);
    EXPECT_TRUE(wants());
}

TEST_F(AutomaticStartTest, GoesOnAfterACrashUntilATakeRunsOrAHandStopsIt) {
    order_.life_ended_in_a_take(AfterCrash::resume);
    EXPECT_TRUE(wants());
    AutomaticStart called_off = order_;
    called_off.stopped();
    EXPECT_FALSE(called_off.start_at());
    order_.recording();
    EXPECT_FALSE(wants());
}

TEST_F(AutomaticStartTest, ACrashMeansNothingWhereItIsNotToBeResumed) {
    order_.life_ended_in_a_take(AfterCrash::armed);
    EXPECT_FALSE(wants());
    order_.set_switch(true);
    EXPECT_TRUE(wants()) << "a switch is a level";
}

TEST_F(AutomaticStartTest, ASwitchCanBeHeldAfterACrashUntilItMoves) {
    AutomaticStart known_before = order_;
    order_.life_ended_in_a_take(AfterCrash::hold_switches);
    order_.set_switch(true); // as it stands
    EXPECT_FALSE(wants());
    order_.set_switch(false);
    order_.set_switch(true);
    EXPECT_TRUE(wants());

    known_before.set_switch(true);
    known_before.life_ended_in_a_take(AfterCrash::hold_switches);
    EXPECT_FALSE(known_before.start_at());
}

TEST_F(AutomaticStartTest, ASwitchThatWasOffAtBootCountsWithItsFirstMove) {
    order_.life_ended_in_a_take(AfterCrash::hold_switches);
    order_.set_switch(false); // as it stands
    order_.set_switch(true);
    EXPECT_TRUE(wants());
}

TEST_F(AutomaticStartTest, ASwitchThatIsTakenAwayWantsNothingAndHoldsNothing) {
    order_.set_switch(true);
    order_.forget_switch();
    EXPECT_FALSE(order_.start_at());
    order_.set_switch(true);
    order_.stopped();
    order_.forget_switch();
    EXPECT_TRUE(order_.set_switch(true)) << "another one, which is on";
    EXPECT_TRUE(order_.start_at());
}

TEST_F(AutomaticStartTest, TriesLessOftenTheLongerItIsInVain) {
    order_.set_switch(true);
    TimePoint now{1h};
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        order_.tried(now);
        EXPECT_EQ(order_.start_at(), now + pause);
        now += pause;
    }
    order_.recording();
    order_.tried(now);
    EXPECT_EQ(order_.start_at(), now + 1s);
}

TEST_F(AutomaticStartTest, TriesAgainAfterASecondAndAtOnceWhenTheSwitchMoves) {
    const TimePoint now{1h};
    order_.set_switch(true);
    order_.tried(now);
    EXPECT_EQ(order_.start_at(), now + 1s);
    order_.set_switch(false);
    order_.set_switch(true);
    EXPECT_LT(order_.start_at(), now);
}

} // namespace
} // namespace redstart
