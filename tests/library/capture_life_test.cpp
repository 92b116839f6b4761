// The life of a CaptureStream: again and again on one object, with pauses, and who is told of its
// end.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/capture_stream.hpp>

#include <future>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Sound = std::vector<std::byte>;
using Read = CaptureStream::Read;

StreamOptions options(const SimulatedMicrophone& microphone) {
    return {.device = microphone.pcm(), .format = SampleFormat::s32_le, .chunk_frames = 256};
}

/// What std::exception says; "nothing" of null.
std::string word_of(const std::exception_ptr& end) {
    try {
        if (end) std::rethrow_exception(end);
    } catch (const std::exception& error) {
        return error.what();
    }
    return "nothing";
}

TEST(CaptureLife, StartsAgainAfterStopAndCountsAnew) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(256));
    Frames last = -1;
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(stream.is_active());
        const Read read = stream.read(room);
        EXPECT_EQ(read.frames, 256);
        EXPECT_EQ(read.lost, 0);
        EXPECT_GT(counter_number(room, stream.format()), last);
        last = counter_number(room, stream.format());
        stream.stop();
        EXPECT_FALSE(stream.is_active());
        while (stream.read(room).frames > 0) {
        }
        EXPECT_EQ(stream.read(room).frames, 0);
        stream.start();
    }
    EXPECT_EQ(microphone.opens(), 1u) << "it stays open";
}

TEST(CaptureLife, StartsAgainAfterTheCallbackHadEnough) {
    const SimulatedMicrophone microphone;
    StreamOptions asked = options(microphone);
    int calls = 0, ends = 0;
    asked.on_end = [&](const std::exception_ptr& end) {
        EXPECT_FALSE(end);
        ++ends;
    };
    CaptureStream stream(asked,
                         [&](std::span<const std::byte>, const Read&) { return ++calls % 3 != 0; });
    for (int run = 1; run <= 4; ++run) {
        stream.wait();
        EXPECT_FALSE(stream.is_active());
        EXPECT_EQ(calls, 3 * run);
        EXPECT_EQ(ends, run);
        if (run < 4) stream.start();
    }
}

TEST(CaptureLife, StartDoesNothingWhileItIsActive) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(256));
    for (Frames first = 0; first < 10 * 256; first += 256) {
        stream.start();
        ASSERT_EQ(stream.read(room).frames, 256);
        ASSERT_EQ(counter_number(room, stream.format()), first);
    }
}

TEST(CaptureLife, APauseIsLeftOutAndNotLost) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(256));
    stream.read(room);
    stream.pause();
    EXPECT_FALSE(stream.is_active());
    std::promise<void> has_read;
    std::thread reader([&] {
        Frames next = counter_number(room, stream.format()) + 256;
        Read read = stream.read(room);
        while (counter_number(room, stream.format()) == next) { // what had been delivered
            next += read.frames;
            read = stream.read(room);
        }
        EXPECT_GT(read.frames, 0);
        EXPECT_EQ(read.lost, 0);
        EXPECT_GT(counter_number(room, stream.format()), next);
        has_read.set_value();
    });
    EXPECT_EQ(has_read.get_future().wait_for(200ms), std::future_status::timeout);
    stream.start();
    EXPECT_TRUE(stream.is_active());
    reader.join();
}

TEST(CaptureLife, NoCallComesInAPause) {
    const SimulatedMicrophone microphone;
    std::atomic<Frames> heard{0};
    CaptureStream stream(options(microphone), [&](std::span<const std::byte>, const Read& read) {
        EXPECT_EQ(read.lost, 0);
        heard += read.frames;
        return true;
    });
    wait_until([&] { return heard > 0; });
    stream.pause();
    Frames before = -1;
    wait_until([&] { // what had been delivered still comes
        std::this_thread::sleep_for(100ms);
        return std::exchange(before, heard.load()) == heard;
    });
    stream.start();
    wait_until([&] { return heard > before; });
    stream.pause();
    stream.stop(); // also out of a pause
}

TEST(CaptureLife, AWaitingReaderIsFreedByStopInAPause) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    stream.pause();
    std::thread reader([&] {
        Sound room(stream.format().bytes(256));
        while (stream.read(room).frames > 0) {
        }
    });
    stream.stop();
    reader.join();
}

TEST(CaptureLife, TellsTheEndAlsoWhereNobodyWaits) {
    const SimulatedMicrophone microphone;
    StreamOptions asked = options(microphone);
    std::promise<std::string> told;
    asked.on_end = [&](const std::exception_ptr& end) { told.set_value(word_of(end)); };
    const CaptureStream stream(asked, [](std::span<const std::byte>, const Read&) -> bool {
        throw std::out_of_range("enough");
    });
    EXPECT_EQ(told.get_future().get(), "enough");
    EXPECT_FALSE(stream.is_active());
}

TEST(CaptureLife, TellsOfADeviceThatVanishes) {
    SimulatedMicrophone microphone;
    StreamOptions asked = options(microphone);
    std::promise<std::string> told;
    asked.on_end = [&](const std::exception_ptr& end) { told.set_value(word_of(end)); };
    const CaptureStream stream(asked, [&](std::span<const std::byte>, const Read&) {
        microphone.vanish();
        return true;
    });
    EXPECT_EQ(told.get_future().get(),
              microphone.pcm() + ": no such device; redstart devices lists them");
}

TEST(CaptureLife, WhatTheEndsCallbackThrowsReachesTheCaller) {
    const SimulatedMicrophone microphone;
    StreamOptions asked = options(microphone);
    asked.on_end = [](const std::exception_ptr&) { throw std::out_of_range("at the end"); };
    CaptureStream stream(asked, [](std::span<const std::byte>, const Read&) { return false; });
    EXPECT_THROW(stream.wait(), std::out_of_range);
    const SimulatedMicrophone another;
    asked.device = another.pcm();
    CaptureStream thrown(asked, [](std::span<const std::byte>, const Read&) -> bool { throw 42; });
    EXPECT_THROW(thrown.stop(), int);
}

TEST(CaptureLife, RefusesReadInCallbackMode) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone),
                         [](std::span<const std::byte>, const Read&) { return true; });
    Sound room(stream.format().bytes(256));
    const std::string refusal =
        microphone.pcm() + ": its callback gets the frames; make a stream without";
    EXPECT_EQ(error_of([&] { stream.read(room); }), refusal);
    stream.stop();
    EXPECT_EQ(error_of([&] { stream.read(room); }), refusal);
}

TEST(CaptureLife, RefusesEveryOrderInTheCallback) {
    const SimulatedMicrophone microphone;
    std::promise<CaptureStream*> made;
    auto known = made.get_future().share();
    int refusals = 0;
    CaptureStream stream(options(microphone), [&](std::span<const std::byte>, const Read&) {
        CaptureStream& self = *known.get();
        for (auto order : {&CaptureStream::start, &CaptureStream::stop, &CaptureStream::pause,
                           &CaptureStream::wait})
            if (!error_of([&] { (self.*order)(); }).empty()) ++refusals;
        return false;
    });
    made.set_value(&stream);
    stream.wait();
    EXPECT_EQ(refusals, 4);
}

TEST(CaptureLife, OpensALostDeviceAgain) {
    SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(256));
    microphone.vanish();
    EXPECT_NE(error_of([&] {
                  while (stream.read(room).frames > 0) {
                  }
              }),
              "");
    EXPECT_FALSE(stream.is_active());
    EXPECT_NE(error_of([&] { stream.start(); }), "") << "it is still away";
    stream.stop();
    microphone.come_back();
    stream.start();
    EXPECT_EQ(stream.read(room).frames, 256);
    EXPECT_EQ(counter_fault(room, stream.format(), counter_number(room, stream.format())), "");
}

/// A stamp may be late, on a busy machine, and never early.
TEST(CaptureLife, TellsWhenTheFirstFrameOfARoomWasCaptured) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone));
    Sound room(stream.format().bytes(256));
    std::chrono::nanoseconds nearest = 1h;
    for (int i = 0; i < 500 && nearest > 2ms; ++i) {
        const TimePoint told = stream.read(room).time;
        const Frames first = counter_number(room, stream.format());
        const auto late = told - (microphone.started_at() + stream.format().duration(first));
        EXPECT_GE(late, -100us);
        nearest = std::min<std::chrono::nanoseconds>(nearest, late);
    }
    EXPECT_LE(nearest, 2ms);
}

} // namespace
} // namespace redstart
