// The life of a PlaybackStream: again and again on one object, pauses, two ways to end, and times.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/playback_stream.hpp>

#include <fstream>
#include <future>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Sound = std::vector<std::byte>;
using Block = PlaybackStream::Block;

class PlaybackLife : public testing::Test {
protected:
    PlaybackLife() { use_simulated_board(); }

    StreamOptions options() const {
        return {.device = "loudspeaker:FILE=" + file_.string() + ",STATE=" + state_path(),
                .format = SampleFormat::s24_3le,
                .exact = true,
                .chunk_frames = 256};
    }
    std::string state_path() const { return folder_.path() / "state"; }
    TimePoint started_at() const { return TimePoint(std::chrono::nanoseconds(state_->started_at)); }
    Frames frames_heard() const {
        return static_cast<Frames>(std::filesystem::file_size(file_) / 6);
    }
    static Frames all_of(std::span<std::byte> block) { return std::ssize(block) / 6; }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "heard";
    StateFile state_{state_path()};
};

TEST_F(PlaybackLife, HoldsTheLatencyThatWasAskedFor) {
    StreamOptions asked = options();
    EXPECT_EQ(PlaybackStream(asked).latency(), AudioFormat{}.duration(4 * 256));
    asked.latency = 40ms;
    EXPECT_EQ(PlaybackStream(asked).latency(), 40ms);
}

TEST_F(PlaybackLife, StartsAgainAfterStopAndAfterItsEnd) {
    PlaybackStream stream(options());
    const Sound sound = counter_frames(stream.format(), 0, 500);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(stream.is_active());
        EXPECT_EQ(stream.write(sound).frames, 500);
        stream.stop();
        EXPECT_FALSE(stream.is_active());
        EXPECT_EQ(stream.write(sound).frames, 0);
        stream.start();
    }
    EXPECT_EQ(stream.write(sound).frames, 500);
    stream.drain();
    EXPECT_EQ(frames_heard(), 4 * 500);
}

TEST_F(PlaybackLife, ACallbackIsAskedAgainAfterStart) {
    int calls = 0;
    PlaybackStream stream(options(), [&](std::span<std::byte> block, const Block&) {
        return ++calls % 4 == 0 ? 0 : all_of(block);
    });
    stream.wait();
    EXPECT_FALSE(stream.is_active());
    stream.start();
    stream.wait();
    EXPECT_EQ(calls, 8);
    EXPECT_EQ(frames_heard(), 6 * 256);
}

TEST_F(PlaybackLife, APauseIsSilentAndNoUnderrun) {
    PlaybackStream stream(options());
    stream.write(counter_frames(stream.format(), 0, 4 * 256)); // full: it sounds
    stream.pause();
    EXPECT_FALSE(stream.is_active());
    auto drained = std::async(std::launch::async, [&] { stream.drain(); });
    EXPECT_EQ(drained.wait_for(200ms), std::future_status::timeout) << "21 ms of sound";
    stream.start();
    EXPECT_TRUE(stream.is_active());
    drained.get();
    EXPECT_EQ(stream.underruns(), 0u);
}

TEST_F(PlaybackLife, AWriteWaitsForTheEndOfAPause) {
    PlaybackStream stream(options());
    stream.pause();
    const Sound sound = counter_frames(stream.format(), 0, 5000);
    auto written = std::async(std::launch::async, [&] { return stream.write(sound).frames; });
    EXPECT_EQ(written.wait_for(100ms), std::future_status::timeout);
    stream.start();
    EXPECT_EQ(written.get(), 5000);
    stream.pause();
    written = std::async(std::launch::async, [&] { return stream.write(sound).frames; });
    stream.stop();
    EXPECT_EQ(written.get(), 0);
}

TEST_F(PlaybackLife, NoBlockIsAskedForInAPause) {
    std::atomic<int> calls{0};
    PlaybackStream stream(options(), [&](std::span<std::byte> block, const Block&) {
        ++calls;
        return all_of(block);
    });
    wait_until([&] { return calls > 10; });
    stream.pause();
    const int before = calls; // one more may be under way
    std::this_thread::sleep_for(100ms);
    EXPECT_LE(calls, before + 1);
    stream.start();
    wait_until([&] { return calls > before + 10; });
    stream.stop();
}

/// What is drained before the device is full makes it sound; what is dropped does not.
TEST_F(PlaybackLife, AbortDropsWhatDrainLetsSound) {
    for (const Frames answer : {PlaybackStream::abort, Frames{0}}) {
        int calls = 0;
        PlaybackStream stream(options(), [&](std::span<std::byte> block, const Block&) {
            return ++calls == 3 ? answer : all_of(block);
        });
        stream.wait();
        EXPECT_EQ(started_at() != TimePoint{}, answer == 0);
    }
}

TEST_F(PlaybackLife, DrainEndsTheCallsAndLetsAllSound) {
    std::atomic<Frames> given{0};
    PlaybackStream stream(options(), [&](std::span<std::byte> block, const Block&) {
        given += all_of(block);
        return all_of(block);
    });
    wait_until([&] { return given > 5000; });
    stream.drain();
    EXPECT_FALSE(stream.is_active());
    EXPECT_EQ(frames_heard(), given);
}

TEST_F(PlaybackLife, TellsTheEndAlsoWhereNobodyWaits) {
    StreamOptions asked = options();
    std::promise<bool> told;
    asked.on_end = [&](const std::exception_ptr& end) { told.set_value(end != nullptr); };
    const PlaybackStream stream(asked, [](std::span<std::byte>, const Block&) -> Frames {
        throw std::out_of_range("no more sound");
    });
    EXPECT_TRUE(told.get_future().get());
    EXPECT_FALSE(stream.is_active());
}

TEST_F(PlaybackLife, RefusesWriteInCallbackMode) {
    PlaybackStream stream(options(),
                          [](std::span<std::byte> block, const Block&) { return all_of(block); });
    EXPECT_EQ(error_of([&] { stream.write({}); }),
              options().device + ": its callback is asked; make a stream without");
}

TEST_F(PlaybackLife, TellsTheCallbackOfUnderruns) {
    std::atomic<bool> is_late{false};
    unsigned told = 0;
    PlaybackStream stream(options(), [&](std::span<std::byte> block, const Block& next) {
        told += next.underruns;
        if (!is_late && started_at() != TimePoint{}) {
            is_late = true;
            wait_until([&] { return Clock::now() > started_at() + 200ms; }); // it holds 21
        }
        return told > 0 ? 0 : all_of(block);
    });
    stream.wait();
    EXPECT_GE(told, 1u);
    EXPECT_EQ(stream.underruns(), told);
}

/// A stamp may be late, on a busy machine, and never early.
TEST_F(PlaybackLife, TellsWhenTheLastFrameOfAWriteSounds) {
    PlaybackStream stream(options());
    Frames written = 0;
    std::chrono::nanoseconds nearest = 1h;
    for (int i = 0; i < 500 && nearest > 2ms; ++i) {
        const auto write = stream.write(counter_frames(stream.format(), written, 256));
        if (write.underruns > 0) written = 0; // it began anew
        written += 256;
        if (started_at() == TimePoint{} || write.underruns > 0) continue;
        const auto late = write.time - (started_at() + stream.format().duration(written));
        nearest = std::min<std::chrono::nanoseconds>(nearest, late < 0ns ? -late : late);
    }
    EXPECT_LE(nearest, 2ms);
}

} // namespace
} // namespace redstart
