// The ALSA source against a microphone whose frames carry their own numbers.
#include "alsa/simulated_board.hpp"
#include "alsa/source.hpp"
#include "simulated/counter_frames.hpp"
#include "support/program.hpp"

#include <sys/resource.h>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;

PcmRequest request(const std::string& device) {
    PcmRequest asked;
    asked.device = device;
    return asked;
}

/// Reads on with rooms of `room_frames` until something is lost or ends, or `at_most` frames came.
struct Heard {
    std::vector<std::byte> sound;
    Source::Read last;
};

Heard handle(Source& source, Frames at_most, Frames room_frames = 1024) {
    Heard heard;
    std::vector<std::byte> room(source.format().bytes(room_frames));
    const std::size_t enough = source.format().bytes(at_most);
    while (heard.sound.size() < enough) {
        heard.last = source.read(room, source.format().frames_in(room.size()));
        const auto bytes = static_cast<std::ptrdiff_t>(source.format().bytes(heard.last.frames));
        heard.sound.insert(heard.sound.end(), room.begin(), room.begin() + bytes);
        if (heard.last.lost > 0 || heard.last.interrupted || heard.last.error) break;
    }
    return heard;
}

class EachShape : public testing::TestWithParam<std::tuple<const char*, unsigned>> {};

TEST_P(EachShape, HandsOutEveryFrameInOrder) {
    const SimulatedMicrophone microphone("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    PcmRequest asked = request(microphone.pcm());
    std::tie(asked.format, asked.channels) = GetParam();
    asked.exact_format = asked.exact_channels = true;
    AlsaSource source(asked);
    const Heard heard = handle(source, 200'000, 1000);
    EXPECT_EQ(source.format().frames_in(heard.sound.size()), 200'000);
    EXPECT_EQ(counter_fault(heard.sound, source.format()), "");
}

INSTANTIATE_TEST_SUITE_P(AlsaSource, EachShape,
                         testing::Combine(testing::Values("S16_LE", "S24_3LE", "S32_LE",
                                                          "FLOAT_LE"),
                                          testing::Values(1u, 2u, 8u)));

TEST(AlsaSource, PacksTwentyFourBitsOutOfFourBytes) {
    const SimulatedBoard board("pcm.padded { type redstart_microphone source counter paced no "
                               "formats [ S24_LE ] }");
    PcmRequest asked = request("padded");
    asked.format = "S24_3LE";
    AlsaSource source(asked);
    ASSERT_EQ(source.format().sample, SampleFormat::s24_3le);
    const Heard heard = handle(source, 100'000, 3000); // rooms larger than what is packed at once
    EXPECT_EQ(counter_fault(heard.sound, source.format()), "");
    std::vector<std::byte> room(source.format().bytes(3000));
    EXPECT_EQ(source.read(room, 1).frames, 3000) << "all that is there";
}

TEST(AlsaSource, WritesNothingBehindTheRoomWhateverTheChunk) {
    const SimulatedBoard board("pcm.padded { type redstart_microphone source counter paced no "
                               "formats [ S24_LE ] }");
    PcmRequest asked = request("padded");
    asked.format = "S24_3LE";
    asked.chunk_frames = 0;
    AlsaSource source(asked);
    const std::size_t bytes = source.format().bytes(3000);
    std::vector<std::byte> room(2 * bytes, std::byte{0x55});
    EXPECT_EQ(source.read(std::span(room).first(bytes), 3000).frames, 3000);
    EXPECT_EQ(counter_fault(std::span(room).first(bytes), source.format()), "");
    EXPECT_EQ(std::count(room.begin() + std::ssize(room) / 2, room.end(), std::byte{0x55}),
              std::ssize(room) / 2);
}

TEST(AlsaSource, SaysWhatItGotInsteadOfWhatItAskedFor) {
    const SimulatedBoard board;
    const AlsaSource source(request("picky"));
    ASSERT_EQ(source.remarks().size(), 1u);
    EXPECT_EQ(source.remarks()[0], "picky: 44100 Hz instead of 48000 Hz");
    EXPECT_EQ(source.format().rate, 44100u);
    EXPECT_EQ(source.device(), "picky");
}

TEST(AlsaSource, FillsARoomLargerThanTheDevice) {
    const SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    const Heard heard = handle(source, 60'000, 60'000);
    EXPECT_EQ(heard.last.frames, 60'000);
    EXPECT_EQ(counter_fault(heard.sound, source.format()), "");
}

TEST(AlsaSource, HandsOutAllThatIsThereInOnePiece) {
    const SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    std::vector<std::byte> room(source.format().bytes(100'000));
    const Source::Read read = source.read(room, 20'000); // the device wakes with more
    EXPECT_GT(read.frames, 20'000);
    EXPECT_LT(read.frames, 48'000);
    EXPECT_EQ(read.waiting, 0);
    const auto sound = std::span(room).first(source.format().bytes(read.frames));
    EXPECT_EQ(counter_fault(sound, source.format()), "");
}

TEST(AlsaSource, CountsAnOverrunAsTheDeviceDoes) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    const Frames before = source.format().frames_in(handle(source, 10'000).sound.size());
    microphone.overrun();
    const Heard after = handle(source, 100'000);
    ASSERT_GT(after.last.lost, 0);
    const Frames whole = before + source.format().frames_in(after.sound.size());
    const Heard rest = handle(source, 1024);
    EXPECT_FALSE(rest.last.error);
    EXPECT_NEAR(static_cast<double>(after.last.lost), static_cast<double>(microphone.frames_lost()),
                480); // 10 ms of a busy machine
    const Frames number = counter_number(rest.sound, source.format());
    EXPECT_EQ(number, (whole + microphone.frames_lost()) % 65536);
}

TEST(AlsaSource, CountsWhatCameWhileNobodyRead) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    handle(source, 1024);
    microphone.stall(1300ms); // then everything at once, more than the device's second
    const Heard after = handle(source, 200'000);
    EXPECT_GT(after.last.lost, 48'000);
    EXPECT_NEAR(static_cast<double>(after.last.lost), static_cast<double>(microphone.frames_lost()),
                480 * slowness); // by the clock, which is read a little late
}

TEST(AlsaSource, LosesNothingInAStallShorterThanTheDevicesBuffer) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    Heard heard = handle(source, 1024);
    microphone.stall(500ms);
    const Heard after = handle(source, 48'000);
    heard.sound.insert(heard.sound.end(), after.sound.begin(), after.sound.end());
    EXPECT_EQ(after.last.lost, 0);
    EXPECT_EQ(counter_fault(heard.sound, source.format()), "");
}

TEST(AlsaSource, ReturnsAPartOfARoomBeforeAGap) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    std::thread overrun([&] {
        while (microphone.frames_delivered() < 30'000) std::this_thread::yield();
        microphone.overrun();
    });
    std::vector<std::byte> room(source.format().bytes(100'000));
    const Source::Read before = source.read(
        room, source.format().frames_in(room.size())); // what half a buffer holds is stored at once
    overrun.join();
    const auto stored = std::span(room).first(source.format().bytes(before.frames));
    EXPECT_GT(before.frames, 0);
    EXPECT_LT(before.frames, 100'000);
    EXPECT_EQ(before.lost, 0);
    EXPECT_FALSE(before.error);
    EXPECT_EQ(counter_fault(stored, source.format()), "");
    EXPECT_GT(source.read(std::span(room).first(4096), 1024).lost, 0);
}

TEST(AlsaSource, EndsWhenTheDeviceIsPulledOut) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    handle(source, 1024);
    std::thread pull([&] { microphone.vanish(); });
    const Heard heard = handle(source, 1'000'000);
    pull.join();
    EXPECT_EQ(heard.last.error, std::errc::no_such_device);
}

TEST(AlsaSource, HandsOutAllThatWasDeliveredBeforeAnInterrupt) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    Frames delivered = 0;
    std::thread caller([&] {
        while (!microphone.has_run_for(300ms)) std::this_thread::yield();
        delivered = source.format().frames(Clock::now() - microphone.started_at());
        source.interrupt();
    });
    const Heard heard = handle(source, 1'000'000);
    caller.join();
    EXPECT_TRUE(heard.last.interrupted);
    EXPECT_GE(source.format().frames_in(heard.sound.size()), delivered);
    EXPECT_EQ(counter_fault(heard.sound, source.format()), "");
    const Heard rest = handle(source, 1024);
    EXPECT_FALSE(rest.last.interrupted);
    EXPECT_EQ(
        counter_fault(rest.sound, source.format(), source.format().frames_in(heard.sound.size())),
        "");
}

TEST(AlsaSource, IsInterruptedAlsoWhereItNeverHasToWait) {
    const SimulatedBoard board;
    AlsaSource source(request("null"));
    source.interrupt();
    EXPECT_TRUE(handle(source, 100'000'000).last.interrupted);
}

TEST(AlsaSource, KnowsWhenEachFrameWasHeard) {
    SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    Frames position = 0;
    std::vector<std::byte> room(source.format().bytes(1024));
    for (int i = 0; i < 60; ++i) {
        const Source::Read read = source.read(room, source.format().frames_in(room.size()));
        position += read.frames;
        const auto heard =
            microphone.started_at() + source.format().duration(position + read.waiting);
        EXPECT_LT(std::chrono::abs(read.when - heard), 50ms) << "read " << i;
    }
}

TEST(AlsaSource, CallsADeviceSilentThatDeliversNothing) {
    SimulatedMicrophone microphone;
    PcmRequest asked = request(microphone.pcm());
    AlsaSource source(asked);
    handle(source, 1024);
    microphone.stall(1h);
    const TimePoint start = Clock::now();
    const Heard heard = handle(source, 1'000'000);
    EXPECT_EQ(heard.last.error, std::errc::timed_out);
    EXPECT_GE(Clock::now() - start, 2s);
    EXPECT_LT(Clock::now() - start, 15s);
}

TEST(AlsaSource, SleepsThroughHalfOfTheDevicesBuffer) {
    const SimulatedMicrophone microphone;
    AlsaSource source(request(microphone.pcm()));
    rusage before{}, after{};
    ::getrusage(RUSAGE_THREAD, &before);
    handle(source, 3 * 48'000);
    ::getrusage(RUSAGE_THREAD, &after);
    EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 9) << "in 3 seconds";
}

TEST(AlsaSource, RecordsThroughTheFilePlugin) {
    const SimulatedBoard board;
    const AudioFormat format;
    const auto sound = counter_frames(format, 0, 10'240);
    std::ofstream(board.path("in"), std::ios::binary)
        .write(reinterpret_cast<const char*>(sound.data()), std::ssize(sound));
    std::ofstream(board.path("asound.conf"), std::ios::app)
        << "pcm.tape { type file slave.pcm null file /dev/null format raw infile \""
        << board.path("in") << "\" }\n";
    AlsaSource source(request("tape"));
    ASSERT_EQ(source.format(), format);
    EXPECT_TRUE(handle(source, 10'240).sound == sound);
}

} // namespace
} // namespace redstart
