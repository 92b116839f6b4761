// What capture logs of the sound comes to the take's minutes whole, also where the log was full.
#include "audio/level_minutes.hpp"
#include "audio/level_watch.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace redstart {
namespace {

constexpr AudioFormat format{8000, 2, SampleFormat::s16_le};

class LevelMinutesTest : public testing::Test {
protected:
    /// Half of full scale on the left, a quarter below the middle on the right.
    void hear(Frames frames) {
        std::vector<std::int16_t> sound;
        for (Frames n = 0; n < frames; ++n) {
            sound.push_back(n % 2 == 0 ? 16384 : -16384);
            sound.push_back(-8192);
        }
        watch_.hear(place_, std::as_bytes(std::span(sound)));
        place_ += frames;
    }
    void go_on(Frames next) {
        minutes_.go_on(
            next, [this](const LevelMinute& minute) { told_.push_back(minute); },
            [this](const FiguresLog::Stretch& stretch) { stretches_ += stretch.frames; });
    }

    Levels levels_{format};
    FiguresLog log_{2};
    LevelWatch watch_{format, judged_channels(2, {}), levels_, log_};
    LevelMinutes minutes_{format, log_};
    Frames place_ = 0, stretches_ = 0;
    std::vector<LevelMinute> told_;
};

TEST_F(LevelMinutesTest, HaveTheFiguresOfEachMinute) {
    minutes_.begin(8000); // a take that begins a second later
    for (int second = 0; second < 150; ++second) {
        hear(8000);
        go_on(place_);
        log_.forget_before(place_);
    }
    const LevelMinute last = minutes_.take_last();
    ASSERT_EQ(told_.size(), 2u);
    EXPECT_EQ(told_[0].at, 0);
    EXPECT_EQ(told_[1].at, 60 * 8000);
    EXPECT_EQ(last.at, 120 * 8000);
    EXPECT_NEAR(static_cast<double>(told_[1].frames), 60 * 8000, 1024);
    EXPECT_NEAR(static_cast<double>(last.frames), 29 * 8000, 1024);
    EXPECT_EQ(stretches_, told_[0].frames + told_[1].frames + last.frames);
    for (const LevelMinute& minute : {told_[0], told_[1], last}) {
        ASSERT_EQ(minute.channel_count, 2u);
        EXPECT_NEAR(minute.channels[0].peak, 0.5, 1e-6);
        EXPECT_NEAR(std::sqrt(minute.channels[0].square), 0.5, 1e-4);
        EXPECT_NEAR(minute.channels[0].dc, 0, 1e-4);
        EXPECT_NEAR(minute.channels[1].dc, -0.25, 1e-4);
        EXPECT_TRUE(minute.warnings.has(Warning::dead_channel));
    }
    EXPECT_EQ(minutes_.take_last().frames, 0);
}

/// A card that stalls for longer than the log has room.
TEST_F(LevelMinutesTest, LoseNothingWhereTheLogIsFull) {
    minutes_.begin(0);
    for (int i = 0; i < 1000; ++i) hear(1024);
    EXPECT_EQ(log_.size(), FiguresLog::most);
    go_on(place_);
    log_.forget_before(place_);
    watch_.flush();
    go_on(place_);
    EXPECT_EQ(stretches_, place_);
}

TEST_F(LevelMinutesTest, CountExactZerosAndClips) {
    minutes_.begin(0);
    const std::vector<std::int16_t> zeros(2 * 8000), loud(2 * 8000, 32767);
    watch_.hear(0, std::as_bytes(std::span(zeros)));
    watch_.hear(8000, std::as_bytes(std::span(loud)));
    watch_.flush();
    go_on(16000);
    const LevelMinute minute = minutes_.take_last();
    EXPECT_EQ(minute.channels[0].zeros, 8000u);
    EXPECT_EQ(minute.channels[1].clips, 1u);
    EXPECT_EQ(levels_.clips(0), 1u);
}

} // namespace
} // namespace redstart
