// A station with a scripted microphone and a folder of its own, and what its tests ask of it.
#pragma once

#include "deck/scripted_source.hpp"
#include "station/station.hpp"
#include "support/folder.hpp"
#include "wav/frames.hpp"
#include "wav/info.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <stdlib.h>

namespace redstart {

using namespace std::chrono_literals;

class StationTest : public testing::Test {
protected:
    StationTest() {
        settings_.folder = base_ / "takes";
        settings_.name_pattern = "{date}_{seq}";
        settings_.deck.ring = 6s;
        settings_.deck.sync_every = 100ms;
        settings_.deck.capture.priority = 0;
        std::filesystem::create_directory(settings_.folder);
        more_.every(10ms); // the microphone delivers as long as it is there
    }

    void make() {
        station_.emplace(
            loop_, settings_, [this] { return open(); }, [] {});
        EXPECT_EQ(station_->state(), State::starting) << "until the folder was looked at";
        run_until([&] { return station_->state() != State::starting; });
    }

    std::unique_ptr<Source> open() {
        if (!plugged_in_) throw Error("microphone", "no such device", "plug it in");
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
        station_->handle(Order::start, Clock::now(), into(outcome));
        run_until([&] { return outcome.answered; });
        return outcome;
    }
    Outcome stop() {
        Outcome outcome;
        station_->handle(Order::stop, {}, into(outcome));
        run_until([&] { return outcome.answered; });
        return outcome;
    }

    void run_for(std::chrono::nanoseconds time) {
        const TimePoint end = Clock::now() + time;
        run_until([&] { return Clock::now() >= end; });
    }
    Frames delivered() {
        const std::lock_guard lock(device_->mutex);
        return device_->delivered;
    }

    TemporaryFolder base_;
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

inline std::vector<std::int32_t> numbers_of(const std::filesystem::path& file) {
    WavFrames reader(file);
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
        station_->handle(Order::split, {}, into(split_));
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

} // namespace redstart
