// The PlaybackStream against a loudspeaker that keeps what it was given.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/playback_stream.hpp>

#include <fstream>
#include <future>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Sound = std::vector<std::byte>;

class PlaybackStreamTest : public testing::Test {
protected:
    PlaybackStreamTest() { use_simulated_board(); }

    StreamOptions options(const char* paced = "no") const {
        return {.device = std::string("loudspeaker:PACED=") + paced + ",FILE=" + file_.string(),
                .format = SampleFormat::s24_3le,
                .exact = true};
    }
    Sound heard() const {
        Sound bytes(std::filesystem::file_size(file_));
        std::ifstream(file_, std::ios::binary)
            .read(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
        return bytes;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "heard";
};

TEST_F(PlaybackStreamTest, EveryByteReachesTheLoudspeaker) {
    PlaybackStream stream(options());
    const Sound sound = counter_frames(stream.format(), 0, 100'000);
    EXPECT_EQ(stream.write(sound).frames, 100'000);
    stream.drain();
    EXPECT_TRUE(heard() == sound);
}

TEST_F(PlaybackStreamTest, DrainReturnsWhenAllHasSounded) {
    PlaybackStream stream(options("yes"));
    const TimePoint before = Clock::now();
    stream.write(counter_frames(stream.format(), 0, 14'400));
    stream.drain();
    EXPECT_GE(Clock::now() - before, 300ms);
}

TEST_F(PlaybackStreamTest, AsksForBlocksUntilThereAreNoMore) {
    const AudioFormat format{48'000, 2, SampleFormat::s24_3le};
    const Sound sound = counter_frames(format, 0, 50'000);
    std::span<const std::byte> rest = sound;
    PlaybackStream stream(options(), [&](std::span<std::byte> block, const PlaybackStream::Block&) {
        const auto now = rest.first(std::min(rest.size(), block.size()));
        std::copy(now.begin(), now.end(), block.begin());
        rest = rest.subspan(now.size());
        return format.frames_in(now.size());
    });
    stream.wait();
    EXPECT_TRUE(heard() == sound);
}

TEST_F(PlaybackStreamTest, StopSilencesAWriteUnderWayAndClosesTheDevice) {
    PlaybackStream stream(options("yes"));
    std::thread other([&] {
        wait_until([&] { return std::filesystem::exists(file_) && !heard().empty(); });
        stream.stop();
    });
    const Sound minute = counter_frames(stream.format(), 0, 60 * 48'000);
    EXPECT_LT(stream.write(minute).frames, 60 * 48'000);
    other.join();
    EXPECT_EQ(stream.write(minute).frames, 0);
    stream.drain();
}

TEST_F(PlaybackStreamTest, StopEndsTheCalls) {
    std::atomic<int> calls{0};
    int frames = 0; // without a lock: nobody counts any more when stop() has returned
    PlaybackStream stream(options("yes"),
                          [&](std::span<std::byte> block, const PlaybackStream::Block&) {
                              ++calls;
                              frames += static_cast<int>(block.size() / 6);
                              return static_cast<Frames>(block.size() / 6);
                          });
    wait_until([&] { return calls > 10; });
    stream.stop();
    EXPECT_EQ(frames, calls * 1024);
}

TEST_F(PlaybackStreamTest, WhatTheCallbackThrowsReachesTheCaller) {
    PlaybackStream stream(options(),
                          [](std::span<std::byte>, const PlaybackStream::Block&) -> Frames {
                              throw std::out_of_range("no more sound");
                          });
    EXPECT_THROW(stream.wait(), std::out_of_range);
    EXPECT_THROW(stream.stop(), std::out_of_range);
}

TEST_F(PlaybackStreamTest, RefusesToStopOrWaitInTheCallback) {
    std::promise<PlaybackStream*> made;
    auto known = made.get_future().share();
    PlaybackStream stream(options(),
                          [&](std::span<std::byte>, const PlaybackStream::Block&) -> Frames {
                              known.get()->stop();
                              return 0;
                          });
    made.set_value(&stream);
    EXPECT_NE(error_of([&] { stream.wait(); }).find("cannot wait for its own end; return 0"),
              std::string::npos);
}

TEST_F(PlaybackStreamTest, TellsOfUnderrunsInCallbackModeToo) {
    std::atomic<PlaybackStream*> stream{nullptr};
    std::atomic<bool> is_late{false};
    Frames given = 0;
    PlaybackStream playing(
        options("yes"), [&](std::span<std::byte> block, const PlaybackStream::Block&) {
            given += 1024;
            if (given > 60'000 && !is_late) { // it sounds, and then comes nothing for a while
                wait_until([&] { return stream.load() != nullptr; });
                std::this_thread::sleep_for(1500ms);
                is_late = true;
            }
            return given < 100'000 ? static_cast<Frames>(block.size() / 6) : 0;
        });
    EXPECT_EQ(playing.underruns(), 0u);
    stream = &playing;
    playing.wait();
    EXPECT_GE(playing.underruns(), 1u);
}

TEST_F(PlaybackStreamTest, SaysWhatDeviceThereIsNot) {
    EXPECT_EQ(error_of([] { PlaybackStream({.device = "gone"}); }),
              "gone: no such device; redstart devices lists them");
}

} // namespace
} // namespace redstart
