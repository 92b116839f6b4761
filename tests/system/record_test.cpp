// `redstart record`: every frame that the microphone delivered is in the file, whatever ends it.
#include "simulated/counter_frames.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <deque>
#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Record : public testing::Test {
protected:
    Record() { use_simulated_board(); }

    fs::path file() const { return folder_.path() / "take.wav"; }

    /// The command line that records from the microphone with these further arguments.
    std::vector<std::string> command(const std::vector<std::string>& arguments) const {
        std::vector<std::string> all = {"record", "-D", microphone_.pcm()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return redstart(all);
    }

    bool has_heard(std::chrono::nanoseconds duration) const {
        return eventually([&] { return microphone_.has_run_for(duration); });
    }

    /// What a device that never lost a frame has delivered at that moment.
    Frames delivered(TimePoint when) const {
        return (when - microphone_.started_at()).count() * microphone_.rate() / 1'000'000'000;
    }

    void expect_all_until(int signal) {
        Program recorder(command({file()}));
        ASSERT_TRUE(has_heard(1300ms));
        const Frames before = std::max(delivered(Clock::now()), microphone_.frames_delivered());
        recorder.signal(signal);
        EXPECT_EQ(recorder.wait(), 0) << recorder.err();
        const Sound sound = sound_of(file());
        EXPECT_GE(sound.frames(), before);
        EXPECT_LE(sound.frames(), delivered(Clock::now()));
        EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
    }

    const TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
};

struct Shape {
    std::string asked;
    unsigned channels;
    SampleFormat kept;
};

std::vector<Shape> nine_shapes_and_two() {
    std::vector<Shape> shapes;
    for (const unsigned channels : {1u, 2u, 8u})
        for (const auto sample :
             {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le})
            shapes.push_back({std::string(to_string(sample)), channels, sample});
    shapes.push_back({"S24_LE", 2, SampleFormat::s24_3le});
    shapes.push_back({"FLOAT_LE", 2, SampleFormat::float_le});
    return shapes;
}

class EveryShape : public Record {
protected:
    fs::path file_of(const Shape& shape) const {
        return folder_.path() / (shape.asked + "_" + std::to_string(shape.channels) + ".wav");
    }

    /// So many recorders at once, a microphone each.
    void record_side_by_side(std::span<const Shape> shapes) const {
        std::deque<SimulatedMicrophone> microphones;
        std::deque<Program> recorders;
        for (const Shape& shape : shapes)
            recorders.emplace_back(
                redstart({"record", "-D", microphones.emplace_back().pcm(), "-f", shape.asked, "-c",
                          std::to_string(shape.channels), "-d", "5", file_of(shape)}));
        for (Program& recorder : recorders) EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    }
};

TEST_F(EveryShape, IsKeptForFiveSecondsToTheFrame) {
    const std::vector<Shape> shapes = nine_shapes_and_two();
    const std::size_t at_once = slowness > 1 ? 2 : shapes.size();
    for (std::size_t i = 0; i < shapes.size(); i += at_once)
        record_side_by_side(std::span(shapes).subspan(i, std::min(at_once, shapes.size() - i)));
    for (const Shape& shape : shapes) {
        SCOPED_TRACE(shape.asked + " x " + std::to_string(shape.channels));
        const Sound sound = sound_of(file_of(shape));
        EXPECT_EQ(sound.format, (AudioFormat{48000, shape.channels, shape.kept}));
        EXPECT_EQ(sound.frames(), 240000);
        EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
    }
}

TEST_F(Record, KeepsAllThatWasDeliveredBeforeCtrlC) {
    expect_all_until(SIGINT);
}

TEST_F(Record, KeepsAllThatWasDeliveredBeforeSigterm) {
    expect_all_until(SIGTERM);
}

TEST_F(Record, GoesOnAfterAHangUpUnderNohup) {
    std::vector<std::string> words = command({"-q", "-d", "4s", file()});
    words.insert(words.begin(), "nohup");
    Program recorder(words);
    ASSERT_TRUE(has_heard(500ms));
    recorder.signal(SIGHUP);
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_EQ(sound_of(file()).frames(), 4 * microphone_.rate());
}

TEST_F(Record, StreamsTheSameWavToStandardOutput) {
    const Ended to_file = run(command({"-d", "2", file()}));
    EXPECT_EQ(to_file.code, 0) << to_file.err;
    const Ended to_pipe = run(command({"-d", "2", "-"}));
    EXPECT_EQ(to_pipe.code, 0) << to_pipe.err;
    const fs::path piped = folder_.path() / "piped.wav";
    std::ofstream(piped, std::ios::binary) << to_pipe.out;
    const Sound sound = sound_of(piped);
    EXPECT_EQ(sound.frames(), 96000);
    EXPECT_EQ(sound.bytes, sound_of(file()).bytes);
    EXPECT_EQ(to_pipe.out.size(), fs::file_size(piped));
}

TEST_F(Record, HoldsASourceBackThatIsNotLive) {
    const SimulatedMicrophone unpaced("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    const Ended recorder = run(redstart({"record", "-D", unpaced.pcm(), "--no-drop", "-r", "50000",
                                         "-f", "S32_LE", "-d", "40", file()}));
    EXPECT_EQ(recorder.code, 0) << recorder.err;
    const Sound sound = sound_of(file());
    EXPECT_EQ(sound.frames(), 2'000'000);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
}

TEST_F(Record, KeepsEveryFrameWithTheSmallestAndTheLargestChunk) {
    for (const char* chunk : {"16", "65536"}) {
        const fs::path wav = folder_.path() / (std::string(chunk) + ".wav");
        const Ended recorder = run(command({"--chunk", chunk, "-d", "2", wav}));
        EXPECT_EQ(recorder.code, 0) << recorder.err;
        const Sound sound = sound_of(wav);
        EXPECT_EQ(sound.frames(), 96000);
        EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
    }
}

TEST_F(Record, ATimeThatIsShorterThanAFrameIsNotForEver) {
    for (const char* time : {"10us", "0.0000000001"}) {
        const Ended ended = run(command({"-q", "-d", time, file()}));
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(sound_of(file()).frames(), 1);
        fs::remove(file());
    }
}

TEST_F(Record, GoesOnInANewFileByTimeWithoutAHole) {
    const Ended recorder = run(command({"--max-file-time", "1s", "-d", "3500ms", file()}));
    EXPECT_EQ(recorder.code, 0) << recorder.err;
    const auto files = files_in(folder_.path(), ".wav");
    ASSERT_EQ(files.size(), 4u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(sound_of(files[i]).frames(), 48000);
    const Sound sound = sound_of(files);
    EXPECT_EQ(sound.frames(), 168000);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
}

TEST_F(Record, GoesOnInANewFileAtSigusr1WithoutAHole) {
    Program recorder(command({file()}));
    ASSERT_TRUE(has_heard(500ms));
    recorder.signal(SIGUSR1);
    EXPECT_TRUE(eventually([&] { return fs::exists(file()); })) << "the first file is finished";
    ASSERT_TRUE(has_heard(1500ms));
    recorder.signal(SIGINT);
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    const auto files = files_in(folder_.path(), ".wav");
    ASSERT_EQ(files.size(), 2u);
    const Sound sound = sound_of(files);
    EXPECT_GE(sound.frames(), 72000);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
}

TEST_F(Record, NamesATakeThatWasGivenNoNameAndPrintsIt) {
    Surroundings in_folder;
    in_folder.folder = folder_.path();
    const Ended recorder = run(command({"-d", "1"}), in_folder);
    EXPECT_EQ(recorder.code, 0) << recorder.err;
    const auto files = files_in(folder_.path(), ".wav");
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(recorder.out, files[0].filename().string() + "\n");
    EXPECT_EQ(sound_of(files[0]).frames(), 48000);
}

TEST_F(Record, SaysNothingOnAPipe) {
    const Ended recorder = run(command({"-q", "-d", "1", file()}));
    EXPECT_EQ(recorder.code, 0);
    EXPECT_EQ(recorder.out, "");
    EXPECT_EQ(recorder.err, "");
}

TEST_F(Record, DrawsNoMeterOnAPipe) {
    const Ended recorder = run(command({"-d", "1", file()}));
    EXPECT_EQ(recorder.err.find_first_of("\r\x1b"), std::string::npos) << recorder.err;
    const auto first = "recording " + file().string() + ": S16_LE, 48000 Hz, stereo, from ";
    EXPECT_NE(recorder.err.find(first), std::string::npos) << recorder.err;
    const auto last = file().string() + ": 1.0 s, peak ";
    EXPECT_NE(recorder.err.find(last), std::string::npos) << recorder.err;
    EXPECT_TRUE(recorder.err.ends_with(" clipped, 0 lost\n")) << recorder.err;
}

/// A take that was too short to be measured is not called silent.
TEST_F(Record, TellsNoLevelsOfATakeThatIsShorterThanTheyAre) {
    const Ended shortest = run(command({"-s", "48", file()}));
    EXPECT_TRUE(shortest.err.ends_with(": 1 ms, too short for levels, 0 lost\n")) << shortest.err;
    const Ended longer = run(command({"-s", "9600", folder_.path() / "y.wav"}));
    EXPECT_NE(longer.err.find(": 200 ms, peak "), std::string::npos) << longer.err;
}

TEST_F(Record, DrawsNoMeterForATakeThatHasNoFile) {
    if (!can_make_terminal()) GTEST_SKIP() << "no pseudo-terminal here; mount devpts at /dev/pts";
    Surroundings terminal;
    terminal.on_terminal = true;
    const Ended recorder = run(command({folder_.path() / "no-folder/take.wav"}), terminal);
    EXPECT_EQ(recorder.code, 1);
    EXPECT_EQ(recorder.err.find("dB"), std::string::npos) << recorder.err;
    EXPECT_EQ(recorder.err.find("00:00"), std::string::npos) << recorder.err;
}

TEST_F(Record, DrawsAMeterAndTheElapsedTimeOnATerminal) {
    if (!can_make_terminal()) GTEST_SKIP() << "no pseudo-terminal here; mount devpts at /dev/pts";
    Surroundings terminal;
    terminal.on_terminal = true;
    const Ended recorder = run(command({"-d", "1500ms", file()}), terminal);
    EXPECT_EQ(recorder.code, 0);
    for (const char* part :
         {"recording  00:00:00", "recording  00:00:01", "-00:00:01", "dB", "0 lost"})
        EXPECT_NE(recorder.err.find(part), std::string::npos) << part << " in " << recorder.err;
    EXPECT_EQ(sound_of(file()).frames(), 72000);
}

TEST_F(Record, PutsSilenceWhereTheMicrophoneOverranAndSaysSo) {
    Program recorder(command({"-f", "S32_LE", "-d", "3", file()}));
    ASSERT_TRUE(has_heard(1s));
    microphone_.overrun();
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    const Sound sound = sound_of(file());
    ASSERT_EQ(sound.frames(), 144000);
    const auto lost = static_cast<std::size_t>(microphone_.frames_lost());
    EXPECT_GT(lost, 0u);
    EXPECT_NE(recorder.err().find(" frames lost in 1 gap;"), std::string::npos) << recorder.err();
    EXPECT_NEAR(static_cast<double>(sound.number(143999)), 143999, 1024) << "time never collapses";
}

} // namespace
} // namespace redstart
