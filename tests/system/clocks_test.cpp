// A take's time line is the microphone's, whatever is done to the machine's clocks meanwhile.
#include "simulated/counter_frames.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/machine_clocks.hpp"
#include "system/takes.hpp"
#include "wav/info.hpp"

#include <cinttypes>
#include <cstdio>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class ClocksOfTheMachine : public testing::Test {
protected:
    void SetUp() override {
        if (slowness > 1) GTEST_SKIP() << "a sanitizer stands before these clocks";
    }

    /// A take of so many seconds.
    Program record(const std::string& seconds) {
        use_simulated_board();
        return Program(redstart({"record", "-D", microphone_.pcm(), "-f", "S32_LE", "-d", seconds,
                                 file().string()}),
                       clocks_.around());
    }
    bool has_heard(std::chrono::nanoseconds time) const {
        return eventually([&] { return microphone_.has_run_for(time); });
    }
    fs::path file() const { return folder_.path() / "take.wav"; }

    /// Its one gap, by its mark.
    WavMark gap() const {
        auto marks = read_wav_info(file()).marks;
        std::erase_if(marks, [](const WavMark& mark) { return !mark.label.starts_with("gap:"); });
        EXPECT_EQ(marks.size(), 1u);
        return marks.empty() ? WavMark{} : marks[0];
    }

    const TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
    Clocks clocks_{folder_.path()};
};

TEST_F(ClocksOfTheMachine, OneThatIsSlewedLosesNoFrame) {
    Program recorder = record("20");
    ASSERT_TRUE(has_heard(7s));
    clocks_.slew(300ms, 6s);
    EXPECT_EQ(recorder.wait(60s), 0) << recorder.err();
    EXPECT_TRUE(read_wav_info(file()).marks.empty());
    const Sound sound = sound_of(file());
    EXPECT_EQ(sound.frames(), 960'000);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
}

TEST_F(ClocksOfTheMachine, AGapInTheMiddleOfASlewIsFoundAndMeasured) {
    Program recorder = record("20");
    ASSERT_TRUE(has_heard(7s));
    clocks_.slew(500ms, 6s); // as chronyd does
    ASSERT_TRUE(has_heard(10s));
    microphone_.skip(24'000);
    EXPECT_EQ(recorder.wait(60s), 0) << recorder.err();
    Frames lost = 0;
    ASSERT_EQ(std::sscanf(gap().label.c_str(), "gap: %" SCNd64 " frames, suspected", &lost), 1)
        << gap().label;
    EXPECT_NEAR(static_cast<double>(lost), 24'000, 1024);
    const Sound sound = sound_of(file());
    EXPECT_EQ(sound.frames(), 960'000);
    EXPECT_EQ(sound.number(sound.frames() - 1), sound.frames() - 1 + 24'000 - lost);
}

TEST_F(ClocksOfTheMachine, TheTimeOfASuspendIsAGap) {
    Program recorder = record("15");
    ASSERT_TRUE(has_heard(2s));
    clocks_.sleep(10s);
    microphone_.overrun(); // a device that was suspended tells of it like that
    EXPECT_EQ(recorder.wait(60s), 0) << recorder.err();
    Frames lost = 0;
    ASSERT_EQ(std::sscanf(gap().label.c_str(), "gap: %" SCNd64 " frames, device away", &lost), 1)
        << gap().label;
    const Frames overrun = microphone_.frames_lost();
    EXPECT_NEAR(static_cast<double>(lost), static_cast<double>(480'000 + overrun), 4800);
    const Sound sound = sound_of(file());
    EXPECT_EQ(sound.frames(), 720'000);
    const Frames behind = gap().at + lost;
    EXPECT_EQ(counter_fault(sound.from(0).first(sound.format.bytes(gap().at)), sound.format), "");
    EXPECT_EQ(counter_fault(sound.from(behind), sound.format, gap().at + overrun), "");
}

TEST_F(ClocksOfTheMachine, ASuspendThatTheDeviceDoesNotTellOfIsAGap) {
    Program recorder = record("15");
    ASSERT_TRUE(has_heard(2s));
    clocks_.sleep(10s);
    EXPECT_EQ(recorder.wait(60s), 0) << recorder.err();
    EXPECT_EQ(gap().label, "gap: 480000 frames, device away");
    const Sound sound = sound_of(file());
    EXPECT_EQ(sound.frames(), 720'000);
    const auto behind = sound.from(gap().at + 480'000);
    EXPECT_EQ(counter_fault(behind, sound.format, gap().at), "");
}

} // namespace
} // namespace redstart
