// What a card that fails costs: a file, never a frame, for as long as the ring lasts.
#include "deck/deck_bench.hpp"
#include "deck/failing_card.hpp"

#include <csignal>
#include <cstdio>
#include <sys/resource.h>

namespace redstart {
namespace {

class CardErrors : public DeckTest {
protected:
    static DeckSettings lasting() {
        DeckSettings result = settings();
        result.outlives_card = true;
        return result;
    }

    OpenOutput files_on_card() {
        return [this](TimePoint) {
            auto file = std::make_unique<FailingFile>(card_, name(files_ + 1), format);
            ++files_;
            return file;
        };
    }

    /// All files of the take, finished or not, laid end to end.
    Numbers take() const {
        Numbers all;
        for (int i = 1; i <= files_; ++i) {
            const bool is_finished = std::filesystem::exists(name(i));
            const auto file = is_finished ? name(i) : name(i).concat(".part");
            const bool has_none = !std::filesystem::exists(file) || std::filesystem::is_empty(file);
            if (has_none) continue; // not a frame of it was safe
            const Numbers some = numbers_of(file);
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }

    void deliver_and_wait_for_card(Frames frames) {
        device_.deliver(frames);
        delivered_ += frames;
        wait_until([&] {
            deck_->poke();
            return deck_->state().take_on_card >= delivered_ - held_back;
        });
    }

    /// Begins a take, of which so many frames are safe but for what is held back.
    void record_onto_card(const DeckSettings& settings, Frames frames) {
        make(settings);
        ASSERT_TRUE(deck_->start_with_stream(files_on_card()));
        feed();
        deliver_and_wait_for_card(frames);
    }

    /// As fast as the ring takes it, so that none is lost but by a writer that keeps it.
    void deliver_with_room(Frames frames) {
        const ChunkRing& ring = deck_->state().ring;
        for (Frames i = 0; i < frames; i += 480) {
            wait_until([&] { return ring.fill() + 16 < ring.chunks(); });
            device_.deliver(480);
            wait_until_captured(delivered_ += 480);
        }
    }

    static constexpr Frames held_back = 480; // in the ring until the next sync or a stop

    FailingCard card_;
    Frames delivered_ = 0;
};

/// A short take with a split: every call of it fails once, and then for good from there to the
/// file's end.
class ErrorAtAnyCall : public CardErrors, public testing::WithParamInterface<int> {
protected:
    void record_with_errors(int from, int to) {
        card_.fail_from = from;
        card_.fail_to = to;
        record_onto_card(lasting(), 1000);
        deliver_and_wait_for_card(2000);
        ASSERT_TRUE(deck_->split());
        for (const Frames frames : {1000, 777}) deliver_and_wait_for_card(frames);
        ASSERT_TRUE(deck_->stop());
        EXPECT_EQ(wait_for(News::Kind::ended).frames, 4777);
        EXPECT_EQ(take(), count_from(0, 4777));
        EXPECT_EQ(deck_->state().take_gaps, 0u);
    }
};

TEST_P(ErrorAtAnyCall, TheFilesLaidEndToEndAreTheTake) {
    record_with_errors(GetParam(), GetParam() + 1);
    EXPECT_EQ(failure_, "");
}

// Where only the name of the last file is missing, no new one can give it, and the take has failed.
TEST_P(ErrorAtAnyCall, SoTheyAreWhenTheFileCannotBeClosedEither) {
    record_with_errors(GetParam(), GetParam() + 2);
}

INSTANTIATE_TEST_SUITE_P(Calls, ErrorAtAnyCall, testing::Range(1, 11));

TEST_F(CardErrors, ACardThatIsAwayIsWaitedForAndOrdersHold) {
    record_onto_card(lasting(), 1000);
    card_.is_away = true;
    device_.deliver(500);
    const News trouble = wait_for(News::Kind::trouble);
    EXPECT_EQ(trouble.name, name(1).string() + ".part");
    EXPECT_FALSE(deck_->state().is_recording);
    ASSERT_TRUE(deck_->mark(Clock::now() - 1h, "wren")); // late: where the new file begins
    device_.deliver(200);
    wait_until_captured(1700);
    ASSERT_TRUE(deck_->stop());
    card_.is_away = false;
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 1700);
    EXPECT_EQ(failure_, "");
    EXPECT_EQ(take(), count_from(0, 1700));
    EXPECT_EQ(read_wav_info(name(files_)).marks.size(), 1u);
    EXPECT_EQ(card_.figures().stop, StopReason::order);
}

/// The one error is none, for the next file takes over; the other, before anything is safe, is one.
TEST_F(CardErrors, ACardThatGoesAsAFileIsAtItsLimitIsTold) {
    record_onto_card(lasting(), 1000);
    card_.code = EFBIG;
    card_.is_away = true;
    device_.deliver(500);
    wait_for(News::Kind::trouble);
    card_.code = EIO;
    card_.is_away = false;
    wait_until_captured(1500);
    ASSERT_TRUE(deck_->stop());
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 1500);
    EXPECT_EQ(take(), count_from(0, 1500));
}

TEST_F(CardErrors, AGapAndAMarkThatWereNotSafeAreInTheNewFileAndCountOnce) {
    record_onto_card(lasting(), 1000);
    card_.fail_from = card_.calls + 3; // sound, silence and sound are appended, their sync fails
    card_.fail_to = card_.fail_from + 1;
    device_.deliver(64);
    device_.lose(37);
    device_.deliver(64);
    wait_for(News::Kind::trouble);
    wait_for(News::Kind::opened);
    ASSERT_TRUE(deck_->stop());
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 1165);
    EXPECT_EQ(deck_->state().take_lost, 37);
    EXPECT_EQ(deck_->state().take_gaps, 1u);
    Numbers expected = count_from(0, 1165);
    std::fill(expected.begin() + 1064, expected.begin() + 1101, 0);
    EXPECT_EQ(take(), expected);
}

TEST_F(CardErrors, ATakeThatTheRingCannotHoldIsCutOffAndResumedWithTheNewestRingFull) {
    DeckSettings small = lasting();
    small.ring_limit_bytes = format.bytes(64 * 750); // a second
    make(small);
    ASSERT_TRUE(deck_->start_with_stream(files_on_card()));
    feed();
    deliver_with_room(4800);
    wait_for(News::Kind::opened);
    card_.is_away = true;
    deliver_with_room(48'000 * 2);
    const News ended = wait_for(News::Kind::ended);
    EXPECT_TRUE(ended.was_cut_off);
    EXPECT_NE(failure_, "");
    EXPECT_EQ(take(), count_from(0, static_cast<std::size_t>(ended.frames)));
    deliver_with_room(48'000);
    EXPECT_EQ(deck_->state().lost, 0) << "the ring rolls on";

    card_.is_away = false;
    ASSERT_TRUE(deck_->resume(files_on_card()));
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    const Numbers resumed = numbers_of(name(files_));
    EXPECT_EQ(resumed, count_from(resumed.front(), resumed.size()));
    EXPECT_EQ(resumed.back(), delivered_ - 1);
    EXPECT_GE(static_cast<Frames>(resumed.size()), deck_->state().ring.frames() / 2);
}

TEST_F(CardErrors, AResumedTakeFollowsTheOneThatWasCutOffWhereTheRingStillHasIt) {
    DeckSettings small = lasting();
    small.ring_limit_bytes = format.bytes(64 * 100);
    record_onto_card(small, 500); // within a chunk
    card_.is_away = true;
    device_.deliver(64 * 85); // nearly all that the ring holds
    EXPECT_TRUE(wait_for(News::Kind::ended).was_cut_off);
    card_.is_away = false;
    ASSERT_TRUE(deck_->resume(files_on_card()));
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    EXPECT_EQ(take(), count_from(0, 500 + 64 * 85));
}

TEST_F(CardErrors, AResumedTakeWaitsForItsFirstFileAsForAnyOther) {
    DeckSettings small = lasting();
    small.ring_limit_bytes = format.bytes(64 * 100);
    record_onto_card(small, 500);
    card_.is_away = true;
    device_.deliver(64 * 85);
    EXPECT_TRUE(wait_for(News::Kind::ended).was_cut_off);
    ASSERT_TRUE(deck_->resume(files_on_card())); // a contact that bounces: it is not there yet
    const News trouble = wait_for(News::Kind::trouble);
    EXPECT_NE(trouble.error, "");
    card_.is_away = false;
    ASSERT_TRUE(deck_->stop());
    EXPECT_FALSE(wait_for(News::Kind::ended).was_cut_off);
    EXPECT_EQ(take(), count_from(0, 500 + 64 * 85));
}

TEST_F(CardErrors, AStoppedTakeWaitsNoLongerThanTheRingWouldHaveLasted) {
    DeckSettings small = lasting();
    small.ring_limit_bytes = format.bytes(64 * 400); // half a second
    record_onto_card(small, 500);
    card_.is_away = true;
    device_.deliver(64);
    wait_for(News::Kind::trouble);
    ASSERT_TRUE(deck_->stop());
    const Frames safe = wait_for(News::Kind::ended).frames;
    EXPECT_GE(safe, 500 - held_back);
    EXPECT_NE(failure_, "");
    EXPECT_EQ(take(), count_from(0, static_cast<std::size_t>(safe)));
}

TEST_F(CardErrors, AFullCardEndsTheTakeWithWhatIsOnIt) {
    record_onto_card(lasting(), 500);
    card_.code = ENOSPC;
    card_.fail_from = card_.calls + 1;
    card_.fail_to = card_.calls + 2;
    device_.deliver(64);
    const News ended = wait_for(News::Kind::ended);
    EXPECT_FALSE(ended.was_cut_off);
    EXPECT_NE(failure_, "");
    EXPECT_GE(ended.frames, 500 - held_back);
    EXPECT_EQ(take(), count_from(0, static_cast<std::size_t>(ended.frames)));
    EXPECT_EQ(files_, 1);
    EXPECT_EQ(card_.figures().stop, StopReason::full);
}

TEST_F(CardErrors, ADeckThatGoesWhileTheCardIsAwayDoesNotWait) {
    record_onto_card(lasting(), 500);
    card_.is_away = true;
    device_.deliver(64);
    wait_for(News::Kind::trouble);
    deck_.reset();
    const Numbers safe = take();
    EXPECT_GE(static_cast<Frames>(safe.size()), 500 - held_back);
    EXPECT_EQ(safe, count_from(0, safe.size()));
}

/// setrlimit(2) makes the kernel's own errors: whole and short writes, and then EFBIG.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST_F(CardErrors, AFileThatMayNotGrowGoesOnInTheNext) {
    std::fflush(stdout);
    const FileSizeLimit limit(header_bytes + 4 * 400 + 2);
    make(lasting());
    ASSERT_TRUE(deck_->start_with_stream(files(), 2000));
    feed();
    device_.deliver(2500);
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 2000);
    EXPECT_EQ(take(), count_from(0, 2000));
    EXPECT_EQ(files_, 5);
}

} // namespace
} // namespace redstart
