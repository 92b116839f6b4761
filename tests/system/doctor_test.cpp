// `redstart doctor` whole: go, no-go, wrong usage, and beside an appliance that it does not
// disturb.
#include "control/stranger.hpp"
#include "system/appliance_home.hpp"

#include <fstream>

namespace redstart {
namespace {

struct Doctor : testing::Test {
    SimulatedMicrophone microphone{"tone"};

    static Ended examine(const ApplianceHome& home, const std::string& how = "--yes") {
        return run(redstart({"doctor", "--config", home.configuration(), "--card-for", "1s", how}));
    }
    static std::string result_of(const nlohmann::json& json, const std::string& name) {
        for (const auto& check : json["checks"])
            if (check["name"] == name) return check["result"];
        return "none";
    }
};

TEST_F(Doctor, SaysGoALineEach) {
    const Ended ended = examine(ApplianceHome(microphone.pcm()));
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    EXPECT_NE(ended.out.find("\ngo\n"), std::string::npos) << ended.out;
    EXPECT_NE(ended.out.find("not-here  button"), std::string::npos) << ended.out;
}

TEST_F(Doctor, ToScriptsIsOneObjectWithEachCheck) {
    const Ended ended = examine(ApplianceHome(microphone.pcm()), "--json");
    EXPECT_EQ(ended.code, 0) << ended.err;
    const auto json = nlohmann::json::parse(ended.out);
    EXPECT_EQ(json["verdict"], "go");
    for (const char* name : {"device", "sound", "channels", "folder", "card"})
        EXPECT_EQ(result_of(json, name), "ok") << name << json;
}

TEST_F(Doctor, IsNoGoWithoutADevice) {
    const Ended ended = examine(ApplianceHome("gone"));
    EXPECT_EQ(ended.code, 1);
    EXPECT_NE(ended.out.find("no-go     device       gone: no such device"), std::string::npos)
        << ended.out;
}

TEST_F(Doctor, IsNoGoWhereTheMicrophoneIsMuted) {
    microphone.mute(true);
    const Ended ended = examine(ApplianceHome(microphone.pcm()), "--json");
    EXPECT_EQ(ended.code, 1);
    const auto json = nlohmann::json::parse(ended.out);
    EXPECT_EQ(json["verdict"], "no-go");
    EXPECT_EQ(result_of(json, "channels"), "no-go");
    EXPECT_EQ(result_of(json, "gain"), "warn");
}

TEST_F(Doctor, IsNoGoWithABadConfigurationAndWithoutAFolder) {
    const ApplianceHome home(microphone.pcm());
    std::filesystem::remove(home.takes());
    EXPECT_EQ(result_of(nlohmann::json::parse(examine(home, "--json").out), "folder"), "no-go");
    std::ofstream(home.configuration()) << "[audio]\nrate = \"fast\"\n";
    const Ended ended = examine(home);
    EXPECT_EQ(ended.code, 1);
    EXPECT_NE(ended.out.find("no-go     configuration"), std::string::npos) << ended.out;
}

TEST_F(Doctor, RefusesWrongUsage) {
    EXPECT_EQ(examine(ApplianceHome(microphone.pcm()), "--loud").code, 2);
}

TEST_F(Doctor, WritesNothingToACardThatATakeOfAnotherProgramIsWrittenTo) {
    const ApplianceHome home(microphone.pcm());
    const SimulatedMicrophone other;
    Program recorder(redstart({"record", "-q", "-D", other.pcm(), home.takes() / "take.wav"}));
    ASSERT_TRUE(eventually([&] { return other.has_run_for(std::chrono::milliseconds(500)); }));
    const auto json = nlohmann::json::parse(examine(home, "--json").out);
    EXPECT_EQ(result_of(json, "card"), "warn") << json;
    recorder.signal(SIGTERM);
    EXPECT_EQ(recorder.wait(), 0);
}

TEST_F(Doctor, DoesNotTakeAnApplianceThatHangsForNone) {
    const ApplianceHome home(microphone.pcm());
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    appliance.signal(SIGSTOP);
    const Ended ended = examine(home, "--json");
    appliance.signal(SIGCONT);
    const auto json = nlohmann::json::parse(ended.out);
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(result_of(json, "appliance"), "no-go") << json;
    EXPECT_EQ(result_of(json, "card"), "none") << json;
}

TEST_F(Doctor, SaysSoWhereTheApplianceTellsWhatItDoesNotKnow) {
    const ApplianceHome home(microphone.pcm());
    for (const char* answer : {R"({"ok":false,"error":"busy"})", R"({"ok":true,"status":{}})",
                               R"({"ok":true,"status":{"device":"microphone","storage":7}})"}) {
        Ended ended;
        {
            const Stranger stranger(home.socket(), std::string(answer) + '\n');
            ended = examine(home, "--json");
        }
        std::filesystem::remove(home.socket());
        EXPECT_EQ(ended.code, 1) << answer;
        const auto json = nlohmann::json::parse(ended.out, nullptr, false);
        EXPECT_EQ(result_of(json, "appliance"), "no-go") << answer << json << ended.err;
    }
    EXPECT_EQ(microphone.opens(), 0u) << "somebody may have it";
}

TEST_F(Doctor, LeavesATakeUnderWayAsItIs) {
    const ApplianceHome home(microphone.pcm());
    Program program(home.appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    home.file_of({"start"});
    const auto opens = microphone.opens();
    const Ended ended = examine(home, "--json");
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    const auto json = nlohmann::json::parse(ended.out);
    EXPECT_EQ(result_of(json, "device"), "ok");
    EXPECT_EQ(result_of(json, "channels"), "warn");
    EXPECT_EQ(microphone.opens(), opens);
    EXPECT_EQ(home.status()["take"]["frames_lost"], 0);
    home.file_of({"stop"});
}

} // namespace
} // namespace redstart
