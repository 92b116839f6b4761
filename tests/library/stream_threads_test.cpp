// Many threads at one stream: every order and every getter, at any moment.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/capture_stream.hpp>
#include <redstart/duplex_stream.hpp>
#include <redstart/playback_stream.hpp>

#include <array>

namespace redstart {
namespace {

using namespace std::chrono_literals;

/// Rounds for each thread; or as many as go into so many seconds: under tsan, 60.
class Rounds {
public:
    bool next() { return seconds_ ? Clock::now() < end_ : left_-- > 0; }

private:
    static const char* seconds() { return std::getenv("REDSTART_THREADS_SECONDS"); }

    bool seconds_ = seconds() != nullptr;
    TimePoint end_ = Clock::now() + std::chrono::seconds(seconds_ ? std::atoi(seconds()) : 0);
    int left_ = 30;
};

/// Eight threads, each of which does all of it, beginning at another place.
template <class Stream, class Use>
void use_from_everywhere(Stream& stream, const Use& use) {
    std::array<std::thread, 8> threads;
    for (std::size_t i = 0; i < threads.size(); ++i)
        threads[i] = std::thread([&stream, &use, i] {
            Rounds rounds;
            for (std::size_t step = i; rounds.next(); ++step) use(stream, step);
        });
    for (std::thread& thread : threads) thread.join();
}

template <class Stream>
void order_or_ask(Stream& stream, std::size_t step) {
    switch (step % 7) {
    case 0:
        return stream.stop();
    case 1:
    case 2:
        return stream.start();
    case 3:
        return stream.pause();
    case 4:
        EXPECT_NE(stream.latency(), 0ns);
        return;
    case 5:
        EXPECT_TRUE(stream.remarks().empty());
        return;
    default:
        static_cast<void>(stream.is_active());
    }
}

StreamOptions options(const std::string& device) {
    return {.device = device, .format = SampleFormat::s32_le, .chunk_frames = 64};
}

TEST(StreamThreads, ReadStartStopAndAskFromEightThreads) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone.pcm()));
    std::atomic<bool> is_over{false};
    std::thread reader([&] {
        std::vector<std::byte> room(stream.format().bytes(64));
        while (!is_over) {
            const Frames frames = stream.read(room).frames;
            if (frames == 64) {
                EXPECT_EQ(
                    counter_fault(room, stream.format(), counter_number(room, stream.format())),
                    "");
            }
        }
    });
    use_from_everywhere(stream, order_or_ask<CaptureStream>);
    is_over = true;
    stream.stop();
    reader.join();
    stream.start();
    EXPECT_TRUE(stream.is_active());
}

TEST(StreamThreads, CallbacksOfAMicrophoneEndBeforeStopReturns) {
    const SimulatedMicrophone microphone;
    std::atomic<int> inside{0};
    StreamOptions asked = options(microphone.pcm());
    asked.on_end = [&](const std::exception_ptr& end) { EXPECT_FALSE(end); };
    CaptureStream stream(asked, [&](std::span<const std::byte>, const CaptureStream::Read&) {
        EXPECT_EQ(++inside, 1) << "one call at a time";
        --inside;
        return true;
    });
    use_from_everywhere(stream, order_or_ask<CaptureStream>);
    stream.stop();
    EXPECT_EQ(inside, 0);
    EXPECT_FALSE(stream.is_active());
}

TEST(StreamThreads, CallbacksOfALoudspeakerEndBeforeStopReturns) {
    use_simulated_board();
    std::atomic<int> inside{0};
    PlaybackStream stream(options("loudspeaker"),
                          [&](std::span<std::byte> block, const PlaybackStream::Block&) {
                              EXPECT_EQ(++inside, 1) << "one call at a time";
                              --inside;
                              return std::ssize(block) / 8;
                          });
    use_from_everywhere(stream, [](PlaybackStream& playing, std::size_t step) {
        order_or_ask(playing, step);
        static_cast<void>(playing.underruns());
        EXPECT_EQ(playing.format().rate, 48000u);
    });
    stream.stop();
    EXPECT_EQ(inside, 0);
}

TEST(StreamThreads, CallbacksOfBothEndBeforeStopReturns) {
    const SimulatedMicrophone microphone;
    std::atomic<int> inside{0};
    DuplexOptions asked;
    asked.input = microphone.pcm();
    asked.output = "loudspeaker";
    asked.chunk_frames = 64;
    DuplexStream stream(asked, [&](const DuplexStream::Block&) {
        EXPECT_EQ(++inside, 1) << "one call at a time";
        --inside;
        return true;
    });
    use_from_everywhere(stream, [](DuplexStream& both, std::size_t step) {
        order_or_ask(both, step);
        static_cast<void>(both.underruns());
        static_cast<void>(both.drift_ppm());
        static_cast<void>(both.is_linked());
        EXPECT_EQ(both.input_format().rate, both.output_format().rate);
    });
    stream.stop();
    EXPECT_EQ(inside, 0);
}

/// The others find it stopped, or started again.
TEST(StreamThreads, AnExceptionReachesEveryThreadThatWaits) {
    const SimulatedMicrophone microphone;
    CaptureStream stream(options(microphone.pcm()),
                         [](std::span<const std::byte>, const CaptureStream::Read&) -> bool {
                             throw std::out_of_range("enough");
                         });
    std::atomic<int> thrown{0};
    std::array<std::thread, 8> threads;
    for (std::thread& thread : threads)
        thread = std::thread([&] {
            try {
                stream.wait();
            } catch (const std::out_of_range&) {
                ++thrown;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(thrown, 8);
}

} // namespace
} // namespace redstart
