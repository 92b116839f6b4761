// What a Recorder is asked is of now, and a take of a given length returns when it is over.
#include "library/own_source.hpp"
#include "simulated/simulated_microphone.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;

RecorderOptions options_of(const SimulatedMicrophone& microphone) {
    return {.device = microphone.pcm(), .format = SampleFormat::s32_le, .exact = true};
}

/// In time for a machine that is not too busy for it; a busy one gets more tries.
void expect_soon(std::chrono::nanoseconds limit, const std::function<void(int)>& call) {
    std::chrono::nanoseconds best = 1h;
    for (int i = 0; i < 20 && best >= limit; ++i) {
        const TimePoint before = Clock::now();
        call(i);
        best = std::min<std::chrono::nanoseconds>(best, Clock::now() - before);
    }
    EXPECT_LT(best, limit);
}

TEST(FreshAnswers, FramesAreThoseOfTheMoment) {
    const TemporaryFolder folder;
    const SimulatedMicrophone microphone;
    Recorder recorder(options_of(microphone));
    recorder.start(folder / "take.wav");
    const Frames first = recorder.take_position().value();
    const auto delivered = [&] {
        return recorder.format().frames(Clock::now() - microphone.started_at());
    };
    int in_time = 0;
    for (int i = 0; i < 20 && in_time < 3; ++i) {
        const auto next = Clock::now() + 150ms; // the device wakes its reader after 450
        wait_until([&] { return Clock::now() >= next; });
        const TimePoint before = Clock::now();
        const Frames least = delivered() - first, frames = recorder.frames();
        if (Clock::now() - before > 90ms) continue; // the answer was not waited for any longer
        ++in_time;
        EXPECT_GE(frames, least - 480);
        EXPECT_LE(frames, delivered() - first + 480);
    }
    EXPECT_EQ(in_time, 3) << "this machine is too busy for this";
    const FinishedTake take = recorder.stop();
    EXPECT_EQ(take.frames, recorder.frames());
}

TEST(FreshAnswers, ATakeOfAGivenLengthIsOverWhenItsTimeIs) {
    const TemporaryFolder folder;
    const SimulatedMicrophone microphone;
    Recorder recorder(options_of(microphone));
    expect_soon(300ms, [&](int i) { // 900 ms where the device is waited for
        recorder.start(folder / (std::to_string(i) + ".wav"), 100ms);
        EXPECT_EQ(recorder.wait().frames, 4800);
    });
}

class Wakeups : public OwnSourceTest {};

TEST_F(Wakeups, AreTwentyASecondAtMostHoweverOftenIsAskedAndByHowMany) {
    Recorder recorder(source(), options());
    start(recorder, file("take.wav"));
    std::atomic<bool> done{false};
    const auto ask = [&] {
        while (!done) {
            recorder.frames();
            recorder.duration();
            recorder.levels_dbfs();
            recorder.rms_dbfs();
        }
    };
    const unsigned before = wakeups();
    const TimePoint begin = Clock::now();
    std::thread one(ask), two(ask);
    wait_until([&] { return Clock::now() - begin >= 500ms; });
    done = true;
    one.join();
    two.join();
    EXPECT_LE(wakeups() - before, (Clock::now() - begin) / 50ms + 2);
    EXPECT_GT(wakeups(), before);
}

TEST_F(Wakeups, AreNoneWhereNobodyAsks) {
    Recorder recorder(source(), options());
    start(recorder, file("take.wav"));
    const unsigned before = wakeups();
    const TimePoint begin = Clock::now();
    wait_until([&] { return Clock::now() - begin >= 200ms; });
    EXPECT_LE(wakeups() - before, 1u);
}

/// A sine of a quarter of full scale: -12.04 dBFS peak, 3.01 less as root mean square.
TEST(Levels, HaveAPeakAndARootMeanSquare) {
    const TemporaryFolder folder;
    const SimulatedMicrophone microphone("tone");
    Recorder recorder(options_of(microphone));
    recorder.rms_dbfs();
    wait_until([&] {
        const float peak = recorder.levels_dbfs().at(0), rms = recorder.rms_dbfs().at(0);
        return rms > peak - 4 && rms < peak - 2;
    });
}

} // namespace
} // namespace redstart
