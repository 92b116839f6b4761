// What began before the clock was set is dated by one reading of it, whatever the clock does then.
#include "base/dating_time.hpp"

#include "base/phone_clock.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono;

TEST(DatingTime, StaysTheOneThatWasKnownFirst) {
    set_phone_clock({system_clock::now(), 20ms});
    const Timestamp first = dating_time();
    ASSERT_TRUE(first.clock.set);
    EXPECT_EQ(first.boot, timestamp_now().boot);
    set_phone_clock({system_clock::now() + 24h, 10ms});
    const Timestamp later = dating_time();
    EXPECT_GE(later.boottime, first.boottime);
    EXPECT_EQ(later.utc - later.boottime, first.utc - first.boottime);
    EXPECT_EQ(later.clock.phone_error, first.clock.phone_error);
    EXPECT_EQ(wall_time_of(12345678us, later), wall_time_of(12345678us, first));
    set_phone_clock({system_clock::now(), 0ms}); // for the tests behind this one
}

TEST(DatingTime, TellsWholeMillisecondsOfWhatASidecarKeeps) {
    Timestamp known;
    known.utc = sys_days{2026y / November / 21} + 8h;
    known.boottime = 100s;
    EXPECT_EQ(wall_time_of(40s + 1999us, known),
              sys_days{2026y / November / 21} + 7h + 59min + 1ms);
    EXPECT_EQ(wall_time_of(40s + 2ms - 1ns, known),
              sys_days{2026y / November / 21} + 7h + 59min + 2ms)
        << "a double of seconds may be a nanosecond less";
}

} // namespace
} // namespace redstart
