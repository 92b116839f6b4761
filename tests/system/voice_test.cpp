// `record --voice` and `trim`: what is above the level is kept, frame by frame, and no other.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "system/talk.hpp"
#include "wav/file.hpp"
#include "wav/info.hpp"

#include <algorithm>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

class Voice : public testing::Test {
protected:
    Voice() {
        use_simulated_board();
        around_.folder = folder_.path();
        WavFile file(at("talk.wav"), mono, {});
        EXPECT_FALSE(file.append(std::as_bytes(std::span(talk_))));
        file.mark(700 * ms, "a word");
        file.mark(3000 * ms, "nothing");
        EXPECT_FALSE(file.close());
        microphone_.emplace(at("talk.wav"), SimulatedMicrophone::Pace::as_fast_as_read);
    }

    fs::path at(const std::string& name) const { return folder_.path() / name; }

    /// From a microphone that hears the talk over and over.
    Ended record(const Arguments& more) const {
        Arguments all = {"record", "-D", microphone_->pcm(), "-c", "1", "--no-drop"};
        all.insert(all.end(), more.begin(), more.end());
        return run(redstart(all), around_);
    }
    Ended trim(const Arguments& more) const {
        Arguments all = {"trim"};
        all.insert(all.end(), more.begin(), more.end());
        return run(redstart(all), around_);
    }

    /// The talk's frames [from, to), of these milliseconds.
    std::vector<std::byte> stretch(Frames from, Frames to) const {
        const auto bytes = std::as_bytes(std::span(talk_)).subspan(mono.bytes(from * ms));
        const auto part = bytes.first(mono.bytes((to - from) * ms));
        return {part.begin(), part.end()};
    }
    std::vector<std::byte> bytes_of(const std::string& name) const {
        return sound_of(at(name)).bytes;
    }
    void expect_verified(const std::string& name) const {
        const Ended ended = run(redstart({"verify", at(name)}));
        EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    }

    const TemporaryFolder folder_;
    const std::vector<std::int16_t> talk_ = talk();
    std::optional<SimulatedMicrophone> microphone_;
    Surroundings around_;
};

TEST_F(Voice, RecordKeepsWhatIsAboveTheLevelInOneFile) {
    const Ended ended = record({"-d", "7", "--voice", "-40dBFS", "--hold", "1s", "a.wav"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(ended.err.find("kept 3.4 s of 7.0 s, in 2 parts"), std::string::npos) << ended.err;
    auto expected = stretch(350, 2050);
    const auto again = stretch(350, 2050);
    expected.insert(expected.end(), again.begin(), again.end());
    EXPECT_EQ(bytes_of("a.wav"), expected);
    const auto marks = read_wav_info(at("a.wav")).marks;
    ASSERT_EQ(marks.size(), 1u);
    EXPECT_EQ(marks[0].at, 1700 * ms);
    EXPECT_EQ(marks[0].label, "left out: 1.800 s");
    expect_verified("a.wav");
}

TEST_F(Voice, RecordMakesAFileOfEachPartWithASidecarThatKnowsItsPlace) {
    const Ended ended = record({"-d", "7", "--voice-split", "--sidecar", "a.wav"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(bytes_of("a.wav"), stretch(350, 2050));
    EXPECT_EQ(bytes_of("a_002.wav"), stretch(350, 2050));
    EXPECT_EQ(files_in(folder_.path(), ".wav").size(), 3u) << "and the talk";
    EXPECT_TRUE(files_in(folder_.path(), ".part").empty());
    for (const char* name : {"a.wav", "a_002.wav"}) expect_verified(name);
    const Ended told = run(redstart({"info", at("a_002.wav")}));
    EXPECT_NE(told.out.find("from frame " + std::to_string((3500 + 350) * ms)), std::string::npos)
        << told.out;
}

TEST_F(Voice, APauseLongerThanHoldIsCut) {
    const Ended ended = record({"-d", "3.5", "--voice", "-40", "--hold", "300ms", "a.wav"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(bytes_of("a.wav"), stretch(350, 2050)) << "0.25 s of each side are all of it";
    const Ended split =
        record({"-d", "3.5", "--voice", "-40", "--hold", "300ms", "--voice-split", "b.wav"});
    EXPECT_EQ(split.code, 0) << split.err;
    EXPECT_EQ(bytes_of("b.wav"), stretch(350, 1350));
    EXPECT_EQ(bytes_of("b_002.wav"), stretch(1350, 2050));
}

TEST_F(Voice, ATakeBelowTheLevelLeavesNoFileAndSaysSo) {
    for (const Arguments& more : {Arguments{}, Arguments{"--voice-split"}}) {
        Arguments all = {"-d", "3", "--voice", "-1dB", "--sidecar", "a.wav"};
        all.insert(all.end(), more.begin(), more.end());
        const Ended ended = record(all);
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_NE(ended.err.find("nothing of 3.0 s was kept: it was below -1 dBFS"),
                  std::string::npos)
            << ended.err;
    }
    EXPECT_EQ(files_in(folder_.path()).size(), 1u) << "the talk";
}

TEST_F(Voice, ATakeThatNamesItselfIsNamedByTheTimeOfItsSound) {
    const Ended ended = record({"-d", "7", "--voice-split"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(std::ranges::count(ended.out, '\n'), 2) << ended.out;
    EXPECT_EQ(files_in(folder_.path(), ".json").size(), 2u);
}

TEST_F(Voice, ALevelMayBeLeftOutBeforeTheName) {
    EXPECT_EQ(record({"-d", "3.5", "--voice", "a.wav"}).code, 0);
    EXPECT_EQ(bytes_of("a.wav"), stretch(350, 2050));
    EXPECT_EQ(record({"-d", "3.5", "--voice=-40dBFS", "c.wav"}).code, 0);
    EXPECT_EQ(bytes_of("c.wav"), stretch(350, 2050));
    EXPECT_EQ(trim({"--voice", "talk.wav", "-o", "b.wav"}).code, 0);
    EXPECT_EQ(bytes_of("b.wav"), stretch(350, 2050));
}

TEST_F(Voice, GoesThroughAPipe) {
    const Ended ended = record({"-q", "-d", "3.5", "--voice", "-"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    ASSERT_EQ(ended.out.size() % 2, 0u);
    const auto expected = stretch(350, 2050);
    ASSERT_GT(ended.out.size(), expected.size());
    const std::size_t header = ended.out.size() - expected.size();
    EXPECT_LT(header, 200u);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(),
                           std::as_bytes(std::span(ended.out)).begin() +
                               static_cast<std::ptrdiff_t>(header)));
}

TEST_F(Voice, WhatCannotBeIsRefusedInWords) {
    const std::vector<std::pair<Arguments, int>> refused = {
        {{"--voice", "5", "a.wav"}, 2},
        {{"--voice", "-40dBX", "a.wav"}, 2},
        {{"--voice", "-121", "a.wav"}, 2},
        {{"--voice", "one.wav", "a.wav"}, 2},
        {{"--hold", "1s", "a.wav"}, 2},
        {{"--voice", "--hold", "11s", "a.wav"}, 2},
        {{"--voice", "--hold", "x", "a.wav"}, 2},
        {{"--voice-split", "-"}, 1},
        {{"--voice", "talk.wav"}, 1}};
    for (const auto& [arguments, code] : refused) {
        Arguments all = arguments;
        all.insert(all.begin(), {"-d", "1"});
        const Ended ended = record(all);
        EXPECT_EQ(ended.code, code) << arguments.back() << ": " << ended.err;
        EXPECT_TRUE(is_one_complaint(ended.err)) << ended.err;
    }
    EXPECT_EQ(files_in(folder_.path()).size(), 1u) << "the talk";
}

/// What is loud is on the card a moment later, though nobody knows yet how long the pause gets.
TEST_F(Voice, AProgramKilledInAPauseHasAllThatWasLoud) {
    const SimulatedMicrophone live(at("talk.wav"));
    Program recorder(redstart({"record", "-D", live.pcm(), "-c", "1", "--voice", at("a.wav")}));
    const fs::path part = at("a.wav.part");
    ASSERT_TRUE(eventually([&] {
        return fs::exists(part) && fs::file_size(part) > 4096 &&
               read_wav_info(part).frames >= 1700 * ms;
    })) << recorder.err();
    recorder.signal(SIGKILL);
    recorder.wait();
    const Ended repaired = run(redstart({"repair", part, "--apply"}));
    EXPECT_EQ(repaired.code, 0) << repaired.err;
    const auto expected = stretch(350, 2050);
    const auto kept = bytes_of("a.wav");
    ASSERT_GE(kept.size(), expected.size());
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), kept.begin()));
}

TEST_F(Voice, ATakeWithGapsIsVerified) {
    SimulatedMicrophone live(at("talk.wav"));
    Program recorder(redstart(
        {"record", "-D", live.pcm(), "-c", "1", "-d", "7", "--voice", "--sidecar", at("a.wav")}));
    for (const auto when : {800ms, 2500ms}) { // in what is loud, and in a pause
        ASSERT_TRUE(eventually([&] { return live.has_run_for(when); }));
        live.overrun();
    }
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_NE(recorder.err().find("frames lost in 2 gaps"), std::string::npos) << recorder.err();
    expect_verified("a.wav");
}

/// The name of the second part is somebody's: it is told, and what was kept stays.
TEST_F(Voice, ANameThatIsTakenLaterEndsTheTakeInWords) {
    WavFile(at("a_002.wav"), mono, {}); // a .part that nobody writes
    const Ended ended = record({"-d", "7", "--voice-split", "a.wav"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_NE(ended.err.find("a_002.wav.part: File exists; the take goes on in a new file"),
              std::string::npos)
        << ended.err;
    EXPECT_EQ(bytes_of("a.wav"), stretch(350, 2050));
}

TEST_F(Voice, TheMeterShowsWhetherItIsKept) {
    if (!can_make_terminal()) GTEST_SKIP() << "this machine has no pseudo terminals";
    const SimulatedMicrophone live(at("talk.wav"));
    Surroundings terminal = around_;
    terminal.on_terminal = true;
    terminal.environment.emplace_back("TERM=xterm");
    Program recorder(redstart({"record", "-D", live.pcm(), "-c", "1", "--voice", at("a.wav")}),
                     terminal);
    EXPECT_TRUE(recorder.complains_of("pause, kept 0")) << recorder.err();
    EXPECT_TRUE(recorder.complains_of("voice, kept")) << recorder.err();
    recorder.signal(SIGINT);
    EXPECT_EQ(recorder.wait(), 0);
}

TEST_F(Voice, TrimDoesTheSameToAFileAndLeavesItAlone) {
    const auto before = fs::last_write_time(at("talk.wav"));
    const Ended ended = trim({"talk.wav", "--voice", "-40dBFS"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "talk.wav: kept 1.7 s of 3.5 s, in 1 part\n  talk_trimmed.wav\n");
    EXPECT_EQ(bytes_of("talk_trimmed.wav"), stretch(350, 2050));
    EXPECT_EQ(bytes_of("talk.wav"), stretch(0, 3500));
    EXPECT_EQ(fs::last_write_time(at("talk.wav")), before);
    const auto marks = read_wav_info(at("talk_trimmed.wav")).marks;
    ASSERT_EQ(marks.size(), 2u);
    EXPECT_EQ(marks[0].at, 350 * ms);
    EXPECT_EQ(marks[1].at, 1700 * ms - 1) << "it was in what is left out";
    expect_verified("talk_trimmed.wav");
    const Ended again = trim({"talk.wav"});
    EXPECT_EQ(again.code, 1);
    EXPECT_TRUE(is_one_complaint(again.err)) << again.err;
    EXPECT_EQ(bytes_of("talk_trimmed.wav"), stretch(350, 2050)) << "nothing is overwritten";
}

TEST_F(Voice, TrimOfAPipeSaysWhatDoesIt) {
    const Ended ended = trim({"-"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_NE(ended.err.find("redstart record --voice -"), std::string::npos) << ended.err;
}

TEST_F(Voice, TrimMakesAFileOfEachPartInAFolder) {
    const Ended ended = trim({"talk.wav", "--hold", "300ms", "--split", "--folder", "out/parts"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(bytes_of("out/parts/talk.wav"), stretch(350, 1350));
    EXPECT_EQ(bytes_of("out/parts/talk_002.wav"), stretch(1350, 2050));
    EXPECT_EQ(files_in(at("out")).size(), 2u);
}

TEST_F(Voice, TrimTriesEveryFileAndSaysWhatIsWrongWithOne) {
    WavFile quiet(at("quiet.wav"), mono, {});
    EXPECT_FALSE(quiet.append_silence(2000 * ms));
    EXPECT_FALSE(quiet.close());
    const Ended ended = trim({"none.wav", "quiet.wav", "talk.wav"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(is_one_complaint(ended.err)) << ended.err;
    EXPECT_NE(ended.err.find("none.wav: no such file"), std::string::npos) << ended.err;
    EXPECT_NE(ended.out.find("quiet.wav: nothing of 2.0 s was kept"), std::string::npos);
    EXPECT_FALSE(fs::exists(at("quiet_trimmed.wav")));
    EXPECT_EQ(bytes_of("talk_trimmed.wav"), stretch(350, 2050));
    EXPECT_EQ(trim({"talk.wav", "quiet.wav", "-o", "x.wav"}).code, 2);
}

} // namespace
} // namespace redstart
