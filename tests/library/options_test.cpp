// Options out of their range are refused in words, before a device is opened.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/redstart.hpp>

#include <alsa/asoundlib.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr const char* opened = "gone: no such device; redstart devices lists them";

std::string refusal(StreamOptions options) {
    use_simulated_board();
    if (options.device == "default") options.device = "gone"; // it tells when it is opened
    const std::string capture = error_of([&] { const CaptureStream stream(options); });
    EXPECT_EQ(error_of([&] { const PlaybackStream stream(options); }), capture);
    return capture;
}

std::string refusal(RecorderOptions options) {
    use_simulated_board();
    options.device = "gone";
    return error_of([&] { const Recorder recorder(options); });
}

TEST(Options, OfAStreamAreCheckedBeforeTheDeviceIsOpened) {
    using O = StreamOptions;
    EXPECT_EQ(refusal(O{.device = ""}), "device: no name; devices() lists them");
    EXPECT_EQ(refusal(O{.rate = 7999}), "rate: 7999; 8000 to 384000");
    EXPECT_EQ(refusal(O{.rate = 2'000'000}), "rate: 2000000; 8000 to 384000");
    EXPECT_EQ(refusal(O{.channels = 33}), "channels: 33; 1 to 32");
    EXPECT_EQ(refusal(O{.format = SampleFormat{9}}), "format: 9; one of SampleFormat");
    for (const Frames frames : {-1, 0, 15, 65537})
        EXPECT_EQ(refusal(O{.chunk_frames = frames}),
                  "chunk_frames: " + std::to_string(frames) + "; 16 to 65536");
    for (const auto latency : {-1ns, 999'999ns, 1'000'000'001ns, std::chrono::nanoseconds::max()})
        EXPECT_EQ(refusal(O{.latency = latency}), "latency: out of range; 1 ms to 1.0 s");
}

TEST(Options, OfARecorderAreCheckedBeforeTheDeviceIsOpened) {
    using O = RecorderOptions;
    EXPECT_EQ(refusal(O{.rate = 7999}), "rate: 7999; 8000 to 384000");
    EXPECT_EQ(refusal(O{.chunk_frames = 0}), "chunk_frames: 0; 16 to 65536");
    for (const auto ring : {std::chrono::nanoseconds::max(), std::chrono::nanoseconds(-1)})
        EXPECT_EQ(refusal(O{.ring = ring}), "ring: out of range; 1.0 s to 1:00:00 h");
    EXPECT_EQ(refusal(O{.ring_limit_bytes = 0}), "ring_limit_bytes: 0; at least 1.0 MB");
    EXPECT_EQ(refusal(O{.pre_roll = -5s}), "pre_roll: out of range; 0 ms to 1:00:00 h");
    EXPECT_EQ(refusal(O{.sync_every = 0s}), "sync_every: out of range; 10 ms to 1:00 min");
}

TEST(Options, AtTheEndsOfTheirRangesAreTaken) {
    using S = StreamOptions;
    EXPECT_EQ(refusal(S{.rate = 8000, .channels = 1, .chunk_frames = 16, .latency = 1ms}), opened);
    EXPECT_EQ(refusal(S{.rate = 384000, .channels = 32, .chunk_frames = 65536}), opened);
    EXPECT_EQ(refusal(S{.rate = 0, .channels = 0, .latency = 1s}), opened);
    using O = RecorderOptions;
    EXPECT_EQ(refusal(O{.rate = 8000, .channels = 1, .chunk_frames = 16}), opened);
    EXPECT_EQ(refusal(O{.rate = 384000, .channels = 32, .chunk_frames = 65536}), opened);
    EXPECT_EQ(refusal(O{.ring = 1s, .ring_limit_bytes = 1'000'000, .sync_every = 10ms}), opened);
    EXPECT_EQ(refusal(O{.ring = 1h, .pre_roll = 1h, .sync_every = 1min}), opened);
}

int heard_by_the_program;
void program_hears(const char*, int, const char*, int, const char*, ...) {
    ++heard_by_the_program;
}

TEST(Library, LeavesTheProgramsAlsaErrorHandlerAlone) {
    const SimulatedMicrophone microphone;
    ASSERT_EQ(snd_lib_error_set_handler(program_hears), 0);
    error_of([] { CaptureStream({.device = "gone"}); });
    CaptureStream({.device = microphone.pcm()});
    devices();
    heard_by_the_program = 0;
    snd_pcm_t* pcm = nullptr;
    EXPECT_LT(snd_pcm_open(&pcm, "nobody", SND_PCM_STREAM_CAPTURE, 0), 0);
    EXPECT_GT(heard_by_the_program, 0);
    snd_lib_error_set_handler(nullptr);
}

TEST(Library, SaysNothingOnStandardErrorItself) {
    use_simulated_board();
    testing::internal::CaptureStderr();
    error_of([] { CaptureStream({.device = "nobody"}); });
    devices();
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace
} // namespace redstart
