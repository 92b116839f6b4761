// What is above the level is kept with a little around it, however the sound comes in.
#include "audio/voice_output.hpp"
#include "audio/voice_sound.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <random>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Sound = std::vector<std::int32_t>;

constexpr AudioFormat format{8000, 1, SampleFormat::s32_le};
constexpr Frames window = 80, margin = 2000, second = 8000;

class VoiceOutputTest : public testing::Test {
protected:
    std::unique_ptr<VoiceOutput> output(VoiceSettings settings = {}) {
        return std::make_unique<VoiceOutput>(
            format, settings, std::make_unique<KeepingOutput>(kept_), VoiceOutput::Open(), tally_);
    }
    static std::error_code give(TakeOutput& output, const Sound& sound,
                                std::size_t at_once = 1000) {
        for (std::size_t at = 0; at < sound.size();) {
            const std::size_t now = std::min(at_once, sound.size() - at);
            const auto piece = std::as_bytes(std::span(sound).subspan(at, now));
            if (const auto error = output.append(piece)) return error;
            at += now;
        }
        return {};
    }
    static Sound joined(Sound first, const Sound& next) {
        first.insert(first.end(), next.begin(), next.end());
        return first;
    }

    Kept kept_;
    std::shared_ptr<VoiceTally> tally_ = std::make_shared<VoiceTally>();
};

TEST_F(VoiceOutputTest, KeepsWhatIsLoudWithAQuarterOfASecondAround) {
    const Sound sound = voice_sound(
        {{2 * second, false}, {800, true}, {3 * second, false}, {1600, true}, {2 * second, false}});
    const auto out = output();
    EXPECT_FALSE(give(*out, sound));
    EXPECT_FALSE(out->close());
    const Frames first = 2 * second, next = first + 800 + 3 * second;
    EXPECT_EQ(kept_.frames, joined(stretch(sound, first - margin, first + 800 + margin),
                                   stretch(sound, next - margin, next + 1600 + margin)));
    EXPECT_EQ(out->frames(), static_cast<Frames>(sound.size()));
    EXPECT_EQ(out->frames_on_card(), static_cast<Frames>(sound.size()));
    EXPECT_EQ(tally_->heard, static_cast<Frames>(sound.size()));
    EXPECT_EQ(tally_->kept, static_cast<Frames>(kept_.frames.size()));
    EXPECT_EQ(tally_->parts, 2u);
}

TEST_F(VoiceOutputTest, APauseShorterThanHoldStays) {
    const Sound sound =
        voice_sound({{800, true}, {second - window, false}, {800, true}, {second, false}});
    const auto out = output({-40, 1s, false});
    EXPECT_FALSE(give(*out, sound));
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.frames, stretch(sound, 0, 1600 + second - window + margin));
    EXPECT_EQ(tally_->parts, 1u);
}

TEST_F(VoiceOutputTest, APauseAsLongAsHoldIsCut) {
    const Sound sound = voice_sound({{800, true}, {second, false}, {800, true}});
    const auto out = output({-40, 1s, false});
    EXPECT_FALSE(give(*out, sound));
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.frames, joined(stretch(sound, 0, 800 + margin),
                                   stretch(sound, 800 + second - margin, 1600 + second)));
}

/// The end is inside a window, which is judged by what there is of it.
TEST_F(VoiceOutputTest, TheLastFramesCountAlsoWhereTheyFillNoWindow) {
    const Sound sound = voice_sound({{2 * second, false}, {17, true}});
    const auto out = output();
    EXPECT_FALSE(give(*out, sound));
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.frames, stretch(sound, 2 * second - margin, 2 * second + 17));
}

/// The rule, once more and in another way: a window is kept that is near a loud one, or in a short
/// pause between two.
Sound by_the_rule(const Sound& sound, Frames hold_windows) {
    const auto windows = static_cast<Frames>((sound.size() + window - 1) / window);
    const auto is_loud = [&](Frames w) {
        return sound[static_cast<std::size_t>(w * window)] >= loud_part;
    };
    std::vector<Frames> before(static_cast<std::size_t>(windows), -1'000'000), after = before;
    for (Frames w = 0, last = -1'000'000; w < windows; ++w)
        before[static_cast<std::size_t>(w)] = last = is_loud(w) ? w : last;
    for (Frames w = windows - 1, next = 1'000'000; w >= 0; --w)
        after[static_cast<std::size_t>(w)] = next = is_loud(w) ? w : next;
    Sound kept;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const std::size_t w = i / window;
        const auto here = static_cast<Frames>(w);
        const bool is_near = here - before[w] <= 25 || after[w] - here <= 25;
        const bool is_short = after[w] - before[w] - 1 < hold_windows;
        if (is_near || is_short) kept.push_back(sound[i]);
    }
    return kept;
}

/// Whole windows, so that each is loud or is not; the last is cut off.
Sound random_sound(std::mt19937& random) {
    std::vector<Piece> pieces;
    bool is_loud = random() % 2 == 0;
    for (int i = 0; i < 12; ++i, is_loud = !is_loud)
        pieces.push_back(
            {static_cast<Frames>(1 + random() % (is_loud ? 20 : 150)) * window, is_loud});
    pieces.push_back({static_cast<Frames>(1 + random() % 79), random() % 2 == 0});
    return voice_sound(pieces);
}

TEST_F(VoiceOutputTest, KeepsTheSameHoweverTheSoundIsCutIntoCalls) {
    std::mt19937 random(12);
    for (int round = 0; round < 60; ++round) {
        const Sound sound = random_sound(random);
        const Frames hold_windows = 30 + static_cast<Frames>(random() % 80);
        const Sound expected = by_the_rule(sound, hold_windows);
        for (const int most : {1, 79, 80, 81, 1000, 100'000}) {
            kept_ = {};
            const auto out = output({-40, 10ms * hold_windows, false});
            for (std::size_t at = 0; at < sound.size();) {
                const std::size_t now = std::min<std::size_t>(
                    1 + random() % static_cast<unsigned>(most), sound.size() - at);
                ASSERT_FALSE(out->append(std::as_bytes(std::span(sound).subspan(at, now))));
                at += now;
                const bool syncs = random() % 50 == 0;
                ASSERT_FALSE(syncs && out->sync());
            }
            ASSERT_FALSE(out->close());
            ASSERT_EQ(kept_.frames, expected) << "round " << round << ", calls of up to " << most;
        }
    }
}

TEST_F(VoiceOutputTest, WhatIsLoudAndOldIsOnTheCardAtTheNextSyncAlsoInAPause) {
    const Sound sound = voice_sound({{800, true}, {second / 2, false}});
    const auto out = output();
    EXPECT_FALSE(give(*out, sound));
    EXPECT_FALSE(out->sync());
    EXPECT_EQ(kept_.on_card, static_cast<std::size_t>(800 + margin)) << "the pause may become long";
    EXPECT_EQ(out->frames_on_card(), 800 + margin) << "the ring keeps what is not decided";
}

TEST_F(VoiceOutputTest, WithoutALoudFrameNothingIsKept) {
    const auto out = output();
    EXPECT_FALSE(give(*out, voice_sound({{5 * second + 3, false}})));
    EXPECT_FALSE(out->sync());
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.frames.size(), 0u);
    EXPECT_EQ(out->frames_kept(), 0);
    EXPECT_EQ(tally_->heard, 5 * second + 3);
}

TEST_F(VoiceOutputTest, TheFileBeginsWithItsFirstFrame) {
    const TimePoint start = Clock::now();
    const auto out = output();
    out->begins(start, 100, "before.wav");
    EXPECT_FALSE(give(*out, voice_sound({{2 * second, false}, {800, true}})));
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.begins.second, 100 + 2 * second - margin);
    EXPECT_EQ(kept_.begins.first, start + 1750ms);
    EXPECT_EQ(kept_.previous, "before.wav");
}

/// 4 GiB of a FAT card: the next file goes on with the frame behind the last that is on the card.
TEST_F(VoiceOutputTest, AfterAFullFileTheNextGoesOnWhereItEnds) {
    const Sound sound = voice_sound(
        {{2 * second, false}, {800, true}, {3 * second, false}, {second, true}, {second, false}});
    kept_.most = 2 * margin + 800 + margin + 480; // 480 frames of the second loud piece
    const auto first = output();
    EXPECT_EQ(give(*first, sound), std::errc::file_too_large);
    EXPECT_FALSE(first->close());
    const Frames safe = first->frames_on_card();
    EXPECT_EQ(safe, 2 * second + 800 + 3 * second + 480);
    const Sound so_far = kept_.frames;
    kept_ = {};
    const auto next = output();
    EXPECT_FALSE(give(*next, stretch(sound, safe, static_cast<Frames>(sound.size()))));
    EXPECT_FALSE(next->close());
    EXPECT_EQ(joined(so_far, kept_.frames), by_the_rule(sound, 100));
    EXPECT_EQ(tally_->kept, static_cast<Frames>(so_far.size() + kept_.frames.size()));
    EXPECT_EQ(tally_->heard, static_cast<Frames>(sound.size()));
}

TEST_F(VoiceOutputTest, AfterASyncThatFailedTheNextFileBeginsWithWhatWasNotSafe) {
    const Sound sound = voice_sound({{800, true}, {3 * second, false}, {second, true}});
    const auto first = output();
    EXPECT_FALSE(give(*first, stretch(sound, 0, 2 * second)));
    EXPECT_FALSE(first->sync());
    EXPECT_FALSE(give(*first, stretch(sound, 2 * second, static_cast<Frames>(sound.size()))));
    kept_.fails_at_sync = 2;
    EXPECT_TRUE(first->sync());
    EXPECT_FALSE(first->close());
    EXPECT_EQ(kept_.frames.size(), static_cast<std::size_t>(800 + margin));
    EXPECT_EQ(first->frames_on_card(), 800 + 3 * second - margin);
}

TEST_F(VoiceOutputTest, SplittingEndsTheFileWithThePauseAndTheNextBeginsThere) {
    const Sound sound =
        voice_sound({{800, true}, {2 * second, false}, {1600, true}, {2 * second, false}});
    std::vector<Sound> files;
    for (Frames from = 0; from < static_cast<Frames>(sound.size());) {
        kept_ = {};
        const auto out = output({-40, 1s, true});
        const auto error =
            give(*out, stretch(sound, from, static_cast<Frames>(sound.size())), 5000);
        EXPECT_TRUE(!error || error == std::errc::file_too_large);
        EXPECT_FALSE(out->close());
        from += out->frames_on_card();
        files.push_back(kept_.frames);
    }
    ASSERT_EQ(files.size(), 3u);
    EXPECT_EQ(files[0], stretch(sound, 0, 800 + margin));
    EXPECT_EQ(files[1], stretch(sound, 800 + 2 * second - margin, 2400 + 2 * second + margin));
    EXPECT_TRUE(files[2].empty());
    EXPECT_EQ(tally_->parts, 2u);
}

TEST_F(VoiceOutputTest, AMarkMovesToTheLastKeptFrameOrToTheFirst) {
    const Sound sound =
        voice_sound({{2 * second, false}, {800, true}, {4 * second, false}, {800, true}});
    const auto out = output();
    EXPECT_FALSE(give(*out, stretch(sound, 0, 100)));
    out->mark(50, "before all");
    EXPECT_FALSE(give(*out, stretch(sound, 100, 2 * second + 800)));
    out->mark(2 * second + 7, "in it");
    EXPECT_FALSE(give(*out, stretch(sound, 2 * second + 800, 5 * second)));
    out->mark(4 * second, "between");
    EXPECT_FALSE(give(*out, stretch(sound, 5 * second, static_cast<Frames>(sound.size()))));
    out->mark(6 * second + 800 + 1, "later");
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.marks, (Kept::Marks{{0, "before all"},
                                        {margin + 7, "in it"},
                                        {margin + 800 + margin - 1, "between"},
                                        {margin + 800 + margin, "left out: 3.500 s"},
                                        {2 * margin + 800 + margin + 1, "later"}}));
}

TEST_F(VoiceOutputTest, AMarkOfWhichNothingWasKeptIsCounted) {
    const auto out = output();
    EXPECT_FALSE(give(*out, voice_sound({{second, false}})));
    out->mark(50, "in vain");
    EXPECT_FALSE(out->close());
    EXPECT_EQ(tally_->marks_left_out, 1u);
}

TEST_F(VoiceOutputTest, OfAGapThosePiecesAreToldThatAreKept) {
    const Sound loud = voice_sound({{800, true}});
    const auto out = output();
    EXPECT_FALSE(give(*out, loud));
    EXPECT_FALSE(out->append_silence(3 * second));
    out->gap({800, 3 * second, GapCause::overrun});
    EXPECT_FALSE(give(*out, loud));
    EXPECT_FALSE(out->append_silence(second / 2));
    out->gap({1600 + 3 * second, second / 2, GapCause::ring_full});
    EXPECT_FALSE(give(*out, loud));
    EXPECT_FALSE(out->close());
    ASSERT_EQ(kept_.gaps.size(), 3u);
    EXPECT_EQ(kept_.gaps[0].at, 800);
    EXPECT_EQ(kept_.gaps[0].frames, margin);
    EXPECT_EQ(kept_.gaps[1].at, 800 + margin);
    EXPECT_EQ(kept_.gaps[1].frames, margin);
    EXPECT_EQ(kept_.gaps[2].at, 1600 + 2 * margin);
    EXPECT_EQ(kept_.gaps[2].frames, second / 2);
    EXPECT_EQ(kept_.gaps[2].cause, GapCause::ring_full);
}

/// More stretches than are known at once: it syncs rather than forget one that is not safe.
TEST_F(VoiceOutputTest, AnyNumberOfStretchesMayComeBetweenTwoSyncs) {
    std::vector<Piece> pieces;
    for (int i = 0; i < 200; ++i) pieces.insert(pieces.end(), {{80, true}, {6000, false}});
    const Sound sound = voice_sound(pieces);
    const auto out = output({-40, 500ms, false});
    EXPECT_FALSE(give(*out, sound, 100'000'000));
    EXPECT_FALSE(out->close());
    EXPECT_EQ(kept_.frames, by_the_rule(sound, 50));
    EXPECT_EQ(tally_->parts, 200u);
    EXPECT_EQ(out->frames_on_card(), static_cast<Frames>(sound.size()));

    const int all_syncs = std::exchange(kept_, {}).syncs;
    EXPECT_GT(all_syncs, 1);
    kept_.fails_at_sync = all_syncs; // that of close()
    const auto again = output({-40, 500ms, false});
    EXPECT_FALSE(give(*again, sound, 100'000'000));
    EXPECT_TRUE(again->close());
    EXPECT_FALSE(again->close());
    const Sound rest = stretch(sound, again->frames_on_card(), static_cast<Frames>(sound.size()));
    EXPECT_EQ(joined(kept_.frames, by_the_rule(rest, 50)), by_the_rule(sound, 50));
}

TEST_F(VoiceOutputTest, AFileThatCannotBeMadeLaterIsNamed) {
    VoiceOutput out(
        format, {}, nullptr,
        [](TimePoint) -> std::unique_ptr<TakeOutput> {
            throw Error("take_002.wav", "File exists", "name another file",
                        std::make_error_code(std::errc::file_exists));
        },
        tally_);
    EXPECT_EQ(out.name(), "");
    EXPECT_EQ(give(out, voice_sound({{second, false}, {800, true}})), std::errc::file_exists);
    EXPECT_EQ(out.name(), "take_002.wav");
    EXPECT_FALSE(out.close());
    EXPECT_EQ(out.frames_on_card(), second - margin);
}

TEST(VoiceOutputMemory, ATooLongHoldIsRefusedInWords) {
    const AudioFormat large{384000, 32, SampleFormat::s32_le};
    EXPECT_NO_THROW(VoiceOutput::check(large, {-40, 500ms, false}));
    try {
        VoiceOutput::check(large, {-40, 10s, false});
        FAIL() << "it fits no memory";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("hold: 10s of this sound fill"), std::string::npos)
            << error.what();
    }
}

} // namespace
} // namespace redstart
