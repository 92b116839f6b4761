// The minutes of a take go from the writer into the journal and back, and never become too many.
#include "takes/minutes.hpp"

#include "takes/journal.hpp"
#include "takes/sidecar.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace redstart {
namespace {

LevelMinute some_minute(unsigned channels) {
    LevelMinute minute;
    minute.at = 2880000;
    minute.frames = 2880000;
    minute.channel_count = channels;
    minute.warnings.set(Warning::clipping);
    minute.warnings.set(Warning::dc_offset);
    for (unsigned c = 0; c < channels; ++c) minute.channels[c] = {0.5, 0.01F, -0.0123F, 7, 48000};
    return minute;
}

std::string text_of(const LevelMinute& minute) {
    std::array<char, 2048> room{};
    const char* end = write_minute(minute, 48000, room.data(), room.data() + room.size());
    return {room.data(), static_cast<std::size_t>(end - room.data())};
}

TEST(Minutes, AreALineThatIsReadBack) {
    EXPECT_EQ(text_of(some_minute(2)),
              R"({"minute":{"at":2880000,"frames":2880000,"peak_dbfs":[-6.0,-6.0],)"
              R"("rms_dbfs":[-20.0,-20.0],"dc":[-1.23,-1.23],"clips":[7,7],"zeros":[1.0,1.0],)"
              R"("warnings":["clipping","dc-offset"]}})"
              "\n");
    const std::string head = R"({"redstart":1,"format":"S16_LE","rate":48000,"channels":32})"
                             "\n";
    for (const unsigned channels : {1u, 2u, 32u}) {
        const auto journal = parse_journal(head + text_of(some_minute(channels)));
        ASSERT_TRUE(journal);
        ASSERT_EQ(journal->minutes.lines().size(), 1u) << channels;
        const MinuteLine& line = journal->minutes.lines()[0];
        EXPECT_EQ(line.at, 2880000);
        EXPECT_EQ(line.frames, 2880000);
        ASSERT_EQ(line.channels.size(), channels);
        EXPECT_NEAR(line.channels[0].peak, 0.5, 0.01);
        EXPECT_EQ(line.channels[channels - 1].clips, 7u);
        EXPECT_EQ(line.channels[0].zeros, 1000u);
        EXPECT_EQ(line.warnings.words(), (std::vector<std::string_view>{"clipping", "dc-offset"}));
    }
}

TEST(Minutes, SilenceHasNoLevel) {
    LevelMinute minute = some_minute(1);
    minute.channels[0] = {};
    EXPECT_NE(text_of(minute).find(R"("peak_dbfs":[null],"rms_dbfs":[null],"dc":[0.00])"),
              std::string::npos)
        << text_of(minute);
}

TEST(Minutes, ThatHaveNoRoomAreNoLine) {
    std::array<char, 100> room{};
    EXPECT_EQ(write_minute(some_minute(2), 48000, room.data(), room.data() + room.size()),
              room.data());
}

/// A take of a given length ends within what was measured last.
TEST(Minutes, EndWithTheSound) {
    Minutes minutes;
    for (const Frames at : {0, 60, 120}) minutes.add({at, 60, {}, {}});
    minutes.cut(70);
    ASSERT_EQ(minutes.lines().size(), 2u);
    EXPECT_EQ(minutes.lines()[0].frames, 60);
    EXPECT_EQ(minutes.lines()[1].frames, 10);
}

TEST(Minutes, OfAWeekAreNoMoreThanADayHas) {
    for (const unsigned channels : {2u, 32u}) {
        Minutes minutes;
        for (Frames i = 0; i < 7 * 1440; ++i) {
            MinuteLine line{i * 60, 60, {}, std::vector<ChannelFigures>(channels)};
            line.channels[0].clips = 1;
            line.channels[0].peak = i == 5000 ? 0.9F : 0.1F;
            minutes.add(std::move(line));
        }
        EXPECT_LE(minutes.lines().size() * channels, Minutes::most_figures);
        EXPECT_LE(minutes.lines().size(), Minutes::most_lines);
        Frames end = 0, clips = 0;
        float peak = 0;
        for (const MinuteLine& line : minutes.lines()) {
            EXPECT_EQ(line.at, end);
            end += line.frames;
            clips += line.channels[0].clips;
            peak = std::max(peak, line.channels[0].peak);
        }
        EXPECT_EQ(end, 7 * 1440 * 60);
        EXPECT_EQ(clips, 7 * 1440);
        EXPECT_EQ(peak, 0.9F);
    }
}

TEST(Minutes, StandInTheSidecarOnALineEachAndAreReadBack) {
    Sidecar sidecar;
    sidecar.format = {48000, 2, SampleFormat::s16_le};
    sidecar.frames = 5760000;
    for (const Frames at : {0, 2880000})
        sidecar.minutes.add({at, 2880000, {}, std::vector<ChannelFigures>(2)});
    const std::string text = redstart::text_of(sidecar);
    EXPECT_NE(text.find("\"minutes\": [\n    {\"at\":0,"), std::string::npos) << text;
    EXPECT_NE(text.find("},\n    {\"at\":2880000,"), std::string::npos) << text;
    EXPECT_EQ(nlohmann::json::parse(text), to_json(sidecar));
    const auto read = parse_sidecar(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->minutes.lines().size(), 2u);
}

/// Anybody may have written it.
TEST(Minutes, BelieveNothing) {
    using nlohmann::json;
    EXPECT_FALSE(minute_from(json::parse(R"({"at": -1, "frames": 5, "peak_dbfs": [0]})")));
    EXPECT_FALSE(minute_from(json::parse(R"({"at": 1, "frames": 5})")));
    const auto line = minute_from(json::parse(
        R"({"at": 1, "frames": 5, "peak_dbfs": ["x", 1e300], "clips": [-5, 1e300], "warnings": [7, "no"]})"));
    ASSERT_TRUE(line);
    EXPECT_EQ(line->channels[1].peak, 0);
    EXPECT_EQ(line->channels[0].clips, 0u);
    EXPECT_TRUE(line->warnings.empty());
}

} // namespace
} // namespace redstart
