// The station obeys, tells the truth about the card, and waits out what is missing.
#include "station/station_bench.hpp"

namespace redstart {
namespace {

TEST_F(StationTest, StartAnswersWhenTheFileIsOnTheCardAndStopWhenItIsFinished) {
    make();
    EXPECT_EQ(station_->state(), State::armed);
    const Outcome started = start();
    EXPECT_TRUE(started.done) << started.text;
    EXPECT_TRUE(started.text.ends_with("_0001.wav.part"));
    EXPECT_GT(read_wav_info(started.text).frames, 0);
    EXPECT_EQ(station_->state(), State::recording);
    const Outcome stopped = stop();
    EXPECT_TRUE(stopped.done) << stopped.text;
    EXPECT_EQ(stopped.text + ".part", started.text);
    EXPECT_TRUE(read_wav_info(stopped.text).complete);
    EXPECT_EQ(station_->state(), State::armed);
}

TEST_F(StationTest, OrdersThatMakeNoSenseAreRefusedWithTheReason) {
    make();
    EXPECT_EQ(stop().text, "take: none is being recorded; redstart start begins one");
    ASSERT_TRUE(start().done);
    const Outcome again = start();
    EXPECT_FALSE(again.done);
    EXPECT_EQ(again.text, "take: one is being recorded; redstart stop ends it");
    EXPECT_TRUE(stop().done);
}

TEST_F(StationTest, APressWhileTheLastTakeIsBeingClosedBeginsTheNext) {
    make();
    ASSERT_TRUE(start().done);
    Outcome stopped, started;
    station_->handle(Order::toggle, Clock::now(), into(stopped));
    station_->handle(Order::toggle, Clock::now(), into(started));
    run_until([&] { return stopped.answered && started.answered; });
    EXPECT_TRUE(stopped.done);
    EXPECT_TRUE(started.done);
    EXPECT_TRUE(started.text.ends_with("_0002.wav.part"));
}

TEST_F(StationTest, AMicrophoneThatIsMissingAtTheStartIsWaitedFor) {
    plugged_in_ = false;
    make();
    EXPECT_EQ(station_->state(), State::fault);
    EXPECT_EQ(station_->faults().words(), std::vector<std::string_view>{"no-device"});
    EXPECT_EQ(start().text, "microphone: no such device; plug it in");
    plugged_in_ = true;
    run_until([&] { return station_->state() == State::armed; });
    EXPECT_TRUE(start().done);
    EXPECT_TRUE(stop().done);
}

TEST_F(StationTest, AMicrophoneThatVanishesInATakeContinuesItWhenItIsBack) {
    make();
    ASSERT_TRUE(start().done);
    unplug();
    run_until([&] { return station_->state() == State::interrupted; });
    EXPECT_TRUE(station_->status().take.has_value());
    plugged_in_ = true;
    run_until([&] { return station_->state() == State::recording; });
    run_until([&] { return station_->status().take->gaps == 1; });
    const Frames lost = station_->status().take->frames_lost;
    EXPECT_GT(lost, 0);
    const Outcome stopped = stop();
    EXPECT_TRUE(stopped.done);
    EXPECT_GT(read_wav_info(stopped.text).frames, lost);
}

TEST_F(StationTest, AFolderThatIsMissingIsAFaultUntilItIsThere) {
    std::filesystem::remove(settings_.folder);
    make();
    EXPECT_EQ(station_->faults().words(), std::vector<std::string_view>{"no-storage"});
    EXPECT_NE(start().text.find(settings_.folder.string()), std::string::npos);
    std::filesystem::create_directory(settings_.folder);
    run_until([&] { return station_->state() == State::armed; });
    EXPECT_TRUE(start().done);
}

TEST_F(StationTest, AFolderWithTooLittleSpaceIsAFault) {
    settings_.keep_free_bytes = std::uint64_t{1} << 62;
    make();
    EXPECT_EQ(station_->faults().words(), std::vector<std::string_view>{"storage-full"});
    EXPECT_NE(start().text.find("keep_free"), std::string::npos);
}

TEST_F(CardGone, ATakeGoesOnInANewFileWithoutALossWhenItIsBack) {
    take_card_away_in_a_take();
    EXPECT_EQ(station_->state(), State::interrupted);
    bring_card_back();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(station_->faults().words().empty());
    EXPECT_TRUE(split_.done);
    const Outcome stopped = stop();
    EXPECT_TRUE(stopped.done) << stopped.text;
    EXPECT_EQ(stopped.text, file(2));
    expect_no_frame_is_missing(2);
}

TEST_F(CardGone, AStopWaitsForItAndGetsEveryFrame) {
    take_card_away_in_a_take();
    Outcome stopped;
    station_->handle(Order::stop, {}, into(stopped));
    bring_card_back();
    run_until([&] { return stopped.answered; });
    EXPECT_TRUE(stopped.done) << stopped.text;
    run_until([&] { return station_->state() == State::armed; });
    expect_no_frame_is_missing(2);
}

class CardGoneForLong : public CardGone {
protected:
    CardGoneForLong() { settings_.deck.ring_limit_bytes = 4 * 48'000; } // a second
    void take_card_away_for_longer_than_the_ring_lasts() {
        take_card_away_in_a_take();
        run_until([&] { return station_->state() == State::resuming; });
        EXPECT_EQ(to_string(station_->state()), "fault");
        EXPECT_FALSE(split_.done);
    }
};

TEST_F(CardGoneForLong, TheNextTakeBeginsByItselfWithWhatTheRingHolds) {
    take_card_away_for_longer_than_the_ring_lasts();
    const Outcome again = start();
    EXPECT_FALSE(again.done);
    EXPECT_EQ(again.text,
              "take: it goes on as soon as the card is back; redstart stop calls that off");
    bring_card_back();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(stop().done);
    const auto numbers = numbers_of(file(2));
    constexpr std::size_t part_of_a_ring = 12'000; // what follows, a busy machine may lose
    ASSERT_GT(numbers.size(), part_of_a_ring) << "from before the card was back";
    for (std::size_t i = 1; i < part_of_a_ring; ++i) ASSERT_EQ(numbers[i], numbers[i - 1] + 1);
}

TEST_F(CardGoneForLong, AStopCallsThatOff) {
    take_card_away_for_longer_than_the_ring_lasts();
    EXPECT_TRUE(stop().done);
    EXPECT_EQ(station_->state(), State::fault);
    bring_card_back();
    run_until([&] { return station_->state() == State::armed; });
    EXPECT_TRUE(file(2).empty());
}

TEST_F(StationTest, RetiringFinishesTheTake) {
    make();
    const std::string part = start().text;
    bool retired = false;
    station_->handle(Order::power_off, {}, [&](bool, const std::string&) { retired = true; });
    run_until([&] { return retired; });
    EXPECT_FALSE(std::filesystem::exists(part));
    EXPECT_TRUE(std::filesystem::exists(part.substr(0, part.size() - 5)));
    EXPECT_FALSE(start().done);
}

TEST_F(StationTest, ASplitAnswersWithTheNextFile) {
    make();
    ASSERT_TRUE(start().done);
    Outcome next;
    station_->handle(Order::split, {}, into(next));
    run_until([&] { return next.answered; });
    EXPECT_TRUE(next.done);
    EXPECT_TRUE(next.text.ends_with("_0002.wav.part"));
    EXPECT_TRUE(stop().text.ends_with("_0002.wav"));
}

} // namespace
} // namespace redstart
