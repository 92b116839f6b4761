// Microphones that are muted, dead, doubled, clipping or shifted: the appliance warns, the LED
// dips, the sidecar keeps it and `info` says it in words; the take has every frame all the same.
#include "system/appliance_home.hpp"
#include "system/takes.hpp"
#include "wav/file.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <numbers>

namespace redstart {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr unsigned rate = 16000;

/// Frame and channel to a level; 1.0 is full scale.
using Sound = std::function<double(Frames, unsigned)>;

struct Trouble {
    const char* word;    // of the warning; empty: none
    unsigned seconds;    // of sound, before which it may not be told
    Sound sound;         // ten seconds of it, over and over
    const char* verdict; // of `info`
    unsigned channels = 2;
};

double tone(Frames n, unsigned c) {
    const double hz = 441 + 110 * c;
    return 0.3 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / rate);
}

const Trouble troubles[] = {
    {"silent", 2, [](Frames, unsigned) { return 0.0; }, "silent: is the microphone muted?"},
    {"dead-channel", 5, [](Frames n, unsigned c) { return c == 1 ? 0.001 : tone(n, c); },
     "channel 2: dead"},
    {"same-channels", 10, [](Frames n, unsigned) { return tone(n, 0); },
     "channels 1 and 2: the same sound"},
    {"clipping", 1, [](Frames n, unsigned c) { return n % 8000 < 3 ? 1.0 : tone(n, c); },
     "clipped at "},
    {"dc-offset", 30, [](Frames n, unsigned c) { return tone(n, c) + (c == 0 ? 0.03 : 0); },
     "channel 1: off the middle by 3.0 %"},
    {"", 0, tone, "good"},
    {"", 0, tone, "good", 1},
};

/// Lines of the terminal without colours.
std::string without_colours(std::string text) {
    for (std::size_t at = text.find("\x1b["); at != text.npos; at = text.find("\x1b[", at))
        text.erase(at, text.find_first_of("mKAlh", at) + 1 - at);
    return text;
}

class SoundWarnings : public testing::TestWithParam<Trouble> {
protected:
    SoundWarnings()
        : microphone_(source()),
          home_(microphone_.pcm(),
                "rate = 16000\nchannels = " + std::to_string(GetParam().channels) + "\n",
                "[led]\nline = \"terminal\"\n") {
        around_.in_terminal = true;
        around_.columns = 200;
        around_.environment.emplace_back("TERM=xterm");
    }
    void SetUp() override {
        if (!has_terminals()) GTEST_SKIP() << "this machine has no pseudo terminals";
    }

    std::string source() const {
        const AudioFormat format{rate, GetParam().channels, SampleFormat::s16_le};
        std::vector<std::int16_t> samples;
        for (Frames n = 0; n < 10 * rate; ++n)
            for (unsigned c = 0; c < format.channels; ++c)
                samples.push_back(
                    static_cast<std::int16_t>(std::lround(GetParam().sound(n, c) * 32767)));
        WavFile file(folder_ / "heard.wav", format, {});
        EXPECT_FALSE(file.append(std::as_bytes(std::span(samples))));
        EXPECT_FALSE(file.close());
        return folder_ / "heard.wav";
    }

    /// Of the sound that was there when it was told; the time is the sound's own.
    Frames frames_until_warned() const {
        Frames frames = 0;
        const std::vector<std::string> expected{GetParam().word};
        EXPECT_TRUE(eventually(
            [&] {
                const json status = home_.status();
                frames = microphone_.frames_delivered();
                return status.is_object() && status["warnings"] == expected;
            },
            90s))
            << home_.status();
        return frames;
    }

    const TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
    const ApplianceHome home_;
    Surroundings around_;
};

TEST_P(SoundWarnings, AreInStatusOnTheLedInTheSidecarAndInWords) {
    const std::string word = GetParam().word;
    Program program(home_.appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    home_.file_of({"start"});
    if (!word.empty()) {
        EXPECT_GE(frames_until_warned(), GetParam().seconds * Frames{rate});
        const json status = home_.status();
        EXPECT_EQ(status["state"], "recording");
        EXPECT_EQ(faults(status), std::vector<std::string>{}) << "a warning is no fault";
        EXPECT_TRUE(status["warning_reasons"][word].is_string()) << status;
        EXPECT_NE(home_.order({"status"}).out.find("\nwarnings   " + word + "\n"),
                  std::string::npos);
    }
    ASSERT_TRUE(eventually([&] { return home_.status()["take"]["frames"] > 12 * rate; }));
    // Dark and light in turn beside the same words: a dip.
    const auto shows = [&](const std::string& light) {
        program.complains_of("never said", 50ms); // reads on
        return without_colours(program.err()).find(light) != std::string::npos;
    };
    const std::string words = word.empty() ? " recording" : " recording " + word;
    EXPECT_TRUE(eventually([&] { return shows("(*)" + words); })) << program.err();
    if (!word.empty()) {
        EXPECT_TRUE(eventually([&] { return shows("( )" + words); })) << program.err();
    }
    const fs::path wav = home_.file_of({"stop"});
    EXPECT_TRUE(eventually([&] { return !files_in(home_.takes(), ".json").empty(); }));
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0) << program.err();
    if (word.empty()) {
        EXPECT_EQ(without_colours(program.err()).find("( )" + words), std::string::npos)
            << "solid as long as it records";
    }

    std::ifstream in(fs::path(wav).replace_extension(".json"));
    const json sidecar = json::parse(in, nullptr, false);
    json told = json::array();
    for (const json& minute : sidecar["minutes"])
        for (const json& each : minute["warnings"]) told.push_back(each);
    EXPECT_EQ(told.empty(), word.empty()) << sidecar;
    for (const json& each : told) EXPECT_EQ(each, word);
    EXPECT_EQ(sidecar["minutes"][0]["peak_dbfs"].size(), GetParam().channels);

    const Ended info = run(redstart({"info", wav}));
    EXPECT_NE(info.out.find(std::string("  verdict   ") + GetParam().verdict), std::string::npos)
        << info.out;
    EXPECT_EQ(run(redstart({"verify", wav})).code, 0);
    EXPECT_EQ(sidecar["frames_lost"], 0);
}

INSTANTIATE_TEST_SUITE_P(Microphones, SoundWarnings, testing::ValuesIn(troubles),
                         [](const auto& trouble) {
                             std::string name = trouble.param.word;
                             std::erase(name, '-');
                             return (name.empty() ? "well" : name) +
                                    std::to_string(trouble.param.channels);
                         });

} // namespace
} // namespace redstart
