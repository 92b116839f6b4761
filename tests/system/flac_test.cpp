// `redstart record x.flac` and `redstart convert`: FLAC comes when the take is over, or not at all.
#include "simulated/counter_frames.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "wav/file.hpp"

#include <fstream>
#include <iterator>
#include <sched.h>
#include <sstream>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using Command = std::vector<std::string>;

class FlacProgram : public testing::Test {
protected:
    FlacProgram() { use_simulated_board(); }

    Command record(const Command& arguments) const {
        Command all = {"record", "-D", microphone_.pcm(), "-q", "-d", "1"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return redstart(all);
    }
    fs::path file(const std::string& name) const { return folder_.path() / name; }

    fs::path silence(const std::string& name, Frames frames) const {
        WavFile wav(file(name), {48000, 2, SampleFormat::s16_le}, {});
        EXPECT_FALSE(wav.append_silence(frames));
        EXPECT_FALSE(wav.close());
        return file(name);
    }

    const TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
};

/// Where the system has it; empty where it has none.
std::string path_of_libflac() {
    const Ended found = run(
        {"sh", "-c", "PATH=$PATH:/sbin:/usr/sbin ldconfig -p | sed -n 's|.*libFLAC.so.1.*=> ||p'"});
    return found.out.substr(0, found.out.find('\n'));
}

bool may_mount() {
    return ::geteuid() == 0 && run({"unshare", "-m", "true"}).code == 0;
}

/// In which no libFLAC can be loaded.
Command without_libflac(const Command& command) {
    Command all = {
        "unshare",        "-m", "sh", "-c", "mount --bind /dev/null \"$0\" && exec \"$@\"",
        path_of_libflac()};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

TEST_F(FlacProgram, ATakeNamedFlacIsFlacWhenItIsOverAndHasAllItsFrames) {
    const Ended recorded = run(record({"--sidecar", file("x.flac")}));
    ASSERT_EQ(recorded.code, 0) << recorded.err;
    EXPECT_FALSE(fs::exists(file("x.wav")));
    const Ended verified = run(redstart({"verify", file("x.flac")}));
    EXPECT_NE(verified.out.find("ok, 1.0 s, 0 gaps, digest matches"), std::string::npos)
        << verified.out << verified.err;
    ASSERT_EQ(run(redstart({"convert", "--to", "wav", file("x.flac")})).code, 0);
    const Sound sound = sound_of(file("x.wav"));
    EXPECT_EQ(sound.frames(), sound.format.rate);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
    const Ended again = run(record({file("x.flac")}));
    EXPECT_EQ(again.code, 1);
    EXPECT_TRUE(is_one_complaint(again.err));
}

TEST_F(FlacProgram, ATakeThatBecameFlacIsToldWithItsLength) {
    const Ended recorded =
        run(redstart({"record", "-D", microphone_.pcm(), "-d", "1", file("x.flac")}));
    EXPECT_EQ(recorded.code, 0) << recorded.err;
    EXPECT_NE(recorded.err.find(file("x.flac").string() + ": 1.0 s, peak "), std::string::npos)
        << recorded.err;
    EXPECT_EQ(run(record({file("y.flac")})).out, "") << "-q";
}

TEST_F(FlacProgram, ATakeThatFlacCannotHoldStaysWavSaidBeforeAndAfter) {
    const Ended recorded = run(record({"-f", "FLOAT_LE", file("x.flac")}));
    EXPECT_EQ(recorded.code, 1);
    EXPECT_EQ(recorded.err.find("the take stays WAV"), std::string("redstart: ").size())
        << recorded.err;
    EXPECT_NE(recorded.err.find("it stays WAV"), std::string::npos) << recorded.err;
    EXPECT_EQ(sound_of(file("x.wav")).frames(), 48000);
    EXPECT_FALSE(fs::exists(file("x.flac")));
}

TEST_F(FlacProgram, WithoutLibFlacTheTakeStaysWavAndOneLineNamesThePackage) {
    if (!may_mount() || path_of_libflac().empty())
        GTEST_SKIP() << "libFLAC can be taken away only by root, where it is";
    const Ended recorded = run(without_libflac(record({file("x.flac")})));
    EXPECT_EQ(recorded.code, 1);
    EXPECT_NE(recorded.err.find("apt install libflac1"), std::string::npos) << recorded.err;
    EXPECT_EQ(sound_of(file("x.wav")).frames(), 48000);
    EXPECT_FALSE(fs::exists(file("x.flac")) || fs::exists(file("x.flac.redstart")));
    ASSERT_EQ(run(redstart({"convert", "--to", "flac", file("x.wav")})).code, 0);
    const Ended info = run(without_libflac(redstart({"info", file("x.flac")})));
    EXPECT_EQ(info.code, 0) << info.err;
    EXPECT_NE(info.out.find("16-bit FLAC"), std::string::npos) << info.out;
    for (const std::string command : {"verify", "play"}) {
        const Ended told = run(without_libflac(redstart({command, file("x.flac")})));
        EXPECT_EQ(told.code, 1);
        EXPECT_TRUE(is_one_complaint(told.err));
        EXPECT_NE(told.err.find("apt install libflac1"), std::string::npos) << told.err;
    }
}

TEST_F(FlacProgram, OtherFormatsAreRefusedWithThePipeThatMakesThem) {
    for (const std::string ending : {"mp3", "ogg", "opus", "m4a", "AAC"}) {
        const Ended refused = run(record({file("x." + ending)}));
        EXPECT_EQ(refused.code, 1);
        EXPECT_TRUE(is_one_complaint(refused.err));
        EXPECT_NE(refused.err.find("redstart record -q - | ffmpeg -i - "), std::string::npos);
    }
    EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(FlacProgram, ConvertsEachFileAndTellsWhatIsWrongWithOne) {
    silence("a.wav", 48000);
    silence("b.wav", 48000);
    std::ofstream(file("c.wav")) << "Hello";
    const Ended done = run(redstart(
        {"convert", "--to", "flac", "--remove", file("a.wav"), file("c.wav"), file("b.wav")}));
    EXPECT_EQ(done.code, 1);
    EXPECT_TRUE(is_one_complaint(done.err));
    EXPECT_TRUE(fs::exists(file("a.flac")) && fs::exists(file("b.flac")));
    EXPECT_FALSE(fs::exists(file("a.wav")) || fs::exists(file("b.wav")));
    EXPECT_TRUE(fs::exists(file("c.wav")));
    const Ended unsaid = run(redstart({"convert", file("a.flac")}));
    EXPECT_EQ(unsaid.code, 2);
    EXPECT_NE(unsaid.err.find("--to flac, or --to wav"), std::string::npos) << unsaid.err;
}

/// The scheduling class of a thread: the 41st field, of which the second may have spaces.
int policy_of(const fs::path& stat) {
    std::ifstream in(stat);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    std::string field;
    for (int i = 3; i <= 41; ++i) rest >> field;
    return field.empty() ? -1 : std::atoi(field.c_str());
}

TEST_F(FlacProgram, WorksWhenIdleAndCtrlCLeavesWhatWasWhole) {
    const fs::path wav = silence("a.wav", Frames{48000} * 1800);
    const auto bytes = fs::file_size(wav);
    Program converter(redstart({"convert", "--to", "flac", "--remove", wav}));
    ASSERT_TRUE(eventually([&] { return fs::exists(file("a.flac.redstart")); }));
    int idle = 0;
    for (const auto& task :
         fs::directory_iterator("/proc/" + std::to_string(converter.pid()) + "/task"))
        idle += policy_of(task.path() / "stat") == SCHED_IDLE ? 1 : 0;
    converter.signal(SIGINT);
    const int code = converter.wait();
    if (code == 0) GTEST_SKIP() << "it was done before the signal came";
    EXPECT_EQ(idle, 1);
    EXPECT_EQ(code, 1);
    EXPECT_TRUE(is_one_complaint(converter.err()));
    EXPECT_EQ(fs::file_size(wav), bytes);
    EXPECT_FALSE(fs::exists(file("a.flac")) || fs::exists(file("a.flac.redstart")));
}

} // namespace
} // namespace redstart
