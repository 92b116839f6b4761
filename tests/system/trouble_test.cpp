// What may be missing, vanish or be killed: the appliance waits, goes on, and time never collapses.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <cstdlib>

namespace redstart {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class Trouble : public testing::Test {
protected:
    bool has_recorded(Frames frames, const char* key = "frames") const {
        return eventually([&] {
            const json status = home_.status();
            return !status["take"].is_null() && status["take"][key] >= frames;
        });
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\n"};
};

bool is_installed(const std::string& tool) {
    return std::system(("command -v " + tool + " >/dev/null").c_str()) == 0;
}

/// A recording that was interrupted: numbers up, silence, and numbers up again.
struct Interrupted {
    Frames before, silence;

    explicit Interrupted(const Sound& sound) {
        before = 1;
        while (before < sound.frames() && sound.number(before) == sound.number(before - 1) + 1)
            ++before;
        Frames after = sound.frames() - 1;
        while (after > before && sound.number(after) == sound.number(after - 1) + 1) --after;
        silence = after - before;
    }
};

TEST_F(Trouble, KilledInATakeItLosesASecondAndCompletesTheFileAtItsNextStart) {
    Frames delivered = 0;
    fs::path part;
    {
        Program appliance(home_.appliance());
        ASSERT_TRUE(appliance.complains_of("ready: armed"));
        part = home_.file_of({"start"});
        ASSERT_TRUE(has_recorded(2 * 48000, "frames_on_card"));
        const TimePoint just_synced = Clock::now();
        ASSERT_TRUE(eventually([&] { return Clock::now() - just_synced > 900ms; }));
        delivered = AudioFormat{}.frames(Clock::now() - microphone_.started_at());
        appliance.signal(SIGKILL);
        EXPECT_EQ(appliance.wait(), 128 + SIGKILL);
    }
    const Sound left = sound_of(part);
    EXPECT_EQ(counter_fault(left.bytes, left.format, left.number(0)), "");
    const Frames missing = delivered - left.number(0) - left.frames();
    std::printf("killed: %.3f s of sound are missing\n", static_cast<double>(missing) / 48000);
    constexpr Frames late = 12000 * slowness; // a sync takes its time on a busy machine
    EXPECT_LE(missing, 48000 + 1024 + late) << "a second, a chunk";

    const Program next(home_.appliance());
    EXPECT_TRUE(home_.comes_to("armed"));
    const fs::path whole = fs::path(part).replace_extension();
    EXPECT_EQ(files_in(home_.takes(), ".wav"), std::vector{whole});
    const Sound completed = sound_of(whole);
    EXPECT_GE(completed.frames(), left.frames());
    EXPECT_EQ(counter_fault(completed.bytes, completed.format, left.number(0)), "");
}

class Killed : public Trouble {
protected:
    Killed() {
        Program appliance(home_.appliance());
        EXPECT_TRUE(appliance.complains_of("ready: armed"));
        part_ = home_.file_of({"start"});
        EXPECT_TRUE(has_recorded(24000, "frames_on_card"));
        appliance.signal(SIGKILL);
        appliance.wait();
        frames_ = std::to_string(sound_of(part_).frames());
    }

    /// That the tool ends well and says the number of frames.
    void expect_opened_by(const std::vector<std::string>& command) const {
        if (!is_installed(command[0])) GTEST_SKIP() << "no " << command[0];
        const Ended tool = run(command);
        EXPECT_EQ(tool.code, 0) << tool.err;
        EXPECT_NE(("\n" + tool.out).find("\n" + frames_ + "\n"), std::string::npos)
            << tool.out << " instead of " << frames_;
    }

    fs::path part_;
    std::string frames_;
};

TEST_F(Killed, ItsPartIsOpenedByInfo) {
    const Ended info = run(redstart({"info", "--json", part_}));
    EXPECT_EQ(info.code, 0) << info.err;
    const json told = json::parse(info.out)[0];
    EXPECT_EQ(std::to_string(told["frames"].get<Frames>()), frames_);
    EXPECT_EQ(told["complete"], true);
}

TEST_F(Killed, ItsPartIsOpenedByPython) {
    expect_opened_by(
        {"python3", "-c", "import sys, wave; print(wave.open(sys.argv[1]).getnframes())", part_});
}

TEST_F(Killed, ItsPartIsOpenedBySox) {
    expect_opened_by({"soxi", "-s", part_});
}

TEST_F(Killed, ItsPartIsOpenedByFfprobe) {
    expect_opened_by({"ffprobe", "-v", "error", "-f", "wav", "-show_entries", "stream=duration_ts",
                      "-of", "csv=p=0", part_});
}

TEST_F(Trouble, WaitsForAMicrophoneThatIsMissingAtTheStart) {
    microphone_.vanish();
    const Program appliance(home_.appliance());
    ASSERT_TRUE(home_.comes_to("fault"));
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{"no-device"});
    const Ended refused = home_.order({"start"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(is_one_complaint(refused.err));
    microphone_.come_back();
    EXPECT_TRUE(home_.comes_to("armed"));
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{});
    EXPECT_TRUE(home_.file_of({"start"}).string().ends_with(".part"));
}

TEST_F(Trouble, GoesOnWithTheSameTakeWhenTheMicrophoneReturns) {
    const Program appliance(home_.appliance());
    ASSERT_TRUE(home_.comes_to("armed"));
    const fs::path part = home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(48000));
    const TimePoint first_start = microphone_.started_at();
    microphone_.vanish();
    ASSERT_TRUE(home_.comes_to("fault"));
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{"no-device"});
    microphone_.come_back();
    ASSERT_TRUE(home_.comes_to("recording"));
    ASSERT_TRUE(eventually([&] { return home_.status()["take"]["frames_lost"] > 0; }));
    const TimePoint second_start = microphone_.started_at();
    const Frames lost = home_.status()["take"]["frames_lost"];
    EXPECT_EQ(home_.status()["take"]["gaps"], 1);
    const fs::path wav = home_.file_of({"stop"});
    EXPECT_EQ(wav.string() + ".part", part.string());
    EXPECT_EQ(files_in(home_.takes(), ".wav"), std::vector{wav});

    const Sound sound = sound_of(wav);
    const Interrupted take(sound);
    EXPECT_EQ(take.silence, lost);
    const auto silence =
        std::span(sound.bytes).subspan(sound.format.bytes(take.before), sound.format.bytes(lost));
    EXPECT_TRUE(std::ranges::all_of(silence, [](std::byte b) { return b == std::byte{0}; }));

    const Frames last = sound.frames() - 1;
    const auto between = second_start + sound.format.duration(sound.number(last)) - first_start -
                         sound.format.duration(sound.number(0));
    EXPECT_NEAR(static_cast<double>(last), static_cast<double>(sound.format.frames(between)), 1024)
        << "the time line holds within a period";
}

TEST_F(Trouble, StopsATakeWhoseMicrophoneDoesNotReturn) {
    const Program appliance(home_.appliance());
    ASSERT_TRUE(home_.comes_to("armed"));
    home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(24000));
    microphone_.vanish();
    ASSERT_TRUE(home_.comes_to("fault"));
    const Sound sound = sound_of(home_.file_of({"stop"}));
    EXPECT_GE(sound.frames(), 24000);
    EXPECT_EQ(home_.status()["state"], "fault");
}

TEST_F(Trouble, WaitsForAFolderThatIsMissingAtTheStart) {
    fs::remove(home_.takes());
    const Program appliance(home_.appliance());
    ASSERT_TRUE(home_.comes_to("fault"));
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{"no-storage"});
    EXPECT_FALSE(fs::exists(home_.takes())) << "it may be where a card is mounted: never made";
    fs::create_directory(home_.takes());
    EXPECT_TRUE(home_.comes_to("armed"));
    EXPECT_TRUE(fs::exists(home_.file_of({"start"})));
}

} // namespace
} // namespace redstart
