// `redstart repair` on what real programs leave behind when they are killed while they record.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "wav/info.hpp"

#include <fstream>
#include <iterator>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using Command = std::vector<std::string>;

bool is_installed(const std::string& tool) {
    return std::system(("command -v " + tool + " >/dev/null").c_str()) == 0;
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

/// Until it has written some and is killed.
void kill_while_it_records(const Command& command, const fs::path& file) {
    Program recorder(command);
    ASSERT_TRUE(eventually([&] { return fs::exists(file) && fs::file_size(file) > 500'000; }))
        << recorder.err();
    recorder.signal(SIGKILL);
    ASSERT_EQ(recorder.wait(), 128 + SIGKILL) << recorder.err();
}

class Repair : public testing::Test {
protected:
    Ended repair(const Command& arguments) const {
        Command all = {"repair"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run(redstart(all));
    }

    /// That the dry run changes nothing and says who it was, that --apply makes it as long as it
    /// is.
    void expect_repaired(const std::string& software) const {
        const std::string before = contents(killed());
        const auto written = fs::last_write_time(killed());
        const Ended told = repair({killed()});
        EXPECT_EQ(told.code, 0) << told.err;
        EXPECT_NE(told.out.find(software), std::string::npos) << told.out;
        EXPECT_NE(told.out.find("to be repaired"), std::string::npos) << told.out;
        EXPECT_TRUE(contents(killed()) == before);
        EXPECT_EQ(fs::last_write_time(killed()), written);
        const Ended done = repair({killed(), "--apply"});
        EXPECT_EQ(done.code, 0) << done.err;
        EXPECT_NE(done.out.find("1 repaired"), std::string::npos) << done.out;
        std::printf("%s", done.out.c_str());
    }

    WavInfo info() const { return read_wav_info(killed()); }

    void expect_as_after_a_clean_stop() const {
        ASSERT_TRUE(fs::exists(clean()));
        EXPECT_TRUE(contents(killed()) == contents(clean()));
    }

    /// The sound of the killed one without its header, for a program to record it once more.
    fs::path sound() const {
        const fs::path raw = folder_.path() / "sound.raw";
        put(raw, contents(killed()).substr(info().data_offset, info().data_bytes));
        return raw;
    }

    fs::path killed() const { return folder_.path() / "killed.wav"; }
    fs::path clean() const { return folder_.path() / "clean.wav"; }

    const TemporaryFolder folder_;
};

class OfArecord : public Repair, public testing::WithParamInterface<Command> {};

TEST_P(OfArecord, IsAsAfterACleanStop) {
    if (!is_installed("arecord")) GTEST_SKIP() << "no arecord";
    if (slowness > 1) GTEST_SKIP() << "arecord cannot load a microphone with a sanitizer in it";
    const SimulatedMicrophone microphone("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    const auto arecord = [&](const fs::path& file, const Command& more) {
        Command command = {"arecord", "-q", "-D", microphone.pcm(), "-r", "48000"};
        command.insert(command.end(), GetParam().begin(), GetParam().end());
        command.insert(command.end(), more.begin(), more.end());
        command.push_back(file);
        return command;
    };
    kill_while_it_records(arecord(killed(), {}), killed());
    expect_repaired("arecord");
    const Frames frames = info().frames;
    const Ended stopped = run(arecord(clean(), {"-s", std::to_string(frames)}));
    EXPECT_EQ(stopped.code, 0) << stopped.err;
    expect_as_after_a_clean_stop();
}

INSTANTIATE_TEST_SUITE_P(Killed, OfArecord,
                         testing::Values(Command{"-f", "S16_LE", "-c", "2"},
                                         Command{"-f", "S24_3LE", "-c", "1"},
                                         Command{"-f", "S32_LE", "-c", "8"},
                                         Command{"-f", "FLOAT_LE", "-c", "1"}));

class OfSox : public Repair, public testing::WithParamInterface<Command> {};

TEST_P(OfSox, IsAsAfterACleanStop) {
    if (!is_installed("sox")) GTEST_SKIP() << "no sox";
    const auto sox = [&](const fs::path& from, const fs::path& file) {
        Command command = {"sox", "-t", "raw", "-r", "48000"};
        command.insert(command.end(), GetParam().begin(), GetParam().end());
        command.insert(command.end(), {from, file});
        return command;
    };
    kill_while_it_records(sox("/dev/urandom", killed()), killed());
    expect_repaired("sox");
    EXPECT_EQ(run(sox(sound(), clean())).code, 0);
    expect_as_after_a_clean_stop();
}

INSTANTIATE_TEST_SUITE_P(Killed, OfSox,
                         testing::Values(Command{"-e", "signed", "-b", "16", "-c", "2"},
                                         Command{"-e", "signed", "-b", "24", "-c", "1"},
                                         Command{"-e", "signed", "-b", "24", "-c", "3"},
                                         Command{"-e", "signed", "-b", "32", "-c", "2"}));

class OfFfmpeg : public Repair, public testing::WithParamInterface<Command> {};

TEST_P(OfFfmpeg, IsAsAfterACleanStop) {
    if (!is_installed("ffmpeg")) GTEST_SKIP() << "no ffmpeg";
    const auto ffmpeg = [&](const fs::path& from, const fs::path& file) {
        const Command& shape = GetParam();
        Command command = {"ffmpeg", "-v",     "error", "-f", shape[0], "-ar", "48000",
                           "-ac",    shape[1], "-i",    from, "-c:a",   "copy"};
        command.insert(command.end(), shape.begin() + 2, shape.end());
        command.push_back(file);
        return command;
    };
    kill_while_it_records(ffmpeg("/dev/urandom", killed()), killed());
    expect_repaired("ffmpeg (Lavf");
    const Ended stopped = run(ffmpeg(sound(), clean()));
    EXPECT_EQ(stopped.code, 0) << stopped.err;
    expect_as_after_a_clean_stop();
}

// In RF64 ffmpeg counts the pad byte of an odd length as sound: there, true is not the same.
INSTANTIATE_TEST_SUITE_P(Killed, OfFfmpeg,
                         testing::Values(Command{"s16le", "2"}, Command{"s24le", "1"},
                                         Command{"s24le", "3"}, Command{"f32le", "2"},
                                         Command{"s16le", "1", "-rf64", "auto"},
                                         Command{"s24le", "2", "-rf64", "always"}));

class OfLibsndfile : public Repair, public testing::WithParamInterface<Command> {};

TEST_P(OfLibsndfile, IsAsAfterACleanStop) {
    const auto recorder = [&](const fs::path& file, Frames frames) {
        const Command& shape = GetParam();
        Command command = {LIBSNDFILE_RECORDER, file, shape[0], shape[1], std::to_string(frames)};
        if (frames == 0) command.insert(command.end(), shape.begin() + 2, shape.end());
        return command;
    };
    if (run(recorder(clean(), 1)).code == 77) GTEST_SKIP() << "no libsndfile.so.1";
    kill_while_it_records(recorder(killed(), 0), killed());
    // With its header kept up to date nothing may be left to do, or a frame.
    if (GetParam().size() > 2)
        EXPECT_EQ(repair({killed(), "--apply"}).code, 0);
    else
        expect_repaired("libsndfile");
    const Ended stopped = run(recorder(clean(), info().frames));
    EXPECT_EQ(stopped.code, 0) << stopped.err;
    expect_as_after_a_clean_stop();
}

INSTANTIATE_TEST_SUITE_P(Killed, OfLibsndfile,
                         testing::Values(Command{"010002", "2"}, Command{"010003", "1"},
                                         Command{"130003", "3"}, Command{"220003", "1"},
                                         Command{"010002", "2", "auto"}));

/// A stereo file of 1000 frames; sox's claim of a stream where it is not finished.
std::string wav(bool finished) {
    std::string bytes(
        "RIFF\x24\xF0\xFF\x7FWAVEfmt \x10\0\0\0\1\0\2\0\x80\xBB\0\0\0\xEE\2\0\4\0\x10\0"
        "data\0\xF0\xFF\x7F",
        44);
    if (finished) bytes.replace(4, 4, "\xC4\x0F\0\0", 4).replace(40, 4, "\xA0\x0F\0\0", 4);
    return bytes + std::string(4000, 'x');
}

TEST_F(Repair, FindsWhatIsBrokenInAFolderAndNothingElse) {
    const fs::path below = folder_.path() / "2026" / "11";
    fs::create_directories(below);
    put(below / "a.wav", wav(true));
    put(below / "B.WAV", wav(false));
    put(below / "c.txt", wav(false));
    const TemporaryFolder elsewhere;
    put(elsewhere.path() / "d.wav", wav(false));
    fs::create_symlink(elsewhere.path(), below / "link");
    fs::create_symlink(elsewhere.path() / "d.wav", below / "link.wav");
    const auto written = fs::last_write_time(below / "a.wav");

    const Ended done = repair({folder_.path(), "--apply"});
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_NE(done.out.find("2 looked at: 1 valid, 1 repaired, 0 in use, 0 left"),
              std::string::npos)
        << done.out;
    EXPECT_TRUE(contents(below / "B.WAV") == wav(true));
    EXPECT_TRUE(contents(below / "a.wav") == wav(true));
    EXPECT_EQ(fs::last_write_time(below / "a.wav"), written);
    EXPECT_TRUE(contents(below / "c.txt") == wav(false));
    EXPECT_TRUE(contents(elsewhere.path() / "d.wav") == wav(false));
}

TEST_F(Repair, TellsWhatItCannotRepairAndGoesOn) {
    put(folder_.path() / "a.wav", "Hello, I am no sound.");
    put(folder_.path() / "b.wav", wav(false).substr(0, 40));
    put(folder_.path() / "c.wav", wav(false));
    const Ended done = repair({folder_.path(), "--apply"});
    EXPECT_EQ(done.code, 1);
    EXPECT_NE(done.err.find("a.wav: no WAV file (it begins with \"Hell\")"), std::string::npos);
    EXPECT_NE(done.err.find("b.wav: no WAV file"), std::string::npos) << done.err;
    EXPECT_TRUE(contents(folder_.path() / "b.wav") == wav(false).substr(0, 40));
    EXPECT_TRUE(contents(folder_.path() / "c.wav") == wav(true));
    EXPECT_EQ(repair({folder_.path() / "none.wav"}).code, 1);
}

TEST_F(Repair, SaysThatThereIsNoSuchFile) {
    const Ended told = repair({folder_.path() / "nosuch"});
    EXPECT_EQ(told.code, 1);
    const std::string remedy = "look for its name: ls " + folder_.path().string() + "\n";
    EXPECT_NE(told.err.find("nosuch: no such file or folder; " + remedy), std::string::npos)
        << told.err;
}

TEST_F(Repair, PassesOverWhatIsBeingWrittenAloud) {
    put(killed(), wav(false));
    const std::ofstream writer(killed(), std::ios::app);
    const Ended told = repair({killed(), "--apply"});
    EXPECT_EQ(told.code, 0) << told.err;
    EXPECT_NE(told.out.find("1 in use"), std::string::npos) << told.out;
    EXPECT_TRUE(contents(killed()) == wav(false));
}

TEST_F(Repair, CompletesATakeThatRedstartLeft) {
    SimulatedMicrophone microphone;
    const fs::path part = folder_.path() / "killed.wav.part";
    {
        Program recorder(redstart({"record", "-D", microphone.pcm(), killed()}));
        ASSERT_TRUE(eventually([&] { return fs::exists(part) && fs::file_size(part) > 300'000; }));
        const Ended told = repair({folder_.path(), "--apply"});
        EXPECT_EQ(told.code, 0) << told.err;
        EXPECT_NE(told.out.find("1 in use"), std::string::npos) << told.out;
        recorder.signal(SIGKILL);
        recorder.wait();
    }
    const Ended told = repair({folder_.path()});
    EXPECT_EQ(told.code, 0) << told.err;
    EXPECT_NE(told.out.find("completed to " + killed().string() + ","), std::string::npos)
        << told.out;
    EXPECT_TRUE(fs::exists(part));
    Surroundings there;
    there.folder = folder_.path();
    const Ended done = run(redstart({"repair", "killed.wav.part", "--apply"}), there);
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_FALSE(fs::exists(part));
    EXPECT_TRUE(info().complete);
    EXPECT_GE(info().frames, 48000);
}

} // namespace
} // namespace redstart
