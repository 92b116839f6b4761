// The reel: silence comes in slices, and what is told of it is what was laid.
#include "deck/take_files.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace redstart {
namespace {

constexpr AudioFormat format{48000, 1, SampleFormat::s32_le};

/// What became of the files, which outlives them.
struct Told {
    std::vector<Frames> silence; // of each call
    std::vector<TimePoint> when;
    std::vector<Gap> gaps;
    std::vector<Frames> marks;
    std::size_t fails_at = 1000; // this call of append_silence() gets no further than its half
};

class ToldFile : public TakeOutput {
public:
    explicit ToldFile(Told& told) : told_(told) {}

    std::error_code append(std::span<const std::byte> bytes) noexcept override {
        frames_ += format.frames_in(bytes.size());
        return {};
    }
    std::error_code append_silence(Frames frames) noexcept override {
        told_.silence.push_back(frames);
        told_.when.push_back(Clock::now());
        const bool fails = told_.silence.size() == told_.fails_at;
        frames_ += fails ? frames / 2 : frames;
        return fails ? std::make_error_code(std::errc::io_error) : std::error_code{};
    }
    void mark(Frames at, std::string_view) noexcept override { told_.marks.push_back(at); }
    void gap(const Gap& gap) noexcept override { told_.gaps.push_back(gap); }
    void note(const TakeFigures&) noexcept override {}
    std::error_code sync() noexcept override {
        on_card_ = frames_;
        return {};
    }
    std::error_code close() noexcept override { return sync(); }
    Frames frames() const noexcept override { return frames_; }
    Frames frames_on_card() const noexcept override { return on_card_; }
    std::string name() const override { return "told"; }

private:
    Told& told_;
    Frames frames_ = 0, on_card_ = 0;
};

class TakeFilesTest : public testing::Test {
protected:
    DeckState state_{format, 64, 48000};
    Told told_;
    TakeFiles files_{
        state_, state_, state_, [this](TimePoint) { return std::make_unique<ToldFile>(told_); },
        1000,   true,   false,  [](const News&) {}};
};

TEST_F(TakeFilesTest, LaysSilenceByTheSecondAndMovesAtEach) {
    ASSERT_TRUE(files_.open());
    ASSERT_TRUE(files_.append_silence(3 * 48000 + 100, GapCause::device_away));
    EXPECT_EQ(told_.silence, (std::vector<Frames>{48000, 48000, 48000, 100}));
    ASSERT_EQ(told_.gaps.size(), 1u);
    EXPECT_EQ(told_.gaps[0].at, 0);
    EXPECT_EQ(told_.gaps[0].frames, 3 * 48000 + 100);
    EXPECT_EQ(told_.gaps[0].cause, GapCause::device_away);
    EXPECT_EQ(files_.next(), 1000 + 3 * 48000 + 100);
    EXPECT_GE(state_.writer_moved, told_.when.back().time_since_epoch().count());
    const auto& histogram = state_.write_times.histogram();
    EXPECT_EQ(std::accumulate(histogram.begin(), histogram.end(), std::uint64_t{0}), 4u)
        << "each is a write of its own";
}

TEST_F(TakeFilesTest, TellsOfSilenceAsFarAsItWasLaid) {
    ASSERT_TRUE(files_.open());
    told_.fails_at = 2;
    EXPECT_FALSE(files_.append_silence(3 * 48000, GapCause::overrun));
    EXPECT_EQ(told_.silence.size(), 2u);
    ASSERT_EQ(told_.gaps.size(), 1u);
    EXPECT_EQ(told_.gaps[0].frames, 48000 + 24000);
    EXPECT_TRUE(files_.is_waiting());
    EXPECT_EQ(files_.next(), 1000 + 48000 + 24000) << "its close has brought that onto the card";
}

TEST_F(TakeFilesTest, AMarkFromBeforeTheFileIsAtItsFirstFrame) {
    ASSERT_TRUE(files_.open());
    files_.mark(200, "early");
    files_.mark(1007, "wren");
    EXPECT_EQ(told_.marks, (std::vector<Frames>{0, 7}));
}

/// The program must not end for it: the ring holds what comes, and the file before is whole.
TEST(TakeFiles, WhateverAFileThrowsIsTheEndOfTheTakeAndNotOfTheProgram) {
    DeckState state{format, 64, 48000};
    std::vector<News> told;
    TakeFiles reel(
        state, state, state,
        [](TimePoint) -> std::unique_ptr<TakeOutput> { throw std::bad_alloc(); }, 0, true, false,
        [&](const News& news) { told.push_back(news); });
    EXPECT_NO_THROW(EXPECT_FALSE(reel.open()));
    EXPECT_TRUE(reel.has_failed());
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].kind, News::Kind::failed);
    EXPECT_NE(told[0].error.find("no new file"), std::string::npos) << told[0].error;
}

} // namespace
} // namespace redstart
