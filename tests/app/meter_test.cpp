// The meter in windows of every width, with all that it can have to say.
#include "app/meter.hpp"

#include "appliance/terminal.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace redstart {
namespace {

/// Columns of the widest line, cursor moves left out.
std::size_t widest(const std::string& drawn) {
    std::size_t most = 0, here = 0;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (drawn[i] == '\x1b') {
            while (i < drawn.size() && std::isalpha(drawn[i]) == 0) ++i;
        } else if (drawn[i] == '\n' || drawn[i] == '\r') {
            here = 0;
        } else {
            most = std::max(most, ++here);
        }
    }
    return most;
}

TEST(Meter, IsNeverWiderThanTheWindowAlsoWhereItClips) {
    MeterReading reading;
    reading.peaks_dbfs = {0, -100};
    reading.rms_dbfs = {-3, -100};
    reading.elapsed = std::chrono::hours(100);
    reading.bytes = 123'456'789'012;
    reading.overruns = 12;
    reading.lost = 123456;
    for (std::size_t columns = 5; columns < 200; ++columns)
        EXPECT_LT(widest(Meter().draw(reading, Clock::now(), columns)), columns) << columns;
}

TEST(Meter, SaysThatItClipsInAnyWindowThatHasRoomForABar) {
    MeterReading reading;
    reading.peaks_dbfs = {0};
    reading.rms_dbfs = {-3};
    for (std::size_t columns = 30; columns < 200; ++columns)
        EXPECT_NE(Meter().draw(reading, Clock::now(), columns).find("] CLIP"), std::string::npos)
            << columns;
}

TEST(Meter, TakesAwayAllItsLinesForWhatIsToldInBetween) {
    MeterReading reading;
    reading.peaks_dbfs = {-10, -10};
    reading.rms_dbfs = {-20, -20};
    Meter meter;
    EXPECT_EQ(meter.erase(), "") << "nothing was drawn";
    meter.draw(reading, Clock::now(), 80);
    EXPECT_EQ(meter.erase(), "\x1b[3A\r\x1b[J");
    EXPECT_FALSE(meter.draw(reading, Clock::now(), 80).starts_with("\x1b["))
        << "it would go up over what was told";
}

TEST(Terminal, ALineIsCutBetweenCharacters) {
    EXPECT_EQ(cut_to("abc", 4), "abc");
    EXPECT_EQ(cut_to("abc", 3), "ab");
    EXPECT_EQ(cut_to("\xc3\xa4\xc3\xb6\xc3\xbc", 3), "\xc3\xa4\xc3\xb6");
    EXPECT_EQ(cut_to("abc", 1), "");
}

} // namespace
} // namespace redstart
