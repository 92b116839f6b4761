// The station obeys, tells the truth about the card, and waits out what is missing.
#include "recorder/station.hpp"
#include "take/scripted_source.hpp"
#include "wav/info.hpp"
#include "wav/reader.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <stdlib.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

class StationTest : public testing::Test {
protected:
    StationTest() {
        std::string pattern = testing::TempDir() + "station_XXXXXX";
        base_ = ::mkdtemp(pattern.data());
        settings_.folder = base_ / "takes";
        settings_.name_pattern = "{date}_{seq}";
        settings_.deck.ring = 6s;
        settings_.deck.sync_every = 100ms;
        settings_.deck.capture.priority = 0;
        std::filesystem::create_directory(settings_.folder);
        more_.every(10ms); // the microphone delivers as long as it is there
    }

public:
    ~StationTest() override {
        station_.reset();
        std::filesystem::remove_all(base_);
    }

protected:
    void make() {
        station_.emplace(
            loop_, settings_, [this] { return open(); }, [] {});
        EXPECT_EQ(station_->state(), State::starting) << "until the folder was looked at";
        run_until([&] { return station_->state() != State::starting; });
    }

    std::unique_ptr<Source> open() {
        if (!plugged_in_) throw Error("microphone", "no such device");
        device_ = std::make_unique<ScriptedSource::Device>();
        return std::make_unique<ScriptedSource>(*device_);
    }

    void unplug() {
        plugged_in_ = false;
        device_->end(std::make_error_code(std::errc::no_such_device));
        retired_devices_.push_back(std::move(device_)); // its source may still be asked
    }

    /// Runs the loop until it holds; fails the test when it never does.
    void run_until(const std::function<bool()>& holds) {
        const TimePoint deadline = Clock::now() + 30s;
        Timer look(loop_, [&] {
            if (holds() || Clock::now() > deadline) loop_.stop();
        });
        look.every(2ms);
        loop_.run();
        ASSERT_TRUE(holds());
    }

    struct Outcome {
        bool answered = false, done = false;
        std::string text;
    };
    Station::Answer into(Outcome& outcome) {
        return [&outcome](bool done, const std::string& text) { outcome = {true, done, text}; };
    }
    Outcome start() {
        Outcome outcome;
        station_->start(Clock::now(), into(outcome));
        run_until([&] { return outcome.answered; });
        return outcome;
    }
    Outcome stop() {
        Outcome outcome;
        station_->stop({}, into(outcome));
        run_until([&] { return outcome.answered; });
        return outcome;
    }

    std::filesystem::path base_;
    StationSettings settings_;
    EventLoop loop_;
    bool plugged_in_ = true;
    std::unique_ptr<ScriptedSource::Device> device_;
    std::vector<std::unique_ptr<ScriptedSource::Device>> retired_devices_;
    Timer more_{loop_, [this] {
                    if (device_) device_->deliver(480);
                }};
    std::optional<Station> station_;
};

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
    station_->toggle(Clock::now(), into(stopped));
    station_->toggle(Clock::now(), into(started));
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
    EXPECT_EQ(start().text, "microphone: no such device");
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

std::vector<std::int32_t> numbers_of(const std::filesystem::path& file) {
    WavReader reader(file);
    std::vector<std::int32_t> numbers(static_cast<std::size_t>(reader.info().frames));
    reader.read(std::as_writable_bytes(std::span(numbers)));
    return numbers;
}

class CardGone : public StationTest {
protected:
    /// A split needs a new file, and so finds out.
    void take_card_away_in_a_take() {
        make();
        ASSERT_TRUE(start().done);
        std::filesystem::rename(settings_.folder, base_ / "away");
        station_->split(into(split_));
        run_until([&] { return station_->state() != State::recording; });
        EXPECT_EQ(station_->faults().words(), std::vector<std::string_view>{"no-storage"});
    }
    void bring_card_back() { std::filesystem::rename(base_ / "away", settings_.folder); }

    std::filesystem::path file(int number) const {
        for (const auto& entry : std::filesystem::directory_iterator(settings_.folder))
            if (entry.path().string().ends_with("_000" + std::to_string(number) + ".wav"))
                return entry.path();
        return {};
    }

    /// The frames of all files follow each other.
    void expect_no_frame_is_missing(int files) const {
        std::int32_t next = numbers_of(file(1)).front();
        for (int i = 1; i <= files; ++i)
            for (const std::int32_t number : numbers_of(file(i))) ASSERT_EQ(number, next++) << i;
    }

    Outcome split_;
};

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
    station_->stop({}, into(stopped));
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
        EXPECT_EQ(public_name(station_->state()), "fault");
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
    constexpr std::size_t half_a_ring = 24'000; // what follows, a busy machine may lose
    ASSERT_GT(numbers.size(), half_a_ring) << "from before the card was back";
    for (std::size_t i = 1; i < half_a_ring; ++i) ASSERT_EQ(numbers[i], numbers[i - 1] + 1);
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
    station_->retire([&] { retired = true; });
    run_until([&] { return retired; });
    EXPECT_FALSE(std::filesystem::exists(part));
    EXPECT_TRUE(std::filesystem::exists(part.substr(0, part.size() - 5)));
    EXPECT_FALSE(start().done);
}

TEST_F(StationTest, ASplitAnswersWithTheNextFile) {
    make();
    ASSERT_TRUE(start().done);
    Outcome next;
    station_->split(into(next));
    run_until([&] { return next.answered; });
    EXPECT_TRUE(next.done);
    EXPECT_TRUE(next.text.ends_with("_0002.wav.part"));
    EXPECT_TRUE(stop().text.ends_with("_0002.wav"));
}

} // namespace
} // namespace redstart
