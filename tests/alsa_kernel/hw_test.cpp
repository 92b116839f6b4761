// hw: on a card of a real kernel: every way to name it, and what is played to it frame by frame.
//
// The card is snd-aloop's; scripts/gpio-on-a-kernel boots a kernel that has it, and nothing of
// ALSA's configuration.
#include "alsa/direct.hpp"
#include "alsa/duplex.hpp"
#include "alsa/sink.hpp"
#include "alsa/source.hpp"
#include "simulated/counter_frames.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <thread>

namespace redstart {
namespace {

class HwOnAKernel : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists("/proc/asound/Loopback"))
            GTEST_SKIP() << "no loopback card; scripts/gpio-on-a-kernel brings its own kernel";
        if (!direct_config("hw")) GTEST_SKIP() << "this system has an ALSA configuration";
    }
    void TearDown() override { EXPECT_EQ(snd_config, nullptr) << "ALSA's files were read"; }
};

std::string failure(const std::string& name) {
    try {
        open_pcm(name, SND_PCM_STREAM_CAPTURE);
    } catch (const Error& error) {
        return error.what();
    }
    return "it opened";
}

/// "card 0, device 1, subdevice 0": what was opened, as the kernel calls it.
std::string place_of(const std::string& name) {
    const Pcm pcm = open_pcm(name, SND_PCM_STREAM_CAPTURE);
    snd_pcm_info_t* info = nullptr;
    check(snd_pcm_info_malloc(&info), name);
    const std::unique_ptr<snd_pcm_info_t, decltype(&snd_pcm_info_free)> owner(info,
                                                                              snd_pcm_info_free);
    check(snd_pcm_info(pcm.get(), info), name);
    return "card " + std::to_string(snd_pcm_info_get_card(info)) + ", device " +
           std::to_string(snd_pcm_info_get_device(info)) + ", subdevice " +
           std::to_string(snd_pcm_info_get_subdevice(info));
}

TEST_F(HwOnAKernel, IsOneDeviceUnderEachOfItsNames) {
    const std::string card = std::to_string(snd_card_get_index("Loopback"));
    const std::string first = "card " + card + ", device 0, subdevice 0";
    const std::string second = "card " + card + ", device 1, subdevice 0";
    for (const std::string& name :
         std::vector<std::string>{"hw:CARD=Loopback,DEV=1", "hw:Loopback,1", "hw:" + card + ",1",
                                  "hw:" + card + ",1,0", "hw:CARD=Loopback,DEV=1,SUBDEV=0"})
        EXPECT_EQ(place_of(name), second) << name;
    for (const std::string& name : std::vector<std::string>{"hw:" + card, "hw:CARD=Loopback"})
        EXPECT_EQ(place_of(name), first) << name;
    ::setenv("ALSA_CARD", "Loopback", 1);
    EXPECT_EQ(place_of("hw"), first);
    ::unsetenv("ALSA_CARD");
}

TEST_F(HwOnAKernel, SaysWhatIsNotThereAndWhatIsInUse) {
    for (const std::string name : {"hw:CARD=nobody", "hw:29", "hw:Loopback,7"})
        EXPECT_EQ(failure(name), name + ": no such device; redstart devices lists them");
    const std::string name = "hw:Loopback,1,0";
    const Pcm held = open_pcm(name, SND_PCM_STREAM_CAPTURE);
    EXPECT_EQ(failure(name),
              name + ": in use by another program; `fuser -v /dev/snd/*` tells which");
}

PcmRequest request(const std::string& device) {
    PcmRequest result;
    result.device = device;
    result.exact_rate = result.exact_channels = result.exact_format = true;
    result.format = "S32_LE"; // whose counter begins anew after a day
    return result;
}

/// Reads until `count` frames have come after the silence, which may last for 10 s.
std::vector<std::byte> record(AlsaSource& source, Frames count) {
    std::vector<std::byte> sound, room(source.format().bytes(1024));
    Frames silent = 0;
    while (source.format().frames_in(sound.size()) < count && silent < 480'000) {
        const Source::Read read = source.read(room, 1024);
        if (read.error) throw std::system_error(read.error, source.device());
        EXPECT_EQ(read.lost, 0);
        for (Frames i = 0; i < read.frames; ++i) {
            const auto frame =
                std::span(room).subspan(source.format().bytes(i), source.format().frame_bytes());
            if (!sound.empty() || counter_number(frame, source.format()) != 0)
                sound.insert(sound.end(), frame.begin(), frame.end());
            else
                ++silent;
        }
    }
    return sound;
}

TEST_F(HwOnAKernel, HasEachFrameThatIsPlayedToIt) {
    constexpr Frames first = 1, count = 96000;
    AlsaSink sink(request("hw:Loopback,0,0"));
    AlsaSource source(request("hw:CARD=Loopback,DEV=1,SUBDEV=0"));
    const auto played = counter_frames(sink.format(), first, 2 * count);
    std::jthread player([&] { sink.write(played); });
    const auto heard = record(source, count);
    sink.interrupt();
    ASSERT_GE(source.format().frames_in(heard.size()), count);
    EXPECT_EQ(counter_fault(heard, source.format(), counter_number(heard, source.format())), "");
}

/// Plays numbers from 1 on until the first of them is heard; false where that takes over 10 s.
bool is_heard(AlsaDuplex& duplex) {
    const AudioFormat format = duplex.source().format();
    std::vector<std::byte> room(format.bytes(1024));
    for (Frames played = 0; played < 480'000;) {
        const Source::Read read = duplex.source().read(room, 1024);
        if (read.error) throw std::system_error(read.error, duplex.source().device());
        const TimePoint first = read.when - format.duration(read.waiting + read.frames);
        const auto written = duplex.write(counter_frames(format, 1 + played, read.frames), first);
        if (written.error) throw std::system_error(written.error, "hw:Loopback,0");
        played += read.frames;
        for (Frames i = 0; i < read.frames; ++i)
            if (counter_number(std::span(room).subspan(format.bytes(i)), format) != 0) return true;
    }
    return false;
}

TEST_F(HwOnAKernel, StartsAMicrophoneAndALoudspeakerInOneInstant) {
    AlsaDuplex duplex(request("hw:Loopback,1"), request("hw:Loopback,0"));
    for (int again = 0; again < 2; ++again) {
        ASSERT_FALSE(duplex.start());
        EXPECT_TRUE(duplex.is_linked());
        EXPECT_EQ(snd_pcm_state(duplex.source().handle()), SND_PCM_STATE_RUNNING);
        EXPECT_EQ(snd_pcm_state(duplex.sink().handle()), SND_PCM_STATE_RUNNING);
        EXPECT_TRUE(is_heard(duplex));
        ASSERT_FALSE(duplex.halt());
    }
}

} // namespace
} // namespace redstart
