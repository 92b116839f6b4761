// The live line in windows of every width, with all that it can have to say.
#include "appliance/live_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace redstart {
namespace {

using namespace std::chrono_literals;

std::size_t width_of(const std::string& line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

LiveFacts take() {
    LiveFacts facts;
    facts.state = "recording";
    facts.elapsed = 5s;
    facts.left = 55s;
    facts.peaks_dbfs = {-9.8F, -20};
    facts.rms_dbfs = {-18, -30};
    facts.held_dbfs = {-6, -20};
    facts.clips = 0;
    facts.lost = 0;
    facts.file = "takes/2026-11-27/20261127T175321Z_field_0001.wav";
    facts.keys = "Ctrl-C stops";
    return facts;
}

LiveFacts busiest() {
    LiveFacts facts = take();
    facts.light = " LED (*)";
    facts.state = "recording overrun storage-slow clipping";
    facts.elapsed = 100h;
    facts.left = 200h;
    facts.peaks_dbfs = facts.rms_dbfs = facts.held_dbfs = {0, 0, 0, 0};
    facts.clips = 4'000'000'000;
    facts.lost = 123'456'789'012;
    facts.remark = "voice, kept 3:07 min";
    facts.file = "/srv/s\xC3\xBC\xC3\x9F/" + std::string(300, 'x') + "\n\x1b[2J.wav";
    return facts;
}

TEST(LiveLine, IsNeverWiderThanTheWindowAndHasNoControlCharacter) {
    for (const LiveFacts& facts : {take(), busiest(), LiveFacts{}})
        for (std::size_t columns = 0; columns <= 250; ++columns) {
            const std::string line = live_line(facts, columns);
            EXPECT_LE(width_of(line), columns > 0 ? columns - 1 : 0) << columns << ": " << line;
            EXPECT_TRUE(std::ranges::none_of(line, [](char c) {
                return static_cast<unsigned char>(c) < 0x20;
            })) << line;
        }
}

TEST(LiveLine, KeepsStateAndElapsedTimeLongest) {
    for (std::size_t columns = 21; columns <= 250; ++columns)
        EXPECT_TRUE(live_line(take(), columns).starts_with("recording  00:00:05")) << columns;
    EXPECT_EQ(live_line(take(), 19), "recording");
}

TEST(LiveLine, SaysWhatMattersFirst) {
    LiveFacts facts = take();
    EXPECT_EQ(live_line(facts, 30), "recording  00:00:05");
    facts.held_dbfs = {0, -20};
    EXPECT_NE(live_line(facts, 40).find("CLIP"), std::string::npos) << live_line(facts, 40);
    facts.held_dbfs = {-1, -20};
    facts.has_just_clipped = true;
    EXPECT_NE(live_line(facts, 40).find("CLIP"), std::string::npos) << live_line(facts, 40);
    facts.lost = 17;
    EXPECT_NE(live_line(facts, 30).find("17 lost"), std::string::npos) << live_line(facts, 30);
}

TEST(LiveLine, LooksLikeThis) {
    EXPECT_EQ(live_line(take(), 40), "recording  00:00:05   -9.8 -20.0 dB");
    EXPECT_EQ(live_line(take(), 80),
              "recording  00:00:05  -00:00:55   -9.8 -20.0 dB  0 clipped  0 lost  tak~0001.wav");
    EXPECT_EQ(
        live_line(take(), 120),
        "recording  00:00:05  -00:00:55   -9.8 [####| ] -20.0 [###|  ] dB  0 clipped  0 lost  "
        "takes/~ield_0001.wav  Ctrl-C stops");
    EXPECT_EQ(live_line(take(), 200),
              "recording  00:00:05  -00:00:55   -9.8 [#####################==== |   ] -20.0 "
              "[###############====|          ] dB  0 clipped  0 lost  "
              "takes/2026-11-27/20261127T175321Z_field_0001.wav  Ctrl-C stops");
}

TEST(LiveLine, ShowsTheLoudestOfMoreThanFourChannels) {
    LiveFacts facts = take();
    facts.peaks_dbfs = {-40, -41, -42, -10.5F, -43, -44, -45, -46};
    facts.rms_dbfs.assign(8, -50);
    facts.held_dbfs.assign(8, -20);
    const std::string line = live_line(facts, 80);
    EXPECT_NE(line.find("-10.5"), std::string::npos) << line;
    EXPECT_EQ(line.find("-40"), std::string::npos) << line;
}

TEST(LiveLine, ShortensANameInItsMiddle) {
    EXPECT_EQ(shortened("take.wav", 8), "take.wav");
    EXPECT_EQ(shortened("a_long_name_of_a_take.wav", 13), "a_lo~take.wav");
    EXPECT_EQ(shortened("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC", 3), "~\xC3\xBC\xC3\xBC");
    EXPECT_EQ(shortened("name", 1), "~");
    EXPECT_EQ(shortened("name", 0), "");
}

TEST(ClipHold, IsLitForAWhileByEachClipThatIsCounted) {
    ClipHold clip;
    const TimePoint begin{};
    EXPECT_FALSE(clip.hold(7, begin + 1s)) << "who knows when they were";
    EXPECT_TRUE(clip.hold(8, begin + 2s));
    EXPECT_TRUE(clip.hold(8, begin + 3s));
    EXPECT_FALSE(clip.hold(8, begin + 4s));
    EXPECT_FALSE(clip.hold({}, begin + 5s)) << "the take is over";
    EXPECT_FALSE(clip.hold(0, begin + 6s)) << "another one";
    EXPECT_TRUE(clip.hold(1, begin + 7s));
}

TEST(PeakHold, HoldsTheLoudestForAWhile) {
    PeakHold peak;
    const TimePoint begin{};
    EXPECT_EQ(peak.hold(-10, begin + 1s), -10);
    EXPECT_EQ(peak.hold(-30, begin + 2s), -10);
    EXPECT_EQ(peak.hold(-5, begin + 2s), -5);
    EXPECT_EQ(peak.hold(-30, begin + 4s), -30);
}

} // namespace
} // namespace redstart
