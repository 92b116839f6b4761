// The time that a phone told: it goes on by CLOCK_BOOTTIME, and a synchronised clock beats it.
#include "base/phone_clock.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono;

constexpr auto told = sys_days{2031y / May / 4} + 12h;

TEST(PhoneClock, GoesOnFromWhatThePhoneTold) {
    set_phone_clock({told, 40ms});
    const nanoseconds before = boottime();
    const auto now = phone_clock();
    ASSERT_TRUE(now);
    EXPECT_EQ(now->error, 40ms);
    EXPECT_GE(now->utc, told - 1ms);
    EXPECT_LE(now->utc, told + (boottime() - before) + 5s);
    const auto later = phone_clock();
    EXPECT_GE(later->utc, now->utc);
}

TEST(PhoneClock, TheLastPhoneThatToldItIsBelieved) {
    set_phone_clock({told, 40ms});
    set_phone_clock({told - 24h, 10'000ms});
    EXPECT_LT(phone_clock()->utc, told);
    EXPECT_EQ(phone_clock()->error, 10'000ms);
}

TEST(PhoneClock, KeepsTheLastTimesThatMayBeTold) {
    for (const auto utc :
         {sys_days{2024y / January / 1} + 0ms, sys_days{2101y / January / 1} - 1ms}) {
        set_phone_clock({utc, 1ms});
        EXPECT_GE(phone_clock()->utc, utc - 1ms);
        EXPECT_LE(phone_clock()->utc, utc + 5s);
    }
}

TEST(PhoneClock, DatesWhereTheClockOfTheMachineIsNotSynchronised) {
    set_phone_clock({told, 40ms});
    const bool is_synchronised = clock_state(system_clock::now()).synchronised;
    const Timestamp now = timestamp_now();
    EXPECT_EQ(now.clock.phone_error.has_value(), !is_synchronised);
    EXPECT_EQ(to_string(now.clock), is_synchronised ? "synchronised" : "from a phone");
    EXPECT_TRUE(now.clock.set);
    EXPECT_GE(now.utc, is_synchronised ? sys_days{2026y / January / 1} : told - 1ms);
    set_phone_clock({system_clock::now(), 0ms}); // for the tests behind this one
}

} // namespace
} // namespace redstart
