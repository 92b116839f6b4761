// The ALSA sink against a loudspeaker that keeps what it was given.
#include "alsa/simulated_board.hpp"
#include "alsa/sink.hpp"
#include "simulated/counter_frames.hpp"

#include <filesystem>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;

std::vector<std::byte> content(const std::string& path) {
    std::vector<std::byte> bytes(std::filesystem::file_size(path));
    std::ifstream(path, std::ios::binary)
        .read(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
    return bytes;
}

PcmRequest request(const std::string& device, const std::string& format = "S16_LE") {
    PcmRequest asked;
    asked.device = device, asked.format = format;
    return asked;
}

class EachFormat : public testing::TestWithParam<const char*> {};

TEST_P(EachFormat, PlaysEveryFrameInOrder) {
    const SimulatedBoard board;
    const std::string file = board.path("heard");
    std::vector<std::byte> sound;
    {
        AlsaSink sink(request("loudspeaker:PACED=no,FILE=" + file, GetParam()));
        sound = counter_frames(sink.format(), 0, 100'000);
        const AlsaSink::Write written = sink.write(sound);
        EXPECT_EQ(written.frames, 100'000);
        EXPECT_FALSE(written.error);
        EXPECT_FALSE(sink.drain());
    }
    EXPECT_TRUE(content(file) == sound);
}

INSTANTIATE_TEST_SUITE_P(AlsaSink, EachFormat,
                         testing::Values("S16_LE", "S24_3LE", "S32_LE", "FLOAT_LE"));

class AlsaSinkChunk : public testing::TestWithParam<Frames> {};

TEST_P(AlsaSinkChunk, PadsTwentyFourBitsForADeviceThatTakesFourBytes) {
    const SimulatedBoard board;
    const std::string file = board.path("heard");
    std::ofstream(board.path("asound.conf"), std::ios::app)
        << "pcm.padded { type redstart_loudspeaker paced no formats [ S24_LE ] file \"" << file
        << "\" }\n";
    PcmRequest asked = request("padded", "S24_3LE");
    asked.chunk_frames = GetParam();
    AlsaSink sink(asked);
    const auto sound = counter_frames(sink.format(), 0x7ffff0, 20'000); // some are negative
    EXPECT_EQ(sink.write(sound).frames, 20'000);
    EXPECT_FALSE(sink.drain());
    const auto heard = content(file);
    ASSERT_EQ(heard.size(), sound.size() / 3 * 4);
    for (std::size_t i = 0; i < sound.size() / 3; ++i) {
        const bool negative = std::to_integer<int>(sound[i * 3 + 2]) >= 0x80;
        ASSERT_TRUE(std::equal(&sound[i * 3], &sound[i * 3] + 3, &heard[i * 4])) << i;
        ASSERT_EQ(heard[i * 4 + 3], negative ? std::byte{0xFF} : std::byte{0}) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(All, AlsaSinkChunk, testing::Values(0, 16, 1024));

TEST(AlsaSink, DrainsForAsLongAsTheSoundTakes) {
    const SimulatedBoard board;
    AlsaSink sink(request("loudspeaker"));
    const TimePoint start = Clock::now();
    EXPECT_EQ(sink.write(counter_frames(sink.format(), 0, 14'400)).frames, 14'400);
    EXPECT_FALSE(sink.drain());
    EXPECT_GE(Clock::now() - start, 300ms);
    EXPECT_LT(Clock::now() - start, 5s);
}

TEST(AlsaSink, StopsWaitingWhenInterrupted) {
    const SimulatedBoard board;
    AlsaSink sink(request("loudspeaker"));
    std::thread caller([&] { sink.interrupt(); });
    const auto sound = counter_frames(sink.format(), 0, 48'000 * 60);
    const AlsaSink::Write written = sink.write(sound);
    caller.join();
    EXPECT_LT(written.frames, 48'000 * 60);
    EXPECT_FALSE(written.error);
}

TEST(AlsaSink, CountsUnderrunsAndPlaysOn) {
    const SimulatedBoard board;
    AlsaSink sink(request("loudspeaker"));
    const auto sound = counter_frames(sink.format(), 0, 60'000);
    EXPECT_EQ(sink.write(sound).underruns, 0u); // more than the buffer, so it plays by now
    const TimePoint late = Clock::now() + 1100ms;
    while (Clock::now() < late) std::this_thread::yield();
    const AlsaSink::Write written = sink.write(sound);
    EXPECT_EQ(written.underruns, 1u);
    EXPECT_EQ(written.frames, 60'000);
}

} // namespace
} // namespace redstart
