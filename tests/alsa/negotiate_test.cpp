// Negotiation: the nearest with a word about it, or a refusal that says what there is.
#include "alsa/negotiate.hpp"
#include "alsa/simulated_board.hpp"

namespace redstart {
namespace {

constexpr auto choosy = R"(
pcm.wide { type redstart_microphone formats [ S32_LE ] }
pcm.padded { type redstart_microphone formats [ S24_LE ] }
pcm.array { type redstart_microphone channels [ 1 4 8 ] }
pcm.telephone { type redstart_microphone formats [ MU_LAW ] }
)";

PcmSetup agree(const PcmRequest& request) {
    return negotiate(open_pcm(request.device, SND_PCM_STREAM_CAPTURE).get(), request);
}

std::string refusal(const PcmRequest& request) {
    try {
        agree(request);
    } catch (const Error& error) {
        return error.what();
    }
    return "it agreed";
}

PcmRequest request(const std::string& device) {
    PcmRequest asked;
    asked.device = device;
    return asked;
}

TEST(Negotiate, GetsWhatItAsksForWithoutAWord) {
    const SimulatedBoard board;
    PcmRequest asked = request("microphone");
    asked.rate = 96000, asked.channels = 8, asked.format = "S24_3LE";
    asked.exact_rate = asked.exact_channels = asked.exact_format = true;
    const PcmSetup setup = agree(asked);
    EXPECT_EQ(setup.format, (AudioFormat{96000, 8, SampleFormat::s24_3le}));
    EXPECT_TRUE(setup.remarks.empty());
}

TEST(Negotiate, TakesTheNearestAndSaysSo) {
    const SimulatedBoard board;
    PcmRequest asked = request("picky");
    asked.channels = 7, asked.format = "S32_LE";
    const PcmSetup setup = agree(asked);
    EXPECT_EQ(setup.format, (AudioFormat{44100, 2, SampleFormat::s16_le}));
    EXPECT_EQ(setup.remarks, (std::vector<std::string>{"picky: S16_LE instead of S32_LE",
                                                       "picky: 2 channels instead of 7",
                                                       "picky: 44100 Hz instead of 48000 Hz"}));
}

TEST(Negotiate, RefusesWhatWasNamedAndSaysWhatThereIs) {
    const SimulatedBoard board;
    PcmRequest rate = request("picky"), channels = rate, format = rate;
    rate.exact_rate = true;
    EXPECT_EQ(refusal(rate), "picky: 48000 Hz refused; it has 44100");
    channels.channels = 7, channels.exact_channels = true;
    EXPECT_EQ(refusal(channels), "picky: 7 channels refused; it has 1 to 2");
    format.format = "S24_3LE", format.exact_format = true;
    EXPECT_EQ(refusal(format), "picky: S24_3LE refused; it has S16_LE");
}

TEST(Negotiate, TakesAWiderFormatRatherThanLoseBits) {
    const SimulatedBoard board(choosy);
    EXPECT_EQ(agree(request("wide")).format.sample, SampleFormat::s32_le);
    EXPECT_EQ(agree(request("padded")).format.sample, SampleFormat::s24_3le);
}

TEST(Negotiate, CountsPaddedAndPackedAsTheSame24Bits) {
    const SimulatedBoard board(choosy);
    PcmRequest asked = request("padded");
    asked.format = "S24_3LE", asked.exact_format = true;
    const PcmSetup setup = agree(asked);
    EXPECT_EQ(setup.format.sample, SampleFormat::s24_3le);
    EXPECT_EQ(setup.device_format, SND_PCM_FORMAT_S24_LE);
    EXPECT_TRUE(setup.remarks.empty());
}

TEST(Negotiate, TakesTheNextMoreChannelsElseTheMost) {
    const SimulatedBoard board(choosy);
    PcmRequest asked = request("array");
    EXPECT_EQ(agree(asked).format.channels, 4u);
    asked.channels = 9;
    EXPECT_EQ(agree(asked).format.channels, 8u);
    asked.exact_channels = true;
    EXPECT_EQ(refusal(asked), "array: 9 channels refused; it has 1, 4, 8");
}

TEST(Negotiate, RefusesADeviceWithoutAFormatItKnows) {
    const SimulatedBoard board(choosy);
    EXPECT_EQ(refusal(request("telephone")), "telephone: has no sample format that Redstart knows; "
                                             "a name that begins with plughw: converts");
    PcmRequest asked = request("microphone");
    asked.format = "S20";
    EXPECT_EQ(refusal(asked), "microphone: unknown format S20; "
                              "S16_LE, S24_3LE, S24_LE, S32_LE and FLOAT_LE are known");
}

TEST(Negotiate, WakesTwiceInNineTenthsOfASecondWhateverThePeriod) {
    const SimulatedBoard board;
    PcmRequest asked = request("microphone");
    for (const Frames chunk : {256, 1024, 16384}) {
        asked.chunk_frames = chunk;
        const PcmSetup setup = agree(asked);
        EXPECT_LE(setup.wake_frames * 2, setup.buffer_frames);
        EXPECT_GE(setup.wake_frames, 20000);
        EXPECT_LE(setup.wake_frames, 21600);
    }
}

TEST(Negotiate, TakesTheDevicesOwnWhereNoneIsNamed) {
    const SimulatedBoard board(choosy);
    const auto own = [](const std::string& device) {
        PcmRequest asked = request(device);
        asked.rate = asked.channels = 0;
        asked.exact_rate = asked.exact_channels = true;
        const PcmSetup setup = agree(asked);
        EXPECT_TRUE(setup.remarks.empty());
        return std::pair(setup.format.rate, setup.format.channels);
    };
    EXPECT_EQ(own("picky"), std::pair(44100u, 2u));
    EXPECT_EQ(own("array"), std::pair(48000u, 4u));
    EXPECT_EQ(own("microphone"), std::pair(48000u, 2u));
}

TEST(Negotiate, WakesAListenerFourTimesInTheLatency) {
    const SimulatedBoard board;
    PcmRequest asked = request("microphone");
    for (const Frames chunk : {64, 256, 1024, 4096}) {
        asked.chunk_frames = chunk;
        asked.latency = AudioFormat{}.duration(4 * chunk);
        const PcmSetup setup = agree(asked);
        EXPECT_EQ(setup.wake_frames, chunk);
        EXPECT_EQ(setup.period_frames, chunk);
        EXPECT_EQ(setup.capture_latency(), setup.format.duration(chunk));
        EXPECT_NEAR(static_cast<double>(setup.buffer_frames), 48000, 4096) << "a hiccup is no loss";
    }
}

TEST(Negotiate, PlaybackHoldsTheLatencyAndNoMore) {
    const SimulatedBoard board;
    PcmRequest asked = request("loudspeaker");
    for (const Frames chunk : {64, 256, 1024, 4096}) {
        asked.chunk_frames = chunk;
        asked.latency = AudioFormat{}.duration(4 * chunk);
        const Pcm pcm = open_pcm(asked.device, SND_PCM_STREAM_PLAYBACK);
        const PcmSetup setup = negotiate(pcm.get(), asked);
        EXPECT_EQ(setup.buffer_frames, 4 * chunk);
        EXPECT_EQ(setup.wake_frames, chunk);
        EXPECT_EQ(setup.playback_latency(), setup.format.duration(4 * chunk));
    }
}

TEST(ShowChoices, ListsRunsShort) {
    EXPECT_EQ(show_choices({}), "");
    EXPECT_EQ(show_choices({1, 2}), "1 to 2");
    EXPECT_EQ(show_choices({1, 2, 3, 8}), "1 to 3, 8");
    EXPECT_EQ(show_choices({44100, 48000}), "44100, 48000");
}

} // namespace
} // namespace redstart
