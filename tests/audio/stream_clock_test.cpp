// A moment is mapped to its frame from whole pairs, also while they change.
#include "audio/stream_clock.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;

const AudioFormat format{48000, 2, SampleFormat::s16_le};

TEST(StreamClock, AMomentBeforeThePairIsAnEarlierFrame) {
    StreamClock clock(format);
    EXPECT_EQ(clock.frame_at(TimePoint(5s)), 0);
    clock.tell(96000, TimePoint(12s));
    EXPECT_EQ(clock.frame_at(TimePoint(12s)), 96000);
    EXPECT_EQ(clock.frame_at(TimePoint(11s)), 48000);
    EXPECT_EQ(clock.frame_at(TimePoint(12500ms)), 120000);
}

TEST(StreamClock, KnowsWhenAFrameCame) {
    StreamClock clock(format);
    const TimePoint before = Clock::now();
    EXPECT_GE(clock.time_of(0), before) << "now, until the device has told";
    clock.tell(96000, before);
    EXPECT_NEAR(std::chrono::duration<double>(clock.time_of(48000) - before).count(), -1, 1e-4);
}

TEST(StreamClock, NobodySeesHalfAPair) {
    StreamClock clock(format);
    clock.tell(0, TimePoint(0s));
    std::thread teller([&] {
        for (Frames second = 1; second < 20'000; ++second)
            clock.tell(second * 48000, TimePoint(std::chrono::seconds(second)));
    });
    for (int i = 0; i < 20'000; ++i) ASSERT_EQ(clock.frame_at(TimePoint(1s)), 48000);
    teller.join();
}

} // namespace
} // namespace redstart
