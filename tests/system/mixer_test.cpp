// [mixer]: the card's controls as configured at each opening, read back, kept in the sidecar.
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <fstream>

namespace redstart {
namespace {

const std::string controls = "[mixer]\n\"Mic Capture Volume\" = \"80%\"\n"
                             "\"Mic Capture Switch\" = true\n\"Input Source\" = \"Line\"\n";

struct MixerOfTheAppliance : testing::Test {
    SimulatedMicrophone microphone;

    testing::AssertionResult stands_at(int volume) const {
        const TimePoint deadline = Clock::now() + std::chrono::seconds(60);
        while (microphone.volume() != volume && Clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (microphone.volume() == volume) return testing::AssertionSuccess();
        return testing::AssertionFailure() << "stands at " << microphone.volume();
    }

    static void want_volume(const ApplianceHome& home, const std::string& volume) {
        std::ifstream in(home.configuration());
        std::string text(std::istreambuf_iterator<char>(in), {});
        text.replace(text.find("80%"), 3, volume);
        std::ofstream(home.configuration()) << text;
    }

    static nlohmann::json sidecar_of(std::filesystem::path wav) {
        return nlohmann::json::parse(std::ifstream(wav.replace_extension(".json")));
    }

    /// What else is warned of, as that a muted microphone is silent, is none of the mixer's.
    static bool is_told_muted(const ApplianceHome& home) {
        const auto warnings = home.status()["warnings"];
        return std::ranges::find(warnings, "muted") != warnings.end();
    }

    /// Neither that it is muted nor, in the sidecar of a take, the values of controls. Ends the
    /// appliance.
    static void expect_nothing_told(const ApplianceHome& home, Program& program) {
        EXPECT_FALSE(is_told_muted(home));
        home.file_of({"start"});
        const auto wav = home.file_of({"stop"});
        program.signal(SIGTERM);
        ASSERT_EQ(program.wait(), 0) << program.err();
        EXPECT_FALSE(sidecar_of(wav).contains("mixer")) << sidecar_of(wav);
    }
};

TEST_F(MixerOfTheAppliance, IsSetBeforeItIsReadyAndKeptInTheSidecar) {
    microphone.mute(true);
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    EXPECT_EQ(microphone.volume(), 32);
    EXPECT_FALSE(microphone.is_muted());
    EXPECT_EQ(microphone.input(), 1u);
    home.file_of({"start"});
    const auto wav = home.file_of({"stop"});
    program.signal(SIGTERM);
    ASSERT_EQ(program.wait(), 0) << program.err();
    const nlohmann::json sidecar = sidecar_of(wav);
    EXPECT_EQ(sidecar.at("mixer").at("Mic Capture Volume"), "80 % (12.0 dB)");
    EXPECT_EQ(sidecar.at("mixer").at("Mic Capture Switch"), "on");
    EXPECT_EQ(sidecar.at("mixer").at("Input Source"), "Line");
}

TEST_F(MixerOfTheAppliance, IsSetAgainWhereItIsFoundOtherwiseAfterASecond) {
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(stands_at(32)) << program.err();
    microphone.set_volume(4); // as a sound server does
    EXPECT_TRUE(
        program.complains_of("[mixer] Mic Capture Volume: is 10 % (-16.0 dB), not 80 % (12.0 dB)"))
        << program.err();
    EXPECT_TRUE(stands_at(32));
}

TEST_F(MixerOfTheAppliance, IsSetWhenTheMicrophoneComesBack) {
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    microphone.vanish();
    ASSERT_TRUE(program.complains_of("microphone: ")) << program.err();
    microphone.set_volume(0); // another card, as it comes from its box
    microphone.come_back();
    EXPECT_TRUE(stands_at(32)) << program.err();
}

/// USB cards have such moments, most of all when they were just plugged in.
TEST_F(MixerOfTheAppliance, IsSetOnceACardThatHadErrorsHasNoneAnyMore) {
    microphone.set_volume(2000);
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("[mixer] ")) << program.err();
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    microphone.set_volume(4);
    EXPECT_TRUE(stands_at(32)) << program.err();
}

TEST_F(MixerOfTheAppliance, IsSetWhereItCannotBeRead) {
    microphone.set_volume(41);
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    EXPECT_TRUE(stands_at(32)) << program.err();
}

TEST_F(MixerOfTheAppliance, NamesTheNearestControlAndRecordsAllTheSame) {
    const ApplianceHome home(microphone.pcm(), {}, "[mixer]\n\"Mic Capture Volum\" = \"80%\"\n");
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("did you mean \"Mic Capture Volume\"?")) << program.err();
    EXPECT_TRUE(program.complains_of("ready: armed")) << program.err();
    EXPECT_EQ(microphone.volume(), 40);
}

TEST_F(MixerOfTheAppliance, SaysThatTheMicrophoneIsMuted) {
    const ApplianceHome home(microphone.pcm(), {}, "[mixer]\n\"Mic Capture Switch\" = false\n");
    Program program(home.appliance());
    EXPECT_TRUE(program.complains_of("the capture switch is off")) << program.err();
}

TEST_F(MixerOfTheAppliance, TouchesNothingWithoutItsTable) {
    microphone.mute(true);
    const ApplianceHome home(microphone.pcm());
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    EXPECT_TRUE(microphone.is_muted());
    EXPECT_EQ(program.err().find("mixer"), std::string::npos) << program.err();
}

TEST_F(MixerOfTheAppliance, TakesOtherSettingsAtAReload) {
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    std::ofstream(home.configuration(), std::ios::app) << "\"Mic Boost Switch\" = false\n";
    want_volume(home, "20%");
    program.signal(SIGHUP);
    EXPECT_TRUE(stands_at(8)) << program.err();
}

/// A USB card may not answer for a while. A program that asks it then waits in the kernel.
TEST_F(MixerOfTheAppliance, ThatHangsHoldsUpNoOrder) {
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    microphone.hang_controls(true);
    ASSERT_TRUE(eventually([&] { return microphone.hung() > 0; }));
    home.file_of({"start"});
    const auto wav = home.file_of({"stop"});
    EXPECT_TRUE(std::filesystem::exists(wav));
    EXPECT_EQ(home.status()["state"], "armed");
    EXPECT_EQ(microphone.hung(), 1u) << "it is asked no more as long as it does not answer";
    microphone.set_volume(4);
    microphone.hang_controls(false);
    EXPECT_TRUE(stands_at(32)) << "it is read back then: " << program.err();
}

/// The appliance waits two seconds for its gain, and then goes on without it.
TEST_F(MixerOfTheAppliance, ThatHangsFromTheBeginningHoldsUpNoOrder) {
    microphone.hang_controls(true);
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("its controls do not answer")) << program.err();
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    ASSERT_TRUE(eventually([&] { return microphone.hung() > 0; }));
    home.file_of({"start"});
    const auto wav = home.file_of({"stop"});
    EXPECT_EQ(microphone.hung(), 1u) << "it is asked no more as long as it does not answer";
    microphone.hang_controls(false);
    EXPECT_TRUE(stands_at(32)) << "it is set then: " << program.err();
    program.signal(SIGTERM);
    ASSERT_EQ(program.wait(), 0) << program.err();
    EXPECT_FALSE(sidecar_of(wav).contains("mixer")) << "they were not known";
}

/// Neither does a card that hangs hold up a reload, nor what comes behind it.
TEST_F(MixerOfTheAppliance, ThatHangsHoldsUpNoReload) {
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    microphone.hang_controls(true);
    ASSERT_TRUE(eventually([&] { return microphone.hung() > 0; }));
    want_volume(home, "20%");
    program.signal(SIGHUP);
    EXPECT_TRUE(program.complains_of("configuration: read again")) << program.err();
    home.file_of({"start"});
    home.file_of({"stop"});
    EXPECT_EQ(microphone.hung(), 1u) << "it is asked no more as long as it does not answer";
    microphone.hang_controls(false);
    EXPECT_TRUE(stands_at(8)) << "it is set then: " << program.err();
}

TEST_F(MixerOfTheAppliance, ThatHangsHoldsUpNoMicrophoneThatComesBack) {
    const ApplianceHome home(microphone.pcm(), {}, controls);
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    microphone.hang_controls(true);
    ASSERT_TRUE(eventually([&] { return microphone.hung() > 0; }));
    microphone.vanish();
    ASSERT_TRUE(program.complains_of("microphone: ")) << program.err();
    microphone.come_back();
    ASSERT_TRUE(home.comes_to("armed")) << program.err();
    home.file_of({"start"});
    home.file_of({"stop"});
    microphone.set_volume(4);
    microphone.hang_controls(false);
    EXPECT_TRUE(stands_at(32)) << "it is set then: " << program.err();
}

TEST_F(MixerOfTheAppliance, IsNotTheLastOnesOnceItIsMissing) {
    const ApplianceHome home(microphone.pcm(), {}, "[mixer]\n\"Mic Capture Switch\" = false\n");
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    EXPECT_TRUE(is_told_muted(home)) << program.err();
    std::ifstream in(home.configuration());
    std::string text(std::istreambuf_iterator<char>(in), {});
    text.erase(text.find("[mixer]"));
    std::ofstream(home.configuration()) << text;
    program.signal(SIGHUP);
    ASSERT_TRUE(program.complains_of("configuration: read again")) << program.err();
    expect_nothing_told(home, program);
}

/// What was seen of the last card is not told of the next one.
TEST_F(MixerOfTheAppliance, IsNotTheLastOnesWhereTheNextCardCannotBeReached) {
    const ApplianceHome home(microphone.pcm(), {}, "[mixer]\n\"Mic Capture Switch\" = false\n");
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("the capture switch is off")) << program.err();
    microphone.vanish();
    ASSERT_TRUE(program.complains_of("microphone: ")) << program.err();
    microphone.set_volume(2000);
    microphone.come_back();
    ASSERT_TRUE(home.comes_to("armed")) << program.err();
    expect_nothing_told(home, program);
}

TEST_F(MixerOfTheAppliance, DevicesSaysOfControlsThatCannotBeReachedWhy) {
    microphone.set_volume(2000);
    const TemporaryFolder folder;
    const auto file = folder / "asound.conf";
    std::ofstream(file) << '<' << simulated_asound_conf << ">\n"
                        << "ctl.!microphone { type redstart_mixer state \""
                        << microphone.state_path() << "\" }\n";
    Surroundings around;
    around.environment = {"ALSA_CONFIG_PATH=" + file.string()};
    const Ended list = run(redstart({"devices", "--mixer"}), around);
    EXPECT_EQ(list.code, 0) << list.err;
    EXPECT_NE(list.out.find("microphone: its controls cannot be reached: Input/output error"),
              std::string::npos)
        << list.out;
}

TEST_F(MixerOfTheAppliance, DevicesListsControlsWithRangesAndValues) {
    const Ended list = run(redstart({"devices", "--mixer"}));
    EXPECT_EQ(list.code, 0) << list.err;
    EXPECT_NE(list.out.find("\"Mic Capture Volume\""), std::string::npos) << list.out;
    EXPECT_NE(list.out.find("0 to 40, -20.0 to 20.0 dB"), std::string::npos) << list.out;
    EXPECT_NE(list.out.find("\"Microphone\", \"Line\""), std::string::npos) << list.out;
    const auto json = nlohmann::json::parse(run(redstart({"devices", "--mixer", "--json"})).out);
    bool has_choices = false;
    for (const auto& device : json)
        for (const auto& control : device["controls"])
            has_choices |= control["name"] == "Input Source" && control["choices"].size() == 2;
    EXPECT_TRUE(has_choices) << json;
}

} // namespace
} // namespace redstart
