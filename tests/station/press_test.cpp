// A take begins and ends with the moments of its orders, whatever the card does meanwhile.
#include "station/station_bench.hpp"

namespace redstart {
namespace {

constexpr Frames tolerance = 4800; // the test's hand and the microphone's clock

class Press : public CardGone {
protected:
    /// Stops a take whose card is away, so that it cannot be closed.
    void stop_without_a_card() {
        take_card_away_in_a_take();
        station_->handle(Order::stop, Clock::now(), into(stopped_));
        run_for(200ms);
    }

    Frames start_now() {
        const Frames pressed = delivered();
        station_->handle(Order::start, Clock::now(), into(started_));
        return pressed;
    }

    Outcome stopped_, started_, second_stop_;
};

TEST_F(Press, WhileASlowCardClosesLosesNothing) {
    stop_without_a_card();
    const Frames pressed = start_now();
    EXPECT_EQ(station_->state(), State::restarting);
    EXPECT_NE(to_string(station_->status().state), "recording");
    run_for(3s); // the ring has 6 s
    bring_card_back();
    run_until([&] { return started_.answered; });
    ASSERT_TRUE(started_.done) << started_.text;
    const Outcome stopped = stop();
    const auto numbers = numbers_of(stopped.text);
    EXPECT_NEAR(static_cast<double>(numbers.front()), static_cast<double>(pressed), tolerance);
    for (std::size_t i = 1; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], numbers[i - 1] + 1);
    EXPECT_TRUE(stopped_.done) << stopped_.text;
    EXPECT_NE(stopped_.text, stopped.text);
}

TEST_F(Press, AndReleaseWhileASlowCardClosesIsATakeOfItsOwn) {
    stop_without_a_card();
    const Frames pressed = start_now();
    run_for(500ms);
    const Frames released = delivered();
    station_->handle(Order::stop, Clock::now(), into(second_stop_));
    EXPECT_FALSE(station_->can_stop());
    run_for(1s);
    bring_card_back();
    run_until([&] { return second_stop_.answered; });
    ASSERT_TRUE(second_stop_.done) << second_stop_.text;
    EXPECT_TRUE(stopped_.done);
    EXPECT_TRUE(started_.done);
    const auto numbers = numbers_of(second_stop_.text);
    EXPECT_NEAR(static_cast<double>(numbers.front()), static_cast<double>(pressed), tolerance);
    EXPECT_NEAR(static_cast<double>(numbers.back()), static_cast<double>(released), tolerance);
    run_until([&] { return station_->state() == State::armed; });
}

TEST_F(Press, BeforeLeavesNothingToTheNextTake) {
    make();
    ASSERT_TRUE(start().done);
    run_for(1s);
    station_->handle(Order::toggle, Clock::now(), into(stopped_));
    station_->handle(Order::toggle, Clock::now(), into(started_));
    station_->handle(Order::toggle, Clock::now(), into(second_stop_));
    run_until([&] { return station_->state() == State::armed; });
    run_for(2s);
    const Frames pressed = delivered();
    ASSERT_TRUE(start().done);
    const auto numbers = numbers_of(stop().text);
    EXPECT_NEAR(static_cast<double>(numbers.front()), static_cast<double>(pressed), tolerance);
}

TEST_F(Press, AfterWhichTheCardStaysAwayIsATakeThatGoesOnWhenItIsBack) {
    settings_.deck.ring_limit_bytes = 4 * 48'000; // a second
    stop_without_a_card();
    start_now();
    run_until([&] { return station_->state() == State::resuming; });
    EXPECT_TRUE(station_->can_stop());
    bring_card_back();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(started_.done) << started_.text;
    EXPECT_TRUE(stop().done);
}

TEST_F(Press, WithoutAMicrophoneIsRefusedAlsoWhileATakeIsClosed) {
    stop_without_a_card();
    unplug();
    run_until([&] { return station_->faults().has(Fault::no_device); });
    station_->handle(Order::start, Clock::now(), into(started_));
    EXPECT_TRUE(started_.answered);
    EXPECT_FALSE(started_.done);
    EXPECT_FALSE(station_->can_start());
    bring_card_back();
    run_until([&] { return stopped_.answered; });
}

TEST_F(Press, OfMarkIsAnsweredWithTrueOnlyWhereItIsInATake) {
    make();
    ASSERT_TRUE(start().done);
    Outcome in_take, behind;
    station_->handle(Order::mark, Clock::now(), into(in_take), "in");
    EXPECT_TRUE(in_take.done);
    station_->handle(Order::stop, {}, into(stopped_));
    station_->handle(Order::mark, Clock::now(), into(behind), "behind");
    EXPECT_FALSE(behind.done);
    run_until([&] { return stopped_.answered; });
    const auto marks = read_wav_info(stopped_.text).marks;
    ASSERT_EQ(marks.size(), 1u);
    EXPECT_EQ(marks[0].label, "in");
}

/// The socket gives no time; a toggle that ends a take does so where it was given, as the button.
TEST_F(Press, OfAToggleWithoutATimeEndsTheTakeWhereItWasGiven) {
    stop_without_a_card();
    start_now();
    run_for(300ms);
    const Frames toggled = delivered();
    station_->handle(Order::toggle, {}, into(second_stop_));
    run_for(500ms); // and less than a second to the next try
    bring_card_back();
    run_until([&] { return second_stop_.answered; });
    ASSERT_TRUE(second_stop_.done) << second_stop_.text;
    EXPECT_NEAR(static_cast<double>(numbers_of(second_stop_.text).back()),
                static_cast<double>(toggled), tolerance);
}

} // namespace
} // namespace redstart
