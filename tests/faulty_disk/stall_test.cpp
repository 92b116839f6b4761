// A sync hangs in the middle of a take, until it is told to go on.
#include "faulty_disk/faulty_disk.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace redstart {
namespace {

using nlohmann::json;

struct Load {
    const char* name;
    unsigned rate, channels;
};

class Stall : public testing::TestWithParam<Load> {
protected:
    static std::string audio() {
        return "format = \"S32_LE\"\nrate = " + std::to_string(GetParam().rate) +
               "\nchannels = " + std::to_string(GetParam().channels) + "\nring = \"8s\"\n";
    }

    /// The appliance records, and its tenth sync hangs so long; the take when it was stopped.
    Sound record_with_stall(std::chrono::nanoseconds length) {
        Program appliance(home_.appliance(), {disk_.environment("sync@10 stall " + disk_.sign())});
        EXPECT_TRUE(appliance.complains_of("ready: armed"));
        home_.file_of({"start"});
        EXPECT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
        const TimePoint begin = Clock::now();
        EXPECT_TRUE(eventually([&] { return is_slow(); }, 3s * slowness)) << "within 3 s";
        shown_after_ = Clock::now() - begin;
        EXPECT_TRUE(eventually([&] { return Clock::now() - begin >= length; }));
        disk_.end_fault();
        EXPECT_TRUE(eventually([&] { return !is_slow(); })) << "it is over";
        status_ = home_.status();
        const auto file = home_.file_of({"stop"});
        appliance.signal(SIGTERM);
        EXPECT_EQ(appliance.wait(), 0) << appliance.err();
        sidecar_ =
            json::parse(std::ifstream(std::filesystem::path(file).replace_extension(".json")));
        return sound_of(file);
    }

    bool is_slow() const {
        const auto words = faults(home_.status());
        return std::find(words.begin(), words.end(), "storage-slow") != words.end();
    }

    void record_properties(Frames lost) {
        RecordProperty("injected", 1);
        RecordProperty("frames_lost", static_cast<int>(lost));
        RecordProperty("files_lost", 0);
        RecordProperty("shown_after_ms", static_cast<int>(shown_after_ / 1ms));
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm(), audio(), "", "sync_every = \"200ms\"\n"};
    FaultyDisk disk_{home_.takes()};
    json status_, sidecar_;
    std::chrono::nanoseconds shown_after_{};
};

TEST_P(Stall, OfTheRingLessFiveSecondsCostsNoFrameAndIsShown) {
    const Sound sound = record_with_stall(3s);
    EXPECT_EQ(status_["take"]["frames_lost"], 0);
    EXPECT_GE(status_["storage"]["worst_write_ms"], 2900);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    record_properties(counter_jumps(sound.bytes, sound.format).empty() ? 0 : 1);
}

TEST_P(Stall, LongerThanTheRingCostsTheDifferenceAsSilence) {
    if (slowness > 1) GTEST_SKIP() << "a sanitizer is slower than this microphone";
    const Sound sound = record_with_stall(12s);
    const Frames lost = sidecar_["frames_lost"]; // the status was asked before the ring was written
    const Frames rate = GetParam().rate, last = sound.frames() - 1;
    EXPECT_EQ(sound.number(last) - sound.number(0), last) << "time does not collapse";
    EXPECT_GE(lost, 2 * rate) << "12 s less the ring";
    EXPECT_LE(lost, 7 * rate) << "12 s less the ring, and the 5 s";
    Frames silent = 0;
    for (Frames i = 0; i <= last; ++i) silent += sound.number(i) == 0 ? 1 : 0;
    EXPECT_EQ(silent, lost + (sound.number(0) == 0 ? 1 : 0));
    record_properties(lost);
}

std::string name_of(const testing::TestParamInfo<Load>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, Stall,
                         testing::Values(Load{"48k_stereo", 48000, 2},
                                         Load{"192k_8_channels", 192000, 8}),
                         name_of);

} // namespace
} // namespace redstart
