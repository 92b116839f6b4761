// The log and the LED tell of frames that a take lost, each once, and of no others.
#include "station/loss_watch.hpp"

#include "station/station_bench.hpp"

#include <future>

namespace redstart {
namespace {

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};
constexpr auto device = static_cast<std::size_t>(GapCause::overrun);

class LossWatchTest : public testing::Test {
protected:
    struct Look {
        bool is_fault;
        std::string log;
    };
    Look look(bool is_in_take) {
        testing::internal::CaptureStderr();
        const bool has_lost = watch_.has_lost(state_, is_in_take, now_ += 1s);
        return {has_lost, testing::internal::GetCapturedStderr()};
    }
    void capture_loses(Frames frames) { state_.lost_by[device] += frames; }
    void take_lays_silence_for(Frames frames) { state_.missed_by[device] += frames; }

    DeckState state_{mono, 1024, 48000};
    LossWatch watch_;
    TimePoint now_ = Clock::now();
};

TEST_F(LossWatchTest, TellsALossInATakeOnce) {
    watch_.begin_take(state_, true);
    capture_loses(480);
    const Look first = look(true);
    EXPECT_TRUE(first.is_fault);
    EXPECT_NE(first.log.find("gap: 480 frames lost"), std::string::npos) << first.log;
    take_lays_silence_for(480);
    const Look second = look(true);
    EXPECT_TRUE(second.is_fault) << "it is shown for ten seconds";
    EXPECT_EQ(second.log, "");
}

TEST_F(LossWatchTest, TellsALossThatTheTakesEndOvertookOnceItIsInTheFile) {
    watch_.begin_take(state_, true);
    capture_loses(480);
    EXPECT_EQ(look(false).log, "") << "its take was stopped before the look; is it in there?";
    take_lays_silence_for(480);
    EXPECT_NE(look(false).log.find("gap: 480 frames lost"), std::string::npos);
}

TEST_F(LossWatchTest, TellsNothingOfALossBehindTheTakesEnd) {
    watch_.begin_take(state_, true);
    EXPECT_EQ(look(true).log, "");
    capture_loses(480);
    const Look behind = look(false);
    EXPECT_FALSE(behind.is_fault);
    EXPECT_EQ(behind.log, "");
    watch_.begin_take(state_, true);
    const Look next = look(true);
    EXPECT_FALSE(next.is_fault);
    EXPECT_EQ(next.log, "");
}

class LossBehindATake : public StationTest {};

TEST_F(LossBehindATake, IsNoneOfItsLossesAndNoneOfTheNextOnes) {
    make();
    ASSERT_TRUE(start().done);
    run_for(300ms);
    ASSERT_TRUE(stop().done);
    testing::internal::CaptureStderr();
    // It waits until all that was delivered has been read, and more is delivered by this loop.
    const auto losing = std::async(std::launch::async, [this] { device_->lose(4800); });
    run_until([&] { return losing.wait_for(0s) == std::future_status::ready; });
    const Frames lost = delivered();
    run_until([&] { return delivered() > lost + 48000; }); // several looks
    EXPECT_FALSE(station_->faults().has(Fault::overrun));
    ASSERT_TRUE(start().done);
    run_for(300ms);
    const auto take = station_->status().take;
    ASSERT_TRUE(stop().done);
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(log.find("frames lost"), std::string::npos) << log;
    ASSERT_TRUE(take);
    EXPECT_EQ(take->frames_lost, 0);
}

} // namespace
} // namespace redstart
