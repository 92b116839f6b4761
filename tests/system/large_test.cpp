// Takes of 4.3 GiB, which is more than one RIFF file holds; for REDSTART_LONG=1 and 5 GB of room.
#include "simulated/counter_frames.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "wav/frames.hpp"

#include <cstdio>
#include <cstdlib>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat format{192000, 8, SampleFormat::s32_le};
constexpr std::uint64_t gib = std::uint64_t{1} << 30;
constexpr Frames take_frames = static_cast<Frames>(gib / 10 * 43 / 32);

bool is_installed(const std::string& tool) {
    return std::system(("command -v " + tool + " >/dev/null").c_str()) == 0;
}

class LargeTakes : public testing::Test {
protected:
    void SetUp() override {
        if (std::getenv("REDSTART_LONG") == nullptr) GTEST_SKIP() << "only with REDSTART_LONG=1";
        if (fs::space(folder_.path()).available < 6 * gib) GTEST_SKIP() << "not 6 GiB free";
    }

    void record(std::vector<std::string> more) {
        more.insert(more.end(), {"-d", std::to_string(take_frames / format.rate + 1), "take.wav"});
        const SimulatedMicrophone microphone("counter", SimulatedMicrophone::Pace::as_fast_as_read);
        std::vector<std::string> command = {"record",         "--no-drop", "-q",     "-D",
                                            microphone.pcm(), "-f",        "S32_LE", "-r",
                                            "192000",         "-c",        "8"};
        command.insert(command.end(), more.begin(), more.end());
        Program program(redstart(command), {.folder = folder_.path()});
        EXPECT_EQ(program.wait(600s), 0) << program.err();
        files_ = files_in(folder_.path(), ".wav");
    }

    /// All files are the counter from 0 on, and every reader finds as many frames in each.
    void expect_whole() {
        Frames next = 0;
        for (const fs::path& file : files_) {
            const Frames frames = compare(file, next);
            expect_read_by({"soxi", "-s", file}, frames);
            expect_read_by({"ffprobe", "-v", "error", "-f", "wav", "-show_entries",
                            "stream=duration_ts", "-of", "csv=p=0", file},
                           frames);
            expect_read_by({"sndfile-info", file}, frames);
            expect_read_by(redstart({"info", file}), frames);
            next += frames;
        }
        EXPECT_EQ(next, format.rate * (take_frames / format.rate + 1));
        RecordProperty("injected", 1);
        RecordProperty("frames_lost", 0);
        RecordProperty("files_lost", 0);
    }

    static Frames compare(const fs::path& file, Frames first) {
        WavFrames reader(file);
        std::vector<std::byte> room(format.bytes(format.rate));
        const Frames begin = first;
        while (const Frames got = reader.read(room)) {
            const auto sound = std::span(room).first(format.bytes(got));
            EXPECT_EQ(counter_fault(sound, format, first), "") << file;
            first += got;
            if (testing::Test::HasFailure()) break;
        }
        return first - begin;
    }

    static void expect_read_by(const std::vector<std::string>& command, Frames frames) {
        if (command[0].find('/') == std::string::npos && !is_installed(command[0])) {
            std::printf("no %s here\n", command[0].c_str());
            return;
        }
        Program program(command);
        EXPECT_EQ(program.wait(300s), 0) << command[0] << program.err();
        EXPECT_NE(program.out().find(std::to_string(frames)), std::string::npos)
            << command[0] << " says " << program.out() << ", not " << frames;
    }

    TemporaryFolder folder_;
    std::vector<fs::path> files_;
};

TEST_F(LargeTakes, GoOnInANewFileBelow4GiB) {
    record({});
    ASSERT_EQ(files_.size(), 2);
    EXPECT_LT(fs::file_size(files_[0]), 4 * gib);
    EXPECT_GT(fs::file_size(files_[0]), 4 * gib - 1024 * 1024);
    expect_whole();
}

TEST_F(LargeTakes, BecomeRf64InPlace) {
    record({"--rf64"});
    ASSERT_EQ(files_.size(), 1);
    EXPECT_GT(fs::file_size(files_[0]), 4 * gib);
    EXPECT_TRUE(read_wav_info(files_[0]).is_rf64);
    expect_whole();
}

} // namespace
} // namespace redstart
