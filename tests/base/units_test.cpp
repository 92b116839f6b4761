// Durations and sizes mean what people write, and nothing else is taken.
#include "base/units.hpp"

#include <redstart/format.hpp>

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

TEST(Units, DurationsAreReadWithTheirUnit) {
    EXPECT_EQ(parse_duration("5"), 5s);
    EXPECT_EQ(parse_duration("5s"), 5s);
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("1.5s"), 1500ms);
    EXPECT_EQ(parse_duration("10m"), 10min);
    EXPECT_EQ(parse_duration("1h"), 1h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Units, WhatIsNoDurationIsRefused) {
    for (const char* text :
         {"", "s", "-5s", "5x", "5 s s", "1e3", "inf", "nan", "0x10", "9999999999h"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Units, SizesAreReadWithTheirUnit) {
    EXPECT_EQ(parse_size("4096"), 4096u);
    EXPECT_EQ(parse_size("512MB"), 512'000'000u);
    EXPECT_EQ(parse_size("64MiB"), 67'108'864u);
    EXPECT_FALSE(parse_size("64mb"));
    EXPECT_FALSE(parse_size("-1"));
}

TEST(Units, ValuesAreShownShort) {
    EXPECT_EQ(show_duration(250ms), "250 ms");
    EXPECT_EQ(show_duration(187s), "3:07 min");
    EXPECT_EQ(show_bytes(8'640'000), "8.6 MB");
    EXPECT_EQ(show_bytes(999'999), "1.0 MB");
    EXPECT_EQ(show_clock(67s), "00:01:07");
}

TEST(Units, ValuesOfAFileAreReadBackAsTheSame) {
    EXPECT_EQ(exact_duration(0s), "0s");
    EXPECT_EQ(exact_duration(1500ms), "1500ms");
    EXPECT_EQ(exact_duration(90s), "90s");
    EXPECT_EQ(exact_duration(24h * 365), "365d");
    EXPECT_EQ(exact_size(0), "0B");
    EXPECT_EQ(exact_size(64'000'000), "64MB");
    EXPECT_EQ(exact_size(67'108'864), "64MiB");
    EXPECT_EQ(exact_size(4097), "4097B");
    for (const nanoseconds time : {0ns, 1ns, 1001ns, nanoseconds(1500ms), nanoseconds(24h * 365)})
        EXPECT_EQ(parse_duration(exact_duration(time)), time);
    for (const std::uint64_t bytes : {0u, 1u, 1000u, 1024u, 1025u, 2'000'000'000u})
        EXPECT_EQ(parse_size(exact_size(bytes)), bytes);
}

TEST(AudioFormat, AYearOfFramesIsExact) {
    const AudioFormat format{384000, 32, SampleFormat::s32_le};
    const Frames year = Frames{365} * 86400 * 384000;
    EXPECT_EQ(format.duration(year), std::chrono::hours(365 * 24));
    EXPECT_EQ(format.frames(std::chrono::hours(365 * 24)), year);
}

TEST(AudioFormat, ATimeBeforeTheStreamIsANegativeFrame) {
    EXPECT_EQ((AudioFormat{48000, 2, SampleFormat::s16_le}.frames(-500ms)), -24000);
}

TEST(AudioFormat, EveryNameIsTakenBack) {
    for (auto format : {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le,
                        SampleFormat::float_le})
        EXPECT_EQ(sample_format(to_string(format)), format);
    EXPECT_EQ(sample_format("S24_LE"), SampleFormat::s24_3le);
}

} // namespace
} // namespace redstart
