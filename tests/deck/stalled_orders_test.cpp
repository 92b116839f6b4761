// Orders that are given while the card does not answer: each is obeyed, or refused aloud.
#include "deck/deck_bench.hpp"
#include "deck/failing_card.hpp"

#include <atomic>
#include <set>
#include <thread>

namespace redstart {
namespace {

/// A file whose syncs hang while the test says so.
class HangingFile : public TakeOutput {
public:
    HangingFile(const std::filesystem::path& name, std::atomic<bool>& hangs)
        : file_(name, format, WavFile::Options{}), hangs_(hangs) {}

    std::error_code append(std::span<const std::byte> frames) noexcept override {
        return file_.append(frames);
    }
    std::error_code append_silence(Frames frames) noexcept override {
        return file_.append_silence(frames);
    }
    void mark(Frames at, std::string_view label) noexcept override { file_.mark(at, label); }
    void gap(const Gap& gap) noexcept override { file_.gap(gap); }
    void note(const TakeFigures& figures) noexcept override { file_.note(figures); }
    std::error_code sync() noexcept override {
        hangs_.wait(true);
        return file_.sync();
    }
    std::error_code close() noexcept override { return file_.close(); }
    Frames frames() const noexcept override { return file_.frames(); }
    Frames frames_on_card() const noexcept override { return file_.frames_on_card(); }
    std::string name() const override { return file_.name(); }

private:
    WavFile file_;
    std::atomic<bool>& hangs_;
};

class StalledOrders : public DeckTest {
public:
    ~StalledOrders() override {
        go_on();
        silence();
    }

protected:
    OpenOutput files_that_hang() {
        return [this](TimePoint) { return std::make_unique<HangingFile>(name(++files_), hangs_); };
    }

    /// In real time, as a clock is right for no other.
    void sound(ScriptedSource::Device& device) {
        talks_ = true;
        talking_ = std::thread([this, &device] {
            const TimePoint begin = Clock::now();
            for (Frames given = 0, due = 0; talks_; given = due) {
                due = format.frames(Clock::now() - begin);
                device.deliver(due - given);
                ::poll(nullptr, 0, 2);
            }
        });
    }
    void silence() {
        talks_ = false;
        if (talking_.joinable()) talking_.join();
    }

    void begin() {
        make(settings());
        feed();
        sound(device_);
        wait_until([&] { return deck_->state().position > 0; });
        ASSERT_TRUE(deck_->start(Clock::now(), files_that_hang()));
        wait_for(News::Kind::opened);
    }

    void hang() {
        hangs_ = true;
        wait_until([&] { // the writer does not come back from the call under way
            const auto since =
                Clock::now().time_since_epoch().count() - deck_->state().writer_moved;
            return TimePoint::duration(since) > 300ms;
        });
    }
    void go_on() {
        hangs_ = false;
        hangs_.notify_all();
    }

    Frames newest() const { return deck_->state().clock.frame_at(Clock::now()); }

    std::atomic<bool> hangs_ = false, talks_ = false;
    std::thread talking_;
};

TEST_F(StalledOrders, MarksBeyondTheirRoomAreRefusedAndAStopIsNot) {
    begin();
    hang();
    std::size_t taken = 0;
    while (taken < 1000 && deck_->mark(Clock::now(), "mark")) ++taken;
    EXPECT_GE(taken, 40u);
    EXPECT_LT(taken, 1000u);
    EXPECT_FALSE(deck_->split());
    EXPECT_TRUE(deck_->stop());
    go_on();
    wait_for(News::Kind::ended);
    EXPECT_EQ(read_wav_info(name(1)).marks.size(), taken);
}

TEST_F(StalledOrders, EveryStartThatIsTakenLeavesRoomForItsStop) {
    begin();
    hang();
    while (deck_->mark(Clock::now(), "mark")) {
    }
    ASSERT_TRUE(deck_->stop());
    int takes = 1;
    for (; takes < 100 && deck_->start(Clock::now(), files_that_hang()); ++takes)
        ASSERT_TRUE(deck_->stop(Clock::now()));
    EXPECT_GE(takes, 5);
    EXPECT_LT(takes, 100);
    go_on();
    for (int i = 0; i < takes; ++i) wait_for(News::Kind::ended);
}

TEST_F(StalledOrders, ATakeThatIsOrderedBeforeTheLastIsClosedBeginsAtItsMoment) {
    begin();
    hang();
    const Frames stopped = newest();
    ASSERT_TRUE(deck_->stop());
    wait_until([&] { return newest() > stopped + format.frames(500ms); });
    const Frames pressed = newest();
    ASSERT_TRUE(deck_->start(Clock::now(), files_that_hang()));
    wait_until([&] { return newest() > stopped + format.frames(3s); });
    go_on();
    wait_for(News::Kind::ended);
    wait_for(News::Kind::opened);
    ASSERT_TRUE(deck_->stop());
    wait_for(News::Kind::ended);
    constexpr double tolerance = 9600; // a busy machine delivers in bursts
    const Numbers first = numbers_of(name(1)), second = numbers_of(name(2));
    EXPECT_NEAR(first.back(), static_cast<double>(stopped), tolerance) << "not what came later";
    EXPECT_NEAR(second.front(), static_cast<double>(pressed), tolerance);
    EXPECT_EQ(second, count_from(second.front(), second.size()));
}

/// A stop that was given then would wait for the answer of a device that was never asked.
TEST(Capture, APokeThatCameWhileNoDeviceWasThereIsAnsweredAlsoWhenOneIsThere) {
    ScriptedSource::Device first, second;
    DeckState state(format, 64, 4800);
    Capture capture(state, state, state, {.priority = 0});
    capture.feed(std::make_unique<ScriptedSource>(first));
    first.end(std::make_error_code(std::errc::no_such_device));
    while (state.is_capturing) ::poll(nullptr, 0, 1);
    const unsigned poke = capture.poke();
    EXPECT_TRUE(capture.was_answered(poke));
    capture.feed(std::make_unique<ScriptedSource>(second));
    EXPECT_TRUE(capture.was_answered(poke));
}

/// It used to look a thousand times a second until the device was back.
TEST_F(StalledOrders, AWriterThatWaitsForFramesToTryANewFileWithSleeps) {
    FailingCard card;
    DeckSettings lasting = settings();
    lasting.outlives_card = true;
    make(lasting);
    ASSERT_TRUE(deck_->start_with_stream(
        [&](TimePoint) { return std::make_unique<FailingFile>(card, name(++files_), format); }));
    feed();
    device_.deliver(1000); // the first frames are written whole, and nothing is left in the ring
    wait_for(News::Kind::opened);
    device_.end(std::make_error_code(std::errc::no_such_device));
    wait_until([&] { return !deck_->is_capturing(); });
    card.fail_to = card.calls + 1000;
    card.fail_from = card.calls + 1;
    wait_for(News::Kind::trouble);
    card.fail_to = 0;
    std::set<TimePoint::rep> rounds;
    const TimePoint end = Clock::now() + 1s;
    wait_until([&] {
        rounds.insert(deck_->state().writer_moved);
        return Clock::now() > end;
    });
    EXPECT_LE(rounds.size(), 20u);
    ASSERT_TRUE(deck_->stop());
    EXPECT_EQ(wait_for(News::Kind::ended).frames, 1000);
}

} // namespace
} // namespace redstart
