// Every frame that the source delivered is in the files of the take, in its place, and no other.
#include "deck/deck_bench.hpp"

#include <redstart/error.hpp>

namespace redstart {
namespace {

TEST_F(DeckTest, ATakeFromTheStreamsStartHasEveryFrame) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files(), 1000));
    feed();
    device_.deliver(5000);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 1000);
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 1000));
}

TEST_F(DeckTest, StopKeepsAllThatTheDeviceHadDelivered) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(64 * 3 + 17); // not a whole chunk
    wait_for(News::Kind::opened);
    device_.deliver(29);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 64 * 3 + 17 + 29));
}

TEST_F(DeckTest, AFileIsOnTheCardWhenItIsToldToBeOpen) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(10);
    const News opened = wait_for(News::Kind::opened);
    EXPECT_EQ(opened.name, name(1).string() + ".part");
    EXPECT_EQ(read_wav_info(opened.name).frames, 10);
    EXPECT_TRUE(deck_->state().is_recording);
}

TEST_F(DeckTest, ATakeIsWholePagesUntilItsEnd) {
    DeckSettings often = settings();
    often.sync_every = 100ms;
    make(often);
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(10);
    wait_for(News::Kind::opened);
    device_.deliver(20'000);
    wait_until_captured(20'010);
    const auto& on_card = deck_->state().take_on_card;
    wait_until([&] { return on_card > 10; });
    EXPECT_EQ(on_card % 1024, 0) << "frames of four bytes";
    EXPECT_GE(on_card, 20'010 - 2400) << "50 ms are held back";
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 20'010));
}

TEST_F(DeckTest, ThePreRollComesBeforeTheMomentOfThePress) {
    DeckSettings with_pre_roll = settings();
    with_pre_roll.pre_roll = 1s;
    make(with_pre_roll);
    feed();
    device_.deliver(200'000);
    wait_until_captured(200'000);
    const Frames pressed = deck_->state().clock.frame_at(Clock::now());
    ASSERT_TRUE(deck_->start(Clock::now(), files()));
    wait_for(News::Kind::opened);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    EXPECT_NEAR(static_cast<double>(numbers_of(name(1)).front()),
                static_cast<double>(pressed - 48000), 4800.); // the clock ran on between two lines
}

TEST_F(DeckTest, ThePreRollIsThereAgainRightAfterAStop) {
    DeckSettings with_pre_roll = settings();
    with_pre_roll.pre_roll = 1s;
    make(with_pre_roll);
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(100'000);
    wait_until_captured(100'000);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    const Frames pressed = deck_->state().clock.frame_at(Clock::now());
    ASSERT_TRUE(deck_->start(Clock::now(), files()));
    wait_for(News::Kind::opened);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    EXPECT_NEAR(static_cast<double>(numbers_of(name(2)).front()),
                static_cast<double>(pressed - 48000), 4800.);
}

TEST_F(DeckTest, ATakeOfAGivenLengthAsksForItsLastFramesWhenTheyAreDue) {
    DeckSettings seldom = settings();
    seldom.sync_every = 60s;
    device_.wakes_with = 48'000; // of a device that would wake its reader in a second
    make(seldom);
    ASSERT_TRUE(deck_->start_with_stream(files(), 4800));
    feed();
    device_.deliver(100);
    wait_for(News::Kind::opened);
    device_.deliver(10'000);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 4800);
    EXPECT_EQ(numbers_of(name(1)).size(), 4800u);
}

TEST_F(DeckTest, LastFramesThatAreLateAreAskedForAgainAndNotAllTheTime) {
    DeckSettings seldom = settings();
    seldom.sync_every = 60s;
    device_.wakes_with = 48'000;
    make(seldom);
    ASSERT_TRUE(deck_->start_with_stream(files(), 480));
    feed();
    device_.deliver(100);
    wait_for(News::Kind::opened);
    const unsigned before = wakeups();
    const TimePoint since = Clock::now();
    wait_until([&] { return wakeups() >= before + 6; });
    EXPECT_GE(Clock::now() - since, 60ms);
    device_.deliver(10'000);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 480);
}

TEST_F(DeckTest, WhatIsAskedForIsOfNowAndWakesCaptureTwentyTimesASecondAtMost) {
    device_.wakes_with = 48'000;
    DeckSettings seldom = settings();
    seldom.sync_every = 60s;
    make(seldom);
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(100);
    wait_for(News::Kind::opened);
    const unsigned before = wakeups();
    const TimePoint begin = Clock::now();
    device_.deliver(5000);
    for (int i = 0; i < 500'000 && deck_->take_frames() < 5100; ++i) deck_->refresh();
    EXPECT_EQ(deck_->take_frames(), 5100);
    while (Clock::now() - begin < 300ms) deck_->refresh();
    EXPECT_LE(wakeups() - before, (Clock::now() - begin) / Deck::refresh_every + 1);
    ASSERT_TRUE(deck_->stop());
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 5100);
    EXPECT_EQ(deck_->take_frames(), 5100);
}

TEST_F(DeckTest, ALossOfTheDeviceBecomesSilenceOfTheSameLengthAndIsMarked) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(100);
    wait_until_captured(100);
    device_.lose(37);
    device_.deliver(50);
    wait_until_captured(187);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    Numbers expected = count_from(0, 100);
    expected.resize(137, 0);
    const Numbers after = count_from(137, 50);
    expected.insert(expected.end(), after.begin(), after.end());
    EXPECT_EQ(numbers_of(name(1)), expected);
    EXPECT_EQ(deck_->state().take_lost, 37);
    EXPECT_EQ(deck_->state().take_gaps, 1u);
    const auto marks = read_wav_info(name(1)).marks;
    ASSERT_EQ(marks.size(), 1u);
    EXPECT_EQ(marks[0].at, 100);
    EXPECT_EQ(marks[0].label, "gap: 37 frames, overrun");
}

TEST_F(DeckTest, AFullRingDropsAndCountsAndKeepsTheTimeLine) {
    DeckSettings small = settings();
    small.ring_limit_bytes = format.bytes(64 * 8);
    make(small);
    std::atomic<bool> card_works = false;
    const auto stalled = [&](TimePoint first) -> std::unique_ptr<TakeOutput> {
        while (!card_works) std::this_thread::yield();
        return files()(first);
    };
    ASSERT_TRUE(deck_->start_with_stream(stalled));
    feed();
    device_.deliver(64 * 20);
    wait_until_captured(64 * 20);
    EXPECT_EQ(deck_->state().lost, 64 * 12);
    EXPECT_EQ(deck_->state().overruns, 1u); // once, though it took many reads
    card_works = true;
    wait_for(News::Kind::opened);
    wait_until([&] { return deck_->state().ring.fill() == 0; });
    device_.deliver(64);
    wait_until_captured(64 * 21);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    Numbers expected = count_from(0, 64 * 8);
    expected.resize(64 * 20, 0);
    const Numbers after = count_from(64 * 20, 64);
    expected.insert(expected.end(), after.begin(), after.end());
    EXPECT_EQ(numbers_of(name(1)), expected);
}

TEST_F(DeckTest, ATakeWhoseLastFramesWereDroppedHasItsFullLength) {
    DeckSettings small = settings();
    small.ring_limit_bytes = format.bytes(64 * 8);
    make(small);
    std::atomic<bool> card_works = false;
    ASSERT_TRUE(deck_->start_with_stream([&](TimePoint first) -> std::unique_ptr<TakeOutput> {
        while (!card_works) std::this_thread::yield();
        return files()(first);
    }));
    feed();
    device_.deliver(64 * 20);
    wait_until_captured(64 * 20);
    ASSERT_TRUE(deck_->stop());
    card_works = true;
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 64 * 20);
    Numbers expected = count_from(0, 64 * 8);
    expected.resize(64 * 20, 0);
    EXPECT_EQ(numbers_of(name(1)), expected);
}

TEST_F(DeckTest, ASourceThatMayBeHeldBackLosesNothingInASmallRing) {
    DeckSettings small = settings();
    small.ring_limit_bytes = format.bytes(64 * 4);
    small.capture.hold_source = true;
    make(small);
    ASSERT_TRUE(deck_->start_with_stream(files(), 50'000));
    feed();
    device_.deliver(60'000);
    wait_for(News::Kind::ended);
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 50'000));
}

TEST_F(DeckTest, SplitFilesLaidEndToEndAreTheTake) {
    DeckSettings splitting = settings();
    splitting.split_bytes = format.bytes(1000);
    make(splitting);
    ASSERT_TRUE(deck_->start_with_stream(files(), 10'500));
    feed();
    device_.deliver(11'000);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 10'500);
    EXPECT_EQ(files_, 11);
    Numbers all;
    for (int i = 1; i <= files_; ++i) {
        const Numbers some = numbers_of(name(i));
        all.insert(all.end(), some.begin(), some.end());
    }
    EXPECT_EQ(all, count_from(0, 10'500));
}

TEST_F(DeckTest, ASplitOnDemandCutsBetweenTwoFrames) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(300);
    wait_for(News::Kind::opened);
    device_.deliver(123);
    ASSERT_TRUE(deck_->split());
    EXPECT_EQ(wait_for(News::Kind::closed).name, name(1).string());
    device_.deliver(200);
    EXPECT_EQ(wait_for(News::Kind::opened).name, name(2).string() + ".part");
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 423));
    EXPECT_EQ(numbers_of(name(2)), count_from(423, 200));
}

TEST_F(DeckTest, ADeviceThatComesBackContinuesTheTakeAfterAGap) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(500);
    wait_for(News::Kind::opened);
    device_.end(std::make_error_code(std::errc::no_such_device));
    wait_until([&] { return !deck_->is_capturing(); });
    EXPECT_EQ(deck_->source_error(), std::errc::no_such_device);
    ScriptedSource::Device& again = second_device_;
    deck_->feed(std::make_unique<ScriptedSource>(again));
    again.deliver(100);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    const Numbers take = numbers_of(name(1));
    const Frames gap = deck_->state().take_lost;
    EXPECT_GT(gap, 0);
    ASSERT_EQ(take.size(), static_cast<std::size_t>(600 + gap));
    EXPECT_EQ(Numbers(take.begin(), take.begin() + 500), count_from(0, 500));
    EXPECT_EQ(Numbers(take.end() - 100, take.end()), count_from(0, 100));
}

TEST_F(DeckTest, WhatADeviceThatComesBackTakesToStartIsPartOfTheGap) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(500);
    wait_for(News::Kind::opened);
    const TimePoint gone = Clock::now();
    device_.end(std::make_error_code(std::errc::no_such_device));
    wait_until([&] { return !deck_->is_capturing(); });
    second_device_.late = 200ms;
    deck_->feed(std::make_unique<ScriptedSource>(second_device_));
    second_device_.deliver(100);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    const Frames most = format.frames(Clock::now() - gone + 300ms);
    EXPECT_GE(deck_->state().take_lost, 9600 - 100);
    EXPECT_LE(deck_->state().take_lost, most);
    EXPECT_EQ(deck_->state().take_gaps, 1u);
    const Numbers take = numbers_of(name(1));
    EXPECT_EQ(Numbers(take.end() - 100, take.end()), count_from(0, 100));
}

TEST_F(DeckTest, ATakeCanBeStoppedWhileTheDeviceIsGone) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(500);
    wait_for(News::Kind::opened);
    device_.end(std::make_error_code(std::errc::no_such_device));
    wait_until([&] { return !deck_->is_capturing(); });
    ASSERT_TRUE(deck_->stop());
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 500);
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 500));
}

TEST_F(DeckTest, AFileThatCannotBeMadeIsToldInOneLine) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream([](TimePoint) -> std::unique_ptr<TakeOutput> {
        throw Error("/nowhere", "No such file or directory", "make it");
    }));
    feed();
    device_.deliver(100);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 0);
    EXPECT_EQ(failure_, "/nowhere: No such file or directory; make it");
}

TEST_F(DeckTest, AnOpenTakeIsFinishedWhenTheDeckGoes) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(500);
    wait_for(News::Kind::opened);
    deck_.reset();
    EXPECT_EQ(numbers_of(name(1)), count_from(0, 500));
}

TEST_F(DeckTest, MarksAreCuePointsAtTheirFrames) {
    make(settings());
    ASSERT_TRUE(deck_->start_with_stream(files()));
    feed();
    device_.deliver(96'000);
    wait_until_captured(96'000);
    wait_for(News::Kind::opened);
    const TimePoint moment = Clock::now() - 1s;
    const Frames expected = deck_->state().clock.frame_at(moment);
    ASSERT_TRUE(deck_->mark(moment, "owl"));
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    const auto marks = read_wav_info(name(1)).marks;
    ASSERT_EQ(marks.size(), 1u);
    EXPECT_NEAR(static_cast<double>(marks[0].at), static_cast<double>(expected), 48.);
    EXPECT_EQ(marks[0].label, "owl");
}

} // namespace
} // namespace redstart
