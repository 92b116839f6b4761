// A step of a device's frames against the clock is found; nothing else is taken for one.
#include "audio/unreported_gaps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <random>
#include <vector>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr AudioFormat format{48000, 2, SampleFormat::s16_le};
constexpr Frames chunk = 1024;

/// By how many seconds a clock is ahead of the true time, so many seconds after it is slewed.
using Slew = std::function<double(double)>;

/// 83 333 ppm until the offset is made up for.
Slew chronyd(double offset) {
    return
        [=](double time) { return std::copysign(std::min(time / 12, std::abs(offset)), offset); };
}

/// The kernel's phase-locked loop with its shortest constant: an eighth of the rest each second.
Slew timesyncd(double offset) {
    return [=](double time) { return offset * (1 - std::pow(7. / 8, time)); };
}

/// A device that is read twice a second.
class Device {
public:
    explicit Device(double ppm = 0) : speed_(1 + ppm / 1e6) {}

    void run(std::chrono::nanoseconds time, std::chrono::nanoseconds step = 500ms) {
        for (const TimePoint end = now_ + time; now_ < end;) {
            now_ += step;
            read({});
        }
    }

    /// What is told of this moment is told that much later, by a clock that is slewed.
    void read(std::chrono::nanoseconds late) {
        if (const Frames missing = gaps_.tell(place(), slewed(now_ + late))) {
            found_.push_back(missing);
            told_ += missing;
        }
    }

    /// As late as the scheduler of a machine with too much to do: mostly little, at times a lot.
    void run_busy(std::chrono::nanoseconds time) {
        for (const TimePoint end = now_ + time; now_ < end;) {
            now_ += std::chrono::milliseconds(100 + random_() % 900);
            const unsigned most = random_() % 8 == 0 ? 400'000 : 15'000;
            read(std::chrono::microseconds(random_() % most));
        }
    }

    void lose(Frames frames) { lost_ += frames; }
    void slew_by(Slew slew) { slew_ = std::move(slew), slewed_since_ = now_; }
    void stand_still(std::chrono::nanoseconds time) {
        lost_ += format.frames(time);
        run(time, 100ms);
        lost_ -= format.frames(time); // all at once
    }
    Frames since() const { return gaps_.since(); }
    Frames told() const { return place(); }
    void replace() { gaps_.begin_anew(); }

    const std::vector<Frames>& found() const { return found_; }

private:
    TimePoint slewed(TimePoint time) const {
        if (!slew_) return time;
        const std::chrono::duration<double> ahead(
            slew_(std::chrono::duration<double>(time - slewed_since_).count()));
        return time + std::chrono::duration_cast<std::chrono::nanoseconds>(ahead);
    }
    Frames place() const {
        const std::chrono::duration<double> time = now_.time_since_epoch();
        return static_cast<Frames>(time.count() * 48000 * speed_) - lost_ + told_;
    }

    UnreportedGaps gaps_{format, chunk};
    double speed_;
    TimePoint now_{1h}, slewed_since_{};
    Slew slew_;
    Frames lost_ = 0, told_ = 0;
    std::vector<Frames> found_;
    std::mt19937 random_{11};
};

TEST(UnreportedGaps, AStepIsFoundWithinFourSecondsAndMeasured) {
    for (const double ppm : {-400., 0., 80., 400.})
        for (const Frames lost : {2 * chunk, Frames{24'000}, Frames{480'000}}) {
            Device device(ppm);
            device.run(10s);
            const Frames last_in_time = device.told();
            device.lose(lost);
            device.run(4s);
            ASSERT_EQ(device.found().size(), 1u) << lost << " at " << ppm << " ppm";
            EXPECT_EQ(device.since(), last_in_time);
            EXPECT_LE(std::abs(device.found()[0] - lost), chunk / 4);
            device.run(60s);
            EXPECT_EQ(device.found().size(), 1u) << "once";
        }
}

TEST(UnreportedGaps, EachOfManyIsFound) {
    Device device(-30);
    device.run(10s);
    for (int i = 0; i < 20; ++i) {
        device.lose(4800);
        device.run(10s);
    }
    EXPECT_EQ(device.found().size(), 20u);
}

TEST(UnreportedGaps, ADriftIsNone) {
    for (const double ppm : {-5000., -900., -400., 400., 900., 5000.}) {
        Device device(ppm);
        device.run(1h);
        EXPECT_TRUE(device.found().empty()) << ppm << " ppm";
    }
}

/// Not even where nothing but a slewed clock is at hand, or a device follows another one's clock.
TEST(UnreportedGaps, ARampIsNone) {
    for (const double offset : {-0.39, 0.03, 0.05, 0.1, 0.2, 0.39}) {
        Device device(20);
        device.run(60s);
        device.slew_by(timesyncd(offset));
        device.run(5min, 450ms);
        EXPECT_TRUE(device.found().empty()) << "timesyncd, " << offset << " s";
    }
    for (const double offset : {-0.9, -0.5, 0.5, 0.9}) {
        Device device(20);
        device.run(60s);
        device.slew_by(chronyd(offset));
        device.run(5min, 450ms);
        EXPECT_TRUE(device.found().empty()) << "chronyd, " << offset << " s";
    }
}

TEST(UnreportedGaps, AStepAfterARampIsFound) {
    Device device(20);
    device.run(60s);
    device.slew_by(chronyd(0.5));
    device.run(2min, 450ms);
    device.lose(4800);
    device.run(4s);
    ASSERT_EQ(device.found().size(), 1u);
    EXPECT_NEAR(static_cast<double>(device.found()[0]), 4800, chunk / 4);
}

TEST(UnreportedGaps, ABusyMachineIsNone) {
    Device device(-100);
    device.run_busy(72h);
    EXPECT_TRUE(device.found().empty());
}

TEST(UnreportedGaps, ADeviceThatStandsStillAndMakesUpForItIsNone) {
    Device device;
    device.run(10s);
    for (int i = 0; i < 20; ++i) {
        device.stand_still(1900ms);
        device.run(5s);
    }
    EXPECT_TRUE(device.found().empty());
}

TEST(UnreportedGaps, NothingIsSuspectedOfADeviceThatKeepsNoTime) {
    Device device;
    for (int i = 0; i < 1000; ++i) {
        device.run(500ms);
        device.lose(i % 7 * 4800);
    }
    EXPECT_TRUE(device.found().empty());
}

TEST(UnreportedGaps, AnotherDeviceIsLookedAtAnew) {
    Device device;
    device.run(10s);
    device.lose(48'000);
    device.replace();
    device.run(60s);
    EXPECT_TRUE(device.found().empty());
    device.lose(4800);
    device.run(10s);
    EXPECT_EQ(device.found().size(), 1u);
}

} // namespace
} // namespace redstart
