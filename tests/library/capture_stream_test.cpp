// The CaptureStream against a microphone whose frames carry their own numbers.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/capture_stream.hpp>

#include <algorithm>
#include <future>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Sound = std::vector<std::byte>;

StreamOptions options(const SimulatedMicrophone& microphone) {
    return {.device = microphone.pcm(), .format = SampleFormat::s32_le, .exact = true};
}

TEST(CaptureStream, FillsTheRoomWithEveryFrameInOrder) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(1024));
    for (Frames first = 0; first < 30 * 1024; first += 1024) {
        const CaptureStream::Read read = stream.read(room);
        ASSERT_EQ(read.frames, 1024);
        ASSERT_EQ(read.lost, 0);
        ASSERT_EQ(counter_fault(room, stream.format(), first), "");
    }
}

TEST(CaptureStream, RunsItsDeviceFromTheConstructorOn) {
    const SimulatedMicrophone microphone;
    const CaptureStream stream(options(microphone));
    EXPECT_NE(microphone.started_at(), TimePoint{});
}

/// By what the device had reached when the first read came back; once is enough, for a busy machine
/// may wake a reader as late as it likes.
TEST(CaptureStream, GivesItsFirstBlockWithinThreeChunks) {
    for (const Frames chunk : {64, 256, 1024, 4096}) {
        Frames least = 1'000'000;
        for (int i = 0; i < 50 && least > 3 * chunk; ++i) {
            const SimulatedMicrophone microphone;
            StreamOptions asked = options(microphone);
            asked.chunk_frames = chunk;
            CaptureStream stream(asked);
            Sound room(stream.format().bytes(chunk));
            EXPECT_EQ(stream.read(room).frames, chunk);
            least = std::min(least, microphone.frames_delivered());
        }
        EXPECT_LE(least, 3 * chunk) << "chunk " << chunk;
    }
}

TEST(CaptureStream, TellsHowManyFramesAnOverrunCost) {
    SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(1024));
    stream.read(room);
    microphone.overrun();
    Frames next = 1024;
    CaptureStream::Read got;
    for (int i = 0; i < 100 && got.lost == 0; ++i) {
        got = stream.read(room);
        if (got.lost == 0) next += got.frames;
    }
    ASSERT_GT(got.lost, 0);
    ASSERT_GT(got.frames, 0);
    const Frames really = counter_number(room, stream.format()) - next;
    EXPECT_NEAR(static_cast<double>(got.lost), static_cast<double>(really), 2400.);
}

TEST(CaptureStream, ThrowsWhenTheDeviceVanishes) {
    SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(1024));
    stream.read(room);
    microphone.vanish();
    const std::string cause = microphone.pcm() + ": no such device; redstart devices lists them";
    const auto read_on = [&] {
        while (stream.read(room).frames > 0) {
        }
    };
    EXPECT_EQ(error_of(read_on), cause);
    EXPECT_EQ(error_of(read_on), cause);
}

TEST(CaptureStream, GivesWhatWasDeliveredBeforeStopAndThenNothing) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    TimePoint stopped;
    std::thread other([&] {
        wait_until([&] { return microphone.has_run_for(300ms); });
        stopped = Clock::now();
        stream.stop();
    });
    Sound room(stream.format().bytes(1'000'000));
    const Frames frames = stream.read(room).frames;
    other.join();
    EXPECT_GE(frames, stream.format().frames(stopped - microphone.started_at()) - 1);
    EXPECT_EQ(counter_fault(std::span(room).first(stream.format().bytes(frames)), stream.format()),
              "");
    EXPECT_EQ(stream.read(room).frames, 0);
    EXPECT_EQ(stream.read(room).frames, 0);
}

TEST(CaptureStream, CallsWithEveryFrameUntilTheCallbackHasEnough) {
    const SimulatedMicrophone microphone;
    Sound heard;
    CaptureStream stream(options(microphone),
                         [&](std::span<const std::byte> frames, const CaptureStream::Read& read) {
                             EXPECT_EQ(read.lost, 0);
                             heard.insert(heard.end(), frames.begin(), frames.end());
                             return heard.size() < 80'000;
                         });
    stream.wait();
    EXPECT_GE(heard.size(), 80'000u);
    EXPECT_EQ(counter_fault(heard, stream.format()), "");
}

TEST(CaptureStream, StopReturnsAfterTheLastCall) {
    const SimulatedMicrophone microphone;
    Frames heard = 0;
    std::atomic<bool> called{false};
    CaptureStream stream(options(microphone),
                         [&](std::span<const std::byte> frames, const CaptureStream::Read&) {
                             heard += std::ssize(frames);
                             called = true;
                             return true;
                         });
    wait_until([&] { return called.load(); });
    stream.stop();
    EXPECT_GT(heard, 0);
}

TEST(CaptureStream, WhatTheCallbackThrowsReachesTheCaller) {
    const SimulatedMicrophone microphone;
    int calls = 0;
    CaptureStream stream(options(microphone),
                         [&](std::span<const std::byte>, const CaptureStream::Read&) -> bool {
                             ++calls;
                             throw std::out_of_range("enough");
                         });
    EXPECT_THROW(stream.wait(), std::out_of_range);
    EXPECT_THROW(stream.stop(), std::out_of_range);
    EXPECT_EQ(calls, 1);
}

/// As every way out of a callback but its answer would wait for itself.
TEST(CaptureStream, RefusesToStopOrWaitInTheCallback) {
    const SimulatedMicrophone microphone;
    std::promise<CaptureStream*> made;
    auto known = made.get_future().share();
    std::vector<std::string> refusals;
    CaptureStream stream(options(microphone),
                         [&](std::span<const std::byte>, const CaptureStream::Read&) {
                             refusals.push_back(error_of([&] { known.get()->wait(); }));
                             known.get()->stop();
                             return true;
                         });
    made.set_value(&stream);
    const std::string refusal =
        microphone.pcm() + ": its callback cannot wait for its own end; return false instead";
    EXPECT_EQ(error_of([&] { stream.wait(); }), refusal);
    EXPECT_EQ(refusals, std::vector{refusal});
}

TEST(CaptureStream, AVanishedDeviceEndsTheCallsWithItsError) {
    SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone),
                         [&](std::span<const std::byte>, const CaptureStream::Read&) {
                             microphone.vanish();
                             return true;
                         });
    EXPECT_EQ(error_of([&] { stream.wait(); }),
              microphone.pcm() + ": no such device; redstart devices lists them");
}

TEST(CaptureStream, SaysWhatDeviceThereIsNot) {
    use_simulated_board();
    EXPECT_EQ(error_of([] { CaptureStream({.device = "gone"}); }),
              "gone: no such device; redstart devices lists them");
}

} // namespace
} // namespace redstart
