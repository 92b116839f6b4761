// A card that stalls: what the ring holds is not lost, and what it cannot hold is silence.
#include "deck/deck.hpp"
#include "deck/scripted_source.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstring>
#include <functional>
#include <mutex>
#include <poll.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

/// What a card was given, and a gate at which its syncs hang.
struct Card {
    struct Piece { // of frames that follow each other, or of silence
        Frames frames;
        bool is_sound;
        bool operator==(const Piece&) const = default;
    };
    AudioFormat format;
    std::mutex mutex;
    std::condition_variable changed;
    bool is_stalled = false, hangs = false;
    Frames frames = 0, on_card = 0;
    bool is_in_order = true; // each frame of sound carries its place
    std::vector<Piece> pieces;
    std::vector<Gap> gaps;
    TakeFigures figures;

    void add(Frames count, bool is_sound) {
        if (pieces.empty() || pieces.back().is_sound != is_sound) pieces.push_back({0, is_sound});
        pieces.back().frames += count;
        frames += count;
    }
    void hang_while_stalled() {
        std::unique_lock lock(mutex);
        hangs = is_stalled;
        changed.notify_all();
        changed.wait(lock, [this] { return !is_stalled; });
        hangs = false;
    }
    void stall() {
        const std::lock_guard lock(mutex);
        is_stalled = true;
    }
    void wait_until_it_hangs() {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, 20s, [this] { return hangs; }));
    }
    void go_on() {
        const std::lock_guard lock(mutex);
        is_stalled = false;
        changed.notify_all();
    }
};

class CardOutput : public TakeOutput {
public:
    explicit CardOutput(Card& card) : card_(card) {}

    std::error_code append(std::span<const std::byte> sound) noexcept override {
        const Frames count = card_.format.frames_in(sound.size());
        for (Frames i = 0; i < count; ++i) {
            std::int16_t number = 0;
            std::memcpy(&number, sound.data() + card_.format.bytes(i), sizeof number);
            if (number != static_cast<std::int16_t>(card_.frames + i)) card_.is_in_order = false;
        }
        card_.add(count, true);
        return {};
    }
    std::error_code append_silence(Frames frames) noexcept override {
        card_.add(frames, false);
        return {};
    }
    void mark(Frames, std::string_view) noexcept override {}
    void gap(const Gap& gap) noexcept override { card_.gaps.push_back(gap); }
    void note(const TakeFigures& figures) noexcept override { card_.figures = figures; }
    std::error_code sync() noexcept override {
        card_.hang_while_stalled();
        card_.on_card = card_.frames;
        return {};
    }
    std::error_code close() noexcept override { return sync(); }
    Frames frames() const noexcept override { return card_.frames; }
    Frames frames_on_card() const noexcept override { return card_.on_card; }
    std::string name() const override { return "card"; }

private:
    Card& card_;
};

class Stall : public testing::TestWithParam<AudioFormat> {
protected:
    Stall() {
        settings_.sync_every = 20ms;
        settings_.ring_limit_bytes = 200'000'000;
        settings_.capture.priority = 0;
        card_.format = device_.format = GetParam();
        deck_.emplace(GetParam(), settings_);
        EXPECT_TRUE(deck_->start_with_stream(
            [this](TimePoint) { return std::make_unique<CardOutput>(card_); }));
        deck_->feed(std::make_unique<ScriptedSource>(device_));
        deliver(GetParam().frames(1s));
        wait_until([&] { return deck_->state().is_recording.load(); });
    }

    /// In the middle of a sync.
    void stall() {
        card_.stall();
        deliver(GetParam().frames(100ms));
        card_.wait_until_it_hangs();
    }

    void deliver(Frames frames) {
        frames = frames / settings_.chunk_frames * settings_.chunk_frames;
        device_.deliver(frames);
        delivered_ += frames;
        wait_until([&] { return deck_->state().position == delivered_; });
    }

    void stop() {
        card_.go_on();
        ASSERT_TRUE(deck_->stop());
        wait_until([&] {
            for (auto news = deck_->receive(); news; news = deck_->receive())
                if (news->kind == News::Kind::ended) return true;
            return false;
        });
    }

    static void wait_until(const std::function<bool()>& holds) {
        const TimePoint deadline = Clock::now() + 60s;
        bool held = holds();
        for (; !held && Clock::now() < deadline; held = holds()) ::poll(nullptr, 0, 1);
        ASSERT_TRUE(held);
    }

    DeckSettings settings_;
    ScriptedSource::Device device_;
    Card card_;
    Frames delivered_ = 0;
    std::optional<Deck> deck_;
};

TEST_P(Stall, OfTheRingLessFiveSecondsCostsNoFrame) {
    stall();
    deliver(GetParam().frames(settings_.ring - 5s));
    stop();
    EXPECT_EQ(deck_->state().lost, 0);
    EXPECT_EQ(card_.pieces, (std::vector<Card::Piece>{{delivered_, true}}));
    EXPECT_TRUE(card_.is_in_order);
    EXPECT_GE(card_.figures.ring_highest, delivered_ - GetParam().frames(1s + 100ms));
    EXPECT_EQ(card_.figures.ring_frames, deck_->state().ring.frames());
    EXPECT_EQ(card_.figures.stop, StopReason::order);
    RecordProperty("frames_lost", static_cast<int>(deck_->state().lost));
}

TEST_P(Stall, ThatIsLongerCostsExactlyWhatTheRingCannotHoldAsSilenceThatIsMarked) {
    stall();
    const ChunkRing& ring = deck_->state().ring;
    const Frames begin = ring[0].first; // the writer hangs, and looks at nothing
    deliver(GetParam().frames(settings_.ring + 3s));
    const Frames kept = begin + ring.frames(), lost = delivered_ - kept;
    EXPECT_GT(lost, 0);
    EXPECT_EQ(deck_->state().lost, lost);
    EXPECT_EQ(deck_->state().overruns, 1u);
    card_.go_on();
    wait_until([&] { return ring.fill() < ring.chunks() / 2; });
    deliver(GetParam().frames(1s));
    stop();
    const std::vector<Card::Piece> expected = {
        {kept, true}, {lost, false}, {delivered_ - kept - lost, true}};
    EXPECT_EQ(card_.pieces, expected);
    EXPECT_TRUE(card_.is_in_order);
    ASSERT_EQ(card_.gaps.size(), 1u);
    EXPECT_EQ(card_.gaps[0].at, kept);
    EXPECT_EQ(card_.gaps[0].frames, lost);
    EXPECT_EQ(card_.gaps[0].cause, GapCause::ring_full);
    EXPECT_EQ(deck_->state().take_lost, lost);
    EXPECT_EQ(deck_->state().take_gaps, 1u);
    EXPECT_GT(card_.figures.worst_write, 0us);
}

INSTANTIATE_TEST_SUITE_P(Of, Stall,
                         testing::Values(AudioFormat{48000, 2, SampleFormat::s16_le},
                                         AudioFormat{192000, 8, SampleFormat::s16_le}),
                         [](const auto& shape) {
                             return std::to_string(shape.param.channels) + "ChannelsAt" +
                                    std::to_string(shape.param.rate);
                         });

} // namespace
} // namespace redstart
