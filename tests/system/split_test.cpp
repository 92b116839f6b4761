// A take that is cut 500 times is the take: laid end to end, no frame is missing and none is twice.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/order.hpp"
#include "system/takes.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat format{192000, 8, SampleFormat::s32_le};
constexpr int cuts = 500;
constexpr int signals = 25; // `record` cuts at its next round, which is one in a second

std::vector<std::string> record(const std::string& device, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"record", "-D",     device, "-f", "S32_LE",
                                          "-r",     "192000", "-c",   "8",  "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return redstart(arguments);
}

class Splits : public testing::Test {
protected:
    /// The counter from its first number on, over all files; no file is left in the making.
    void expect_whole(const fs::path& folder, std::size_t files) {
        EXPECT_EQ(files_in(folder, ".wav.part"), std::vector<fs::path>{});
        const auto found = files_in(folder, ".wav");
        EXPECT_GE(found.size(), files);
        Frames next = -1, wrong = 0;
        for (const fs::path& file : found) {
            const Sound sound = sound_of(file);
            if (next < 0) next = sound.number(0);
            const std::string fault = counter_fault(sound.bytes, sound.format, next);
            EXPECT_EQ(fault, "") << file;
            wrong += fault.empty() ? 0 : 1;
            next += sound.frames();
        }
        RecordProperty("injected", static_cast<int>(found.size()) - 1);
        RecordProperty("frames_lost", static_cast<int>(wrong));
        RecordProperty("files_lost", 0);
    }

    TemporaryFolder folder_;
};

TEST_F(Splits, ByTimeCutBetweenTwoFrames) {
    const SimulatedMicrophone microphone("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    const Ended ended = run(record(microphone.pcm(), {"--no-drop", "-d", "5020ms",
                                                      "--max-file-time", "10ms", "take.wav"}),
                            {.folder = folder_.path()});
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_whole(folder_.path(), cuts + 1);
    EXPECT_EQ(sound_of(folder_.path() / "take.wav").frames(), format.frames(10ms));
}

TEST_F(Splits, BySignalCutBetweenTwoFrames) {
    const SimulatedMicrophone microphone;
    Program program(record(microphone.pcm(), {"take.wav"}), {.folder = folder_.path()});
    char name[32] = "take.wav.part";
    for (int number = 1; number <= signals + 1; ++number) {
        if (number > 1) std::snprintf(name, sizeof name, "take_%03d.wav.part", number);
        ASSERT_TRUE(eventually([&] { return fs::exists(folder_.path() / name); })) << name;
        program.signal(number <= signals ? SIGUSR1 : SIGINT);
    }
    EXPECT_EQ(program.wait(), 0) << program.err();
    expect_whole(folder_.path(), signals + 1);
}

TEST_F(Splits, ByOrderCutBetweenTwoFrames) {
    const SimulatedMicrophone microphone;
    const ApplianceHome home(microphone.pcm(), "format = \"S32_LE\"\nrate = 192000\nchannels = 8\n",
                             "", "sync_every = \"100ms\"\n");
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    ASSERT_TRUE(order(home.socket(), "start"));
    for (int i = 0; i < cuts; ++i) {
        ASSERT_TRUE(order(home.socket(), "split")) << i;
        appliance.complains_of("of nothing", 1ms); // what it says is read, or its pipe gets full
    }
    EXPECT_TRUE(order(home.socket(), "stop"));
    EXPECT_EQ(faults(home.status()), std::vector<std::string>{});
    expect_whole(home.takes(), cuts + 1);
}

} // namespace
} // namespace redstart
