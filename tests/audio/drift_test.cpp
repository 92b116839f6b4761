// A device's drift is found to what its readings allow.
#include "audio/drift.hpp"

#include <gtest/gtest.h>

#include <random>

namespace redstart {
namespace {

using namespace std::chrono_literals;

/// Of a device that is fast by so much, read each two seconds, each time up to `late` late.
std::optional<double> found(double ppm, std::chrono::seconds span, std::chrono::microseconds late) {
    DriftFit fit(48000);
    std::mt19937 random(7);
    for (auto time = 0s; time <= span; time += 2s) {
        const double seconds = static_cast<double>(time.count());
        const auto place = static_cast<Frames>(1e9 + 48000 * seconds * (1 + ppm / 1e6));
        const std::chrono::microseconds delay(random() % static_cast<unsigned>(late.count() + 1));
        fit.add(place, TimePoint(100h + time + delay));
    }
    return fit.ppm();
}

TEST(DriftFit, FindsADriftToWhatItsReadingsAllow) {
    for (const double ppm : {-900., -20., 0., 3.5, 150.}) {
        EXPECT_NEAR(found(ppm, 60s, 0us).value(), ppm, 0.5) << "a frame is 21 us";
        EXPECT_NEAR(found(ppm, 60s, 1ms).value(), ppm, 25);
        EXPECT_NEAR(found(ppm, 1h, 1ms).value(), ppm, 0.4);
        EXPECT_NEAR(found(ppm, 24h, 1ms).value(), ppm, 0.02);
    }
}

TEST(DriftFit, SaysNothingBeforeItKnows) {
    EXPECT_FALSE(found(50, 8s, 0us));
    EXPECT_TRUE(found(50, 10s, 0us));
    DriftFit fit(48000);
    EXPECT_FALSE(fit.ppm());
    fit.add(5, TimePoint(1s));
    EXPECT_FALSE(fit.ppm());
}

} // namespace
} // namespace redstart
