// A microphone is there when it gives sound, and not when it can be opened.
#include "station/station_bench.hpp"

#include <algorithm>

namespace redstart {
namespace {

class Microphone : public StationTest {
protected:
    /// Each device that is opened is as `begin` makes it, and gives no frame.
    void make_with(const std::function<void(ScriptedSource::Device&)>& begin) {
        more_.cancel();
        station_.emplace(
            loop_, settings_,
            [this, begin]() -> std::unique_ptr<Source> {
                ++opened_;
                if (device_) retired_devices_.push_back(std::move(device_));
                device_ = std::make_unique<ScriptedSource::Device>();
                begin(*device_);
                return std::make_unique<ScriptedSource>(*device_);
            },
            [this] { note(); });
    }

    void note() {
        if (!station_) return;
        const bool has_fault = station_->faults().has(Fault::no_device);
        if (std::exchange(had_fault_, has_fault) != has_fault) ++changes_;
        was_armed_ |= to_string(station_->state()) == "armed";
    }

    int opened_ = 0, changes_ = 0;
    bool had_fault_ = false, was_armed_ = false;
};

TEST_F(Microphone, ThatOpensAndIsDeadIsAFaultThatStays) {
    make_with([](ScriptedSource::Device& device) {
        device.end(std::make_error_code(std::errc::io_error));
    });
    run_for(4s);
    EXPECT_FALSE(was_armed_);
    EXPECT_EQ(station_->state(), State::fault);
    EXPECT_EQ(changes_, 1);
    EXPECT_GE(opened_, 3);
    EXPECT_LE(opened_, 5) << "at 0, 0.25, 0.75, 1.75 and 3.75 s";
}

TEST_F(Microphone, ThatOpensAndIsSilentIsAFaultWithinFourSecondsAndUntilItGivesSound) {
    const TimePoint begin = Clock::now();
    make_with([](ScriptedSource::Device&) {});
    run_until([&] { return station_->state() != State::starting; });
    EXPECT_EQ(station_->state(), State::fault);
    EXPECT_GE(Clock::now() - begin, 3s);
    run_until([&] { return opened_ >= 3; });
    EXPECT_FALSE(was_armed_);
    EXPECT_EQ(changes_, 1);
    more_.every(10ms);
    run_until([&] { return station_->state() == State::armed; });
    EXPECT_EQ(changes_, 2);
}

TEST_F(Microphone, ThatFallsSilentInATakeIsAFaultUntilItGivesSound) {
    make();
    ASSERT_TRUE(start().done);
    more_.cancel();
    run_until([&] { return station_->state() == State::interrupted; });
    EXPECT_EQ(station_->faults().words(), std::vector<std::string_view>{"no-device"});
    auto* const before = device_.get();
    retired_devices_.push_back(std::move(device_)); // its source may still be asked
    run_until([&] { return device_ && device_.get() != before; });
    EXPECT_EQ(station_->state(), State::interrupted) << "it was opened, and nothing came";
    more_.every(10ms);
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(stop().done);
}

TEST_F(Microphone, ThatIsSilentGetsNoTake) {
    make_with([](ScriptedSource::Device&) {});
    EXPECT_FALSE(start().done);
    run_until([&] { return station_->state() == State::fault; });
    EXPECT_EQ(start().text, "microphone: it gives no sound; plug it in again; it is opened again "
                            "as soon as it is there");
}

TEST_F(Microphone, ThatIsUnpluggedWhileArmedLosesNothing) {
    make();
    testing::internal::CaptureStderr();
    unplug();
    run_until([&] { return station_->state() == State::fault; });
    EXPECT_TRUE(station_->status().levels_dbfs.empty()) << "of a device that is away";
    run_for(500ms);
    plugged_in_ = true;
    run_until([&] { return station_->state() == State::armed; });
    run_for(2s);
    ASSERT_TRUE(start().done);
    const auto take = station_->status().take;
    EXPECT_TRUE(stop().done);
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(log.find("frames lost"), std::string::npos) << log;
    ASSERT_TRUE(take);
    EXPECT_EQ(take->frames_lost, 0);
}

TEST_F(Microphone, WhoseAbsenceAPreRollReachesOverIsTold) {
    settings_.deck.pre_roll = 3s;
    make();
    run_for(500ms);
    testing::internal::CaptureStderr();
    unplug();
    run_until([&] { return station_->state() == State::fault; });
    plugged_in_ = true;
    run_until([&] { return station_->state() == State::armed; });
    ASSERT_TRUE(start().done);
    EXPECT_TRUE(stop().done);
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_NE(log.find("frames lost, device away"), std::string::npos) << log;
}

} // namespace
} // namespace redstart
