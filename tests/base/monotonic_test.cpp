// The two clocks are told apart by the compiler, and a stamp keeps its distance to now.
#include "base/monotonic.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

template <class One, class Other>
concept subtracts_from = requires(One one, Other other) {
    one - other;
};

static_assert(std::chrono::is_clock_v<Clock>);
static_assert(subtracts_from<TimePoint, TimePoint>);
static_assert(!subtracts_from<TimePoint, MonotonicTime>);
static_assert(!std::is_constructible_v<TimePoint, MonotonicTime>);
static_assert(!std::is_constructible_v<MonotonicTime, TimePoint>);

TEST(Monotonic, AStampKeepsItsDistanceToNow) {
    for (const auto ago : {0ns, 20'000'000ns, 3'600'000'000'000ns}) {
        const TimePoint before = Clock::now();
        const MonotonicTime stamp = std::chrono::steady_clock::now() - ago;
        const TimePoint ours = from_monotonic(stamp);
        EXPECT_GE(ours, before - ago - 1ms);
        EXPECT_LE(ours, Clock::now() - ago);
    }
}

TEST(Monotonic, StampsStayInTheirOrder) {
    TimePoint last = from_monotonic(std::chrono::steady_clock::now());
    for (int i = 0; i < 1000; ++i) {
        const MonotonicTime stamp = std::chrono::steady_clock::now();
        const TimePoint next = from_monotonic(stamp);
        EXPECT_GT(next, last - 10ms);
        EXPECT_LE(next, Clock::now());
        last = next;
    }
}

} // namespace
} // namespace redstart
