// The rest of the simulated board: what it hears, its clock, its state file, the loudspeaker.
#include "simulated/device_clock.hpp"
#include "simulated/lateness.hpp"
#include "simulated/pcm.hpp"
#include "simulated/simulated_microphone.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <numeric>
#include <sstream>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Pace = SimulatedMicrophone::Pace;
using Samples = std::vector<std::int16_t>;

Samples sound_of(const std::string& source, unsigned channels, Frames frames) {
    SimulatedMicrophone microphone(source, Pace::as_fast_as_read);
    const Pcm pcm = capture(microphone.pcm(), {.channels = channels});
    std::vector<std::byte> bytes;
    if (const int error = read_frames(pcm.get(), bytes, frames)) throw system_error(source, error);
    Samples samples(bytes.size() / 2);
    std::memcpy(samples.data(), bytes.data(), bytes.size());
    return samples;
}

std::string content(const std::filesystem::path& path) {
    std::ostringstream all;
    all << std::ifstream(path).rdbuf();
    return all.str();
}

/// A mono WAV of 16 bits.
void write_wav(const std::filesystem::path& path, const Samples& samples) {
    const auto data_bytes = static_cast<std::uint32_t>(samples.size() * 2);
    const std::uint32_t header[] = {0x46464952, 36 + data_bytes, 0x45564157, 0x20746d66,
                                    16,         0x00010001,      48000,      96000,
                                    0x00100002, 0x61746164,      data_bytes};
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(header), sizeof header);
    file.write(reinterpret_cast<const char*>(samples.data()), data_bytes);
}

TEST(Tone, Is997HzAt20DecibelsBelowFullScale) {
    const Samples heard = sound_of("tone", 1, 48000);
    const auto [low, high] = std::minmax_element(heard.begin(), heard.end());
    EXPECT_NEAR(*high, 3277, 1);
    EXPECT_NEAR(*low, -3277, 1);
    int rising = 0;
    for (std::size_t i = 1; i < heard.size(); ++i) rising += heard[i - 1] < 0 && heard[i] >= 0;
    EXPECT_NEAR(rising, 997, 1);
}

TEST(LongCounter, IsTheFramesNumberInAllItsBits) {
    const Samples heard = sound_of("long-counter", 2, 65538);
    EXPECT_EQ((Samples{heard.begin(), heard.begin() + 4}), (Samples{0, 0, 1, 0}));
    EXPECT_EQ((Samples{heard.end() - 6, heard.end()}), (Samples{-1, 0, 0, 1, 1, 1}));
}

TEST(WavLoop, BeginsAgainWhenItEndsInEveryChannel) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "three.wav";
    write_wav(path, {1000, -32768, 32767});
    EXPECT_EQ(sound_of(path, 1, 7), (Samples{1000, -32768, 32767, 1000, -32768, 32767, 1000}));
    EXPECT_EQ(sound_of(path, 2, 2), (Samples{1000, 1000, -32768, -32768}));
}

TEST(WavLoop, WhatIsNoWavCannotBeHeard) {
    use_simulated_board();
    const TemporaryFolder folder;
    const auto path = folder.path() / "text.wav";
    std::ofstream(path) << "RIFF of some other kind, long enough to look like a header";
    EXPECT_EQ(open_error("microphone:" + path.string()), EINVAL);
    EXPECT_EQ(open_error("microphone:" + (folder.path() / "none.wav").string()), ENOENT);
}

TEST(Lateness, IsCountedByPowersOfTwo) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "late";
    {
        Lateness lateness(file);
        for (const auto late : {0ns, 1000ns, 1001ns, 4000ns, 4001ns, 1'000'000'000ns})
            lateness.note(late);
    }
    EXPECT_EQ(content(file), "1 2\n2 1\n4 1\n8 1\n1048576 1\n");
}

TEST(Lateness, IsWrittenWhenTheMicrophoneIsClosed) {
    const SimulatedMicrophone microphone;
    const TemporaryFolder folder;
    const auto file = folder.path() / "late";
    {
        const Pcm pcm = capture(microphone.pcm() + ",LATENESS=" + file.string(), {.channels = 1});
        std::vector<std::byte> bytes;
        ASSERT_EQ(read_frames(pcm.get(), bytes, 4800), 0);
        EXPECT_FALSE(std::filesystem::exists(file));
    }
    EXPECT_NE(content(file), "");
}

TEST(DeviceClock, AFrameHasPassedAtItsTimeAndNotBefore) {
    const TimePoint start{123456789ns};
    for (const unsigned rate : {8000U, 44100U, 48000U, 384000U}) {
        const DeviceClock clock(start, rate);
        EXPECT_EQ(clock.frames(start + 1h), Frames{rate} * 3600);
        for (const Frames frame : std::initializer_list<Frames>{1, 1023, 44099, 1000000007}) {
            EXPECT_EQ(clock.frames(clock.time_of(frame)), frame);
            EXPECT_EQ(clock.frames(clock.time_of(frame) - 2ns), frame - 1);
        }
    }
}

TEST(DeviceClock, DriftsFromTheMomentItIsTold) {
    const TimePoint start{1s};
    DeviceClock clock(start, 48000);
    clock.drift(200, start + 1h);
    EXPECT_EQ(clock.frames(start + 1h), Frames{48000} * 3600);
    EXPECT_EQ(clock.frames(start + 2h), Frames{48000} * 7200 + 34560);
    clock.drift(-200, start + 2h);
    EXPECT_EQ(clock.frames(start + 3h), Frames{48000} * 10800);
    EXPECT_LE(std::chrono::abs(clock.time_of(Frames{48000} * 10800) - start - 3h), 10ns);
}

TEST(StateFile, LeavesAForeignFileAsItIs) {
    const TemporaryFolder folder;
    for (const std::size_t bytes : {std::size_t{5}, sizeof(SimulatedState), std::size_t{4096}}) {
        const auto path = folder.path() / "mine";
        const std::string mine(bytes, 'x');
        std::ofstream(path) << mine;
        EXPECT_THROW(StateFile{path}, Error);
        EXPECT_EQ(content(path), mine);
    }
    EXPECT_THROW(StateFile{"/dev/null"}, Error);
}

TEST(Simulate, GivesOrdersFromTheCommandLine) {
    SimulatedMicrophone microphone;
    const std::string program = REDSTART_SIMULATE, state = microphone.state_path();
    const auto simulate = [&](const std::string& order) {
        return std::system(
            ("'" + program + "' " + state + " " + order + " >/dev/null 2>&1").c_str());
    };
    EXPECT_EQ(simulate("vanish"), 0);
    EXPECT_EQ(open_error(microphone.pcm()), ENODEV);
    EXPECT_EQ(simulate("return"), 0);
    EXPECT_EQ(open_error(microphone.pcm()), 0);
    EXPECT_EQ(simulate("skip 4800"), 0);
    EXPECT_EQ(simulate("drift -200"), 0);
    EXPECT_EQ(simulate("status"), 0);
    EXPECT_EQ(simulate("stall soon") >> 8, 2);
}

class Loudspeaker : public testing::TestWithParam<const char*> {};

TEST_P(Loudspeaker, KeepsExactlyWhatItWasGiven) {
    use_simulated_board();
    const TemporaryFolder folder;
    const auto path = folder.path() / "heard";
    Samples given(2 * 9600);
    std::iota(given.begin(), given.end(), std::int16_t{-9600});
    const auto began = Clock::now();
    const Pcm pcm = open_pcm("loudspeaker:FILE=" + path.string() + ",PACED=" + GetParam(),
                             SND_PCM_STREAM_PLAYBACK);
    set_up(pcm.get(), {.period = 1024, .buffer = 4096});
    for (std::size_t done = 0; done < 9600;) {
        const auto n = snd_pcm_writei(pcm.get(), given.data() + 2 * done, 9600 - done);
        ASSERT_GT(n, 0);
        done += static_cast<std::size_t>(n);
    }
    ASSERT_EQ(snd_pcm_drain(pcm.get()), 0);
    const auto at_least = GetParam() == std::string("yes") ? 200ms : 0ms;
    EXPECT_GE(Clock::now() - began, at_least);
    const std::string kept(reinterpret_cast<const char*>(given.data()), given.size() * 2);
    EXPECT_TRUE(content(path) == kept);
    EXPECT_EQ(content(path.string() + ".format"), "S16_LE 48000 2\n");
}

INSTANTIATE_TEST_SUITE_P(Paced, Loudspeaker, testing::Values("yes", "no"));

} // namespace
} // namespace redstart
