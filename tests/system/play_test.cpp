// `redstart play`: every frame of a file or of a pipe comes out of the loudspeaker, and nothing
// else.
#include "simulated/counter_frames.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "support/scratch.hpp"
#include "wav/header.hpp"

#include <algorithm>
#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

Bytes wav(const AudioFormat& format, const Bytes& sound, std::optional<Frames> announced) {
    Bytes bytes = stream_header(format, announced);
    bytes.insert(bytes.end(), sound.begin(), sound.end());
    return bytes;
}

class Play : public testing::Test {
protected:
    Play() { use_simulated_board(); }

    fs::path path(const char* name) const { return folder_.path() / name; }
    std::string loudspeaker(const char* pace) const {
        return "loudspeaker:FILE=" + path("heard").string() + ",PACED=" + pace +
               ",STATE=" + path("state").string();
    }
    Bytes heard() const { return fs::exists(path("heard")) ? contents(path("heard")) : Bytes{}; }
    std::string heard_as() const {
        std::string line;
        std::getline(std::ifstream(path("heard.format")) >> std::ws, line);
        return line;
    }

    std::vector<std::string> play(const std::string& file, const char* pace = "no") const {
        return redstart({"play", "-D", loudspeaker(pace), file});
    }
    /// `sender | redstart play -`, where `$redstart` is the program and `$play` all of its command.
    Ended pipe(const std::string& sender, const char* pace = "no") const {
        const std::string program = redstart({}).front();
        const std::string command = "'" + program + "' play -D '" + loudspeaker(pace) + "' -";
        return run({"bash", "-c",
                    "redstart='" + program + "'; set -o pipefail; " + sender + " | " + command});
    }
    Ended pipe_of(const Bytes& bytes) const {
        put(path("sent"), bytes);
        return pipe("cat '" + path("sent").string() + "'");
    }

    const TemporaryFolder folder_;
};

TEST_F(Play, GivesEachFrameOfAFileInItsOwnFormat) {
    for (const auto sample : {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le,
                              SampleFormat::float_le}) {
        const AudioFormat format{44100, 1, sample};
        const Bytes frames = sound(format, 10'001);
        put(path("take.wav"), wav(format, frames, 10'001));
        fs::remove(path("heard"));
        fs::remove(path("heard.format"));
        const Ended ended = run(play(path("take.wav")));
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(ended.err, "");
        EXPECT_EQ(heard(), frames);
        EXPECT_EQ(heard_as(), std::string(to_string(sample)) + " 44100 1");
    }
}

TEST_F(Play, FlacSoundsAsTheWavFileThatItIsOf) {
    for (const auto sample : {SampleFormat::s16_le, SampleFormat::s24_3le}) {
        const AudioFormat format{44100, 2, sample};
        const Bytes frames = sound(format, 10'001);
        put(path("take.wav"), wav(format, frames, 10'001));
        ASSERT_EQ(run(redstart({"convert", "--to", "flac", "--remove", path("take.wav")})).code, 0);
        fs::remove(path("heard"));
        fs::remove(path("heard.format"));
        const Ended ended = run(play(path("take.flac")));
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(ended.err, "");
        EXPECT_TRUE(heard() == frames);
        EXPECT_EQ(heard_as(), std::string(to_string(sample)) + " 44100 2");
        fs::resize_file(path("take.flac"), fs::file_size(path("take.flac")) - 100);
        const Ended cut = run(play(path("take.flac")));
        EXPECT_EQ(cut.code, 1);
        EXPECT_TRUE(is_one_complaint(cut.err));
        fs::remove(path("take.flac"));
    }
}

TEST_F(Play, EightBitsAreTheUpperEightOfSixteen) {
    const AudioFormat format{8000, 2, SampleFormat::u8};
    Bytes frames;
    for (int i = 0; i < 512; ++i) frames.push_back(static_cast<std::byte>(i % 256));
    Bytes wide;
    for (const std::byte sample : frames) {
        wide.push_back(std::byte{0});
        wide.push_back(sample ^ std::byte{0x80});
    }
    put(path("take.wav"), wav(format, frames, 256));
    EXPECT_EQ(run(play(path("take.wav"))).code, 0);
    EXPECT_EQ(heard(), wide);
    EXPECT_EQ(heard_as(), "S16_LE 8000 2");
    fs::remove(path("heard"));
    EXPECT_EQ(pipe_of(wav(format, frames, {})).code, 0);
    EXPECT_EQ(heard(), wide);
}

TEST_F(Play, AWavInAPipeOfKnownAndOfUnknownLength) {
    const Bytes frames = sound(stereo, 100'000);
    for (const auto announced : {std::optional<Frames>(100'000), std::optional<Frames>()}) {
        fs::remove(path("heard"));
        const Ended ended = pipe_of(wav(stereo, frames, announced));
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(ended.err, "");
        EXPECT_TRUE(heard() == frames);
    }
}

TEST_F(Play, OfASenderThatDiesPlaysWhatCame) {
    Bytes cut = wav(stereo, sound(stereo, 1000), 100'000);
    cut.pop_back();
    EXPECT_EQ(pipe_of(cut).code, 0);
    EXPECT_TRUE(heard() == sound(stereo, 999));
}

/// A machine that stands still for a second breaks any sound off, so that there is another try.
TEST_F(Play, WhatIsRecordedIntoAPipeIsPlayedWithoutABreak) {
    bool is_whole = false;
    for (int i = 0; i < 3 && !is_whole; ++i) {
        fs::remove(path("heard"));
        fs::remove(path("state.starts"));
        const SimulatedMicrophone microphone;
        const Ended ended =
            pipe("timeout -s INT 4 \"$redstart\" record -q -D " + microphone.pcm() + " -", "yes");
        ASSERT_EQ(ended.code, 124) << ended.err; // timeout's own, for it did end the recording
        const Bytes all = heard();
        EXPECT_GT(stereo.frames_in(all.size()), 48'000);
        std::ifstream starts(path("state.starts"));
        const bool is_unbroken = std::count(std::istreambuf_iterator<char>(starts), {}, '\n') == 1;
        EXPECT_EQ(is_unbroken, ended.err.find("broke off") == std::string::npos) << ended.err;
        is_whole = is_unbroken && counter_fault(all, stereo).empty();
    }
    EXPECT_TRUE(is_whole);
}

TEST_F(Play, RefusesWhatIsNoWavInOneLine) {
    const auto refused = [&](const std::string& sender) {
        const Ended ended = pipe(sender);
        EXPECT_EQ(ended.code, 1);
        EXPECT_TRUE(is_one_complaint(ended.err)) << ended.err;
        EXPECT_FALSE(fs::exists(path("heard.format"))); // the device was left alone
        return ended.err;
    };
    EXPECT_NE(refused("printf 'fLaC and so on'")
                  .find("standard input: FLAC is played from a file "
                        "only; flac -dc FILE | redstart play -"),
              std::string::npos);
    EXPECT_NE(refused("echo Hello").find("no WAV file"), std::string::npos);
    EXPECT_NE(refused("true").find("it is empty"), std::string::npos);
}

TEST_F(Play, ATerminalIsNoSound) {
    if (!has_terminals()) GTEST_SKIP() << "no pseudo terminals";
    Surroundings around;
    around.in_terminal = true;
    Program program(play("-"), around);
    EXPECT_EQ(program.wait(), 1);
    EXPECT_NE(program.err().find("standard input: is a terminal; redstart record -q - | redstart"),
              std::string::npos)
        << program.err();
}

TEST_F(Play, ShowsOnATerminalHowFarItIs) {
    if (!has_terminals()) GTEST_SKIP() << "no pseudo terminals";
    put(path("take.wav"), wav(stereo, sound(stereo, 72'000), 72'000));
    Surroundings around;
    around.on_terminal = true;
    around.folder = folder_.path();
    around.environment = {"TERM=xterm"};
    Program program(play("take.wav", "yes"), around);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_NE(program.err().find("take.wav: 1.5 s of 1.5 s"), std::string::npos) << program.err();
    EXPECT_EQ(program.out(), "");
}

} // namespace
} // namespace redstart
