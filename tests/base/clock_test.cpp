// A time from before the program was made cannot be true.
#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono;

TEST(ClockState, ATimeBeforeTheProgramWasNeverSet) {
    const ClockState state = clock_state(sys_days{1970y / January / 1} + 30s);
    EXPECT_EQ(state.set, state.synchronised);
}

TEST(ClockState, ATimeInTheFutureOfTheProgramIsSet) {
    EXPECT_TRUE(clock_state(sys_days{2100y / January / 1}).set);
}

} // namespace
} // namespace redstart
