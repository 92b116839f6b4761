// The simulated microphone is a device that one can rely on in other tests.
#include "simulated/counter_frames.hpp"
#include "simulated/pcm.hpp"
#include "simulated/simulated_microphone.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Pace = SimulatedMicrophone::Pace;
using Bytes = std::vector<std::byte>;

constexpr AudioFormat cd_like{48000, 2, SampleFormat::s16_le};

/// Asks again and again until it is so, for ten seconds at most.
template <class Condition>
bool becomes_true(const Condition& condition) {
    for (const auto deadline = Clock::now() + 10s; Clock::now() < deadline; ::poll(nullptr, 0, 2))
        if (condition()) return true;
    return false;
}

snd_pcm_format_t alsa_format(SampleFormat format) {
    return snd_pcm_format_value(std::string(to_string(format)).c_str());
}

class Counter : public testing::TestWithParam<std::tuple<SampleFormat, unsigned>> {
protected:
    AudioFormat format() const { return {48000, std::get<1>(GetParam()), std::get<0>(GetParam())}; }

    std::string fault(snd_pcm_access_t access, decltype(&snd_pcm_readi) read) const {
        SimulatedMicrophone microphone("counter", Pace::as_fast_as_read);
        PcmSetup setup{.channels = format().channels, .access = access};
        setup.format = alsa_format(format().sample);
        const Pcm pcm = capture(microphone.pcm(), setup);
        Bytes sound;
        const int error = read_frames(pcm.get(), sound, 70000, read);
        return error != 0 ? snd_strerror(-error) : counter_fault(sound, format());
    }
};

TEST_P(Counter, EveryFrameCarriesItsNumber) {
    EXPECT_EQ(fault(SND_PCM_ACCESS_RW_INTERLEAVED, snd_pcm_readi), "");
}

TEST_P(Counter, EveryFrameCarriesItsNumberInMappedMemory) {
    EXPECT_EQ(fault(SND_PCM_ACCESS_MMAP_INTERLEAVED, snd_pcm_mmap_readi), "");
}

INSTANTIATE_TEST_SUITE_P(
    Microphone, Counter,
    testing::Combine(testing::Values(SampleFormat::s16_le, SampleFormat::s24_3le,
                                     SampleFormat::s32_le, SampleFormat::float_le),
                     testing::Values(1U, 2U, 8U)),
    [](const auto& test) {
        return std::string(to_string(std::get<0>(test.param))) + "_" +
               std::to_string(std::get<1>(test.param));
    });

TEST(Microphone, A24BitSampleInFourBytesHasAnEmptyTop) {
    SimulatedMicrophone microphone("counter", Pace::as_fast_as_read);
    const Pcm pcm = capture(microphone.pcm(), {.channels = 1, .format = SND_PCM_FORMAT_S24_LE});
    Bytes sound;
    ASSERT_EQ(read_frames(pcm.get(), sound, 70000), 0);
    EXPECT_EQ(counter_fault(sound, {48000, 1, SampleFormat::s32_le}), "");
}

TEST(Microphone, DeliversASecondInASecond) {
    SimulatedMicrophone microphone;
    const Pcm pcm = capture(microphone.pcm());
    Bytes sound;
    ASSERT_EQ(read_frames(pcm.get(), sound, 24000), 0);
    const auto took = Clock::now() - microphone.started_at();
    EXPECT_GE(took, 500ms);
    EXPECT_LT(took, 3s); // however busy the machine
    EXPECT_EQ(counter_fault(sound, cd_like), "");
    EXPECT_GE(microphone.frames_delivered(), 24000);
    EXPECT_LE(microphone.frames_delivered(), cd_like.frames(took));
    EXPECT_EQ(microphone.rate(), 48000U);
    EXPECT_EQ(microphone.channels(), 2U);
}

TEST(Microphone, WakesItsReaderOncePerAvailMin) {
    SimulatedMicrophone microphone;
    const Pcm pcm = capture(microphone.pcm(), {.buffer = 65536, .avail_min = 9600});
    pollfd fds[2];
    ASSERT_EQ(snd_pcm_poll_descriptors(pcm.get(), fds, 2), 2);
    ASSERT_EQ(snd_pcm_start(pcm.get()), 0);
    int wakes = 0;
    Bytes sound;
    for (Frames read = 0; read < 48000;) {
        ASSERT_GT(::poll(fds, 2, 5000), 0);
        unsigned short events = 0;
        ASSERT_EQ(snd_pcm_poll_descriptors_revents(pcm.get(), fds, 2, &events), 0);
        if (events == 0) continue; // the alarm still rings from the last time
        ASSERT_EQ(events, POLLIN);
        ++wakes;
        const auto there = snd_pcm_avail_update(pcm.get());
        ASSERT_GE(there, 9600);
        ASSERT_EQ(read_frames(pcm.get(), sound, there), 0);
        ASSERT_EQ(counter_fault(sound, cd_like, read), "");
        read += there;
    }
    EXPECT_LE(wakes, 5);
}

TEST(Microphone, AnOrderedOverrunShowsAsAJumpOfTheLostFrames) {
    SimulatedMicrophone microphone;
    const Pcm pcm = capture(microphone.pcm());
    Bytes before, after;
    ASSERT_EQ(read_frames(pcm.get(), before, 2048), 0);
    microphone.overrun();
    // A period that was there before is told first.
    EXPECT_TRUE(becomes_true([&] { return snd_pcm_wait(pcm.get(), 5000) == -EPIPE; }));
    EXPECT_EQ(read_frames(pcm.get(), after, 1), EPIPE);
    ASSERT_EQ(snd_pcm_prepare(pcm.get()), 0);
    ASSERT_EQ(read_frames(pcm.get(), after, 2048), 0);
    EXPECT_GT(microphone.frames_lost(), 0);
    before.insert(before.end(), after.begin(), after.end());
    const std::vector<CounterJump> lost{{2048, microphone.frames_lost()}};
    EXPECT_EQ(counter_jumps(before, cd_like), lost);
}

TEST(Microphone, ASlowReaderOverruns) {
    SimulatedMicrophone microphone;
    const Pcm pcm = capture(microphone.pcm(), {.period = 256, .buffer = 24576, .avail_min = 256});
    Bytes sound;
    ASSERT_EQ(read_frames(pcm.get(), sound, 16), 0);
    ASSERT_TRUE(becomes_true([&] { return snd_pcm_avail_update(pcm.get()) == -EPIPE; }));
    ASSERT_EQ(snd_pcm_prepare(pcm.get()), 0);
    ASSERT_EQ(read_frames(pcm.get(), sound, 16), 0);
    EXPECT_GT(microphone.frames_lost(), 24576);
    EXPECT_EQ(counter_fault(sound, cd_like, 16 + microphone.frames_lost()), "");
}

TEST(Microphone, VanishesUnderItsReaderAndCanBeOpenedWhenItIsBack) {
    SimulatedMicrophone microphone;
    const Pcm pcm = capture(microphone.pcm(), {.avail_min = 16384});
    Bytes sound;
    int error = 0;
    const auto began = Clock::now();
    std::thread reader([&] { error = read_frames(pcm.get(), sound, Frames{48000} * 60); });
    EXPECT_TRUE(becomes_true([&] { return microphone.started_at() != TimePoint{}; }));
    microphone.vanish();
    reader.join();
    EXPECT_EQ(error, ENODEV);
    EXPECT_LT(Clock::now() - began, 30s);
    EXPECT_EQ(snd_pcm_state(pcm.get()), SND_PCM_STATE_DISCONNECTED);
    EXPECT_EQ(snd_pcm_prepare(pcm.get()), -ENODEV);
    EXPECT_EQ(open_error(microphone.pcm()), ENODEV);
}

TEST(Microphone, AStreamDoesNotOutliveAReplug) {
    SimulatedMicrophone microphone;
    Pcm pcm = capture(microphone.pcm());
    ASSERT_EQ(snd_pcm_start(pcm.get()), 0);
    microphone.vanish();
    microphone.come_back();
    Bytes sound;
    EXPECT_EQ(read_frames(pcm.get(), sound, 1024), ENODEV);
    pcm.reset();
    pcm = capture(microphone.pcm());
    EXPECT_EQ(read_frames(pcm.get(), sound, 1024), 0);
    EXPECT_EQ(counter_fault(sound, cd_like), "");
    EXPECT_EQ(microphone.opens(), 2U);
}

TEST(Microphone, BelongsToOneStreamAtATime) {
    SimulatedMicrophone microphone;
    Pcm pcm = open_pcm(microphone.pcm());
    EXPECT_EQ(open_error(microphone.pcm()), EBUSY);
    pcm.reset();
    EXPECT_EQ(open_error(microphone.pcm()), 0);
}

TEST(Microphone, DeliversAfterAStallWhatItsBufferHeld) {
    SimulatedMicrophone microphone;
    const Pcm pcm = capture(microphone.pcm(), {.buffer = 491520});
    Bytes sound;
    ASSERT_EQ(read_frames(pcm.get(), sound, 1024), 0);
    const auto stalled = Clock::now();
    microphone.stall(300ms);
    const auto left = snd_pcm_avail_update(pcm.get());
    EXPECT_EQ(snd_pcm_avail_update(pcm.get()), left);
    ASSERT_EQ(read_frames(pcm.get(), sound, left + 2048), 0);
    EXPECT_GE(Clock::now() - stalled, 300ms);
    EXPECT_EQ(counter_fault(sound, cd_like, 1024), "");
}

TEST(Loudspeaker, TellsEachOfItsStartsAndWhichFrameSoundedThen) {
    use_simulated_board();
    const TemporaryFolder folder;
    const std::string state = folder.path() / "state";
    {
        const Pcm pcm = open_pcm("loudspeaker:STATE=" + state, SND_PCM_STREAM_PLAYBACK);
        set_up(pcm.get(), {});
        const Bytes sound(cd_like.bytes(2000));
        ASSERT_EQ(snd_pcm_writei(pcm.get(), sound.data(), 2000), 2000);
        ASSERT_TRUE(becomes_true([&] { return snd_pcm_avail_update(pcm.get()) == -EPIPE; }));
        ASSERT_EQ(snd_pcm_prepare(pcm.get()), 0);
        ASSERT_EQ(snd_pcm_writei(pcm.get(), sound.data(), 500), 500);
    }
    std::ifstream lines(state + ".starts");
    std::int64_t first = 0, again = 0, frame = -1, frame_again = -1, no_more = 0;
    ASSERT_TRUE(lines >> first >> frame >> again >> frame_again);
    EXPECT_FALSE(lines >> no_more);
    EXPECT_EQ(frame, 0);
    EXPECT_EQ(frame_again, 2000);
    EXPECT_GE(again - first, std::chrono::nanoseconds(cd_like.duration(2000)).count());
}

TEST(Microphone, AgreesOnlyToWhatItCanDo) {
    use_simulated_board();
    EXPECT_NO_THROW(capture("picky", {.rate = 44100}));
    EXPECT_THROW(capture("picky", {.rate = 48000}), Error);
    EXPECT_THROW(capture("picky", {.rate = 44100, .channels = 3}), Error);
    EXPECT_THROW(capture("picky", {.rate = 44100, .format = SND_PCM_FORMAT_S32_LE}), Error);
    EXPECT_NO_THROW(capture("microphone", {.rate = 384000, .channels = 32, .buffer = 65536}));
    EXPECT_EQ(open_error("gone"), ENODEV);
}

} // namespace
} // namespace redstart
