// What may be asked over the control socket beside the status: the configuration, the last verdict.
#include "control/socket_folder.hpp"
#include "system/appliance_home.hpp"

#include <algorithm>
#include <fstream>
#include <sys/stat.h>

namespace redstart {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class Questions : public testing::Test {
protected:
    Questions() : appliance_(home_.appliance()) {}
    void SetUp() override {
        ASSERT_TRUE(appliance_.complains_of("ready: armed")) << appliance_.err();
    }

    json ask(const std::string& command) const {
        RawClient client(home_.socket());
        client.say(R"({"command":")" + command + "\"}\n");
        return json::parse(client.read_line(), nullptr, false);
    }
    fs::path verdict() const { return home_.socket() + ".doctor.json"; }
    Ended examine() const {
        return run(redstart({"doctor", "--config", home_.configuration(), "--json"}));
    }

    SimulatedMicrophone microphone_{"tone"};
    const ApplianceHome home_{microphone_.pcm(), "rate = 44100\n"};
    Program appliance_;
};

TEST_F(Questions, OfTheConfigurationAreAnsweredWithEachKeyInForce) {
    const json answer = ask("config");
    ASSERT_TRUE(answer.value("ok", false)) << answer;
    const auto of = [&](const std::string& name) {
        for (const json& key : answer["config"])
            if (key["key"] == name) return key;
        return json();
    };
    EXPECT_EQ(of("[audio] rate")["value"], "44100");
    EXPECT_EQ(of("[audio] rate")["default"], "48000");
    EXPECT_EQ(of("[audio] rate")["range"], "a number from 8000 to 384000");
    EXPECT_EQ(of("[control] socket")["value"], '"' + home_.socket() + '"');
    EXPECT_TRUE(of("[metadata] place")["value"].is_null());
    for (const json& key : answer["config"])
        EXPECT_TRUE(key["meaning"].get<std::string>().ends_with('.')) << key;
}

TEST_F(Questions, OfTheDoctorAreAnsweredWithHisLastVerdict) {
    const json before = ask("doctor");
    EXPECT_FALSE(before.value("ok", true));
    EXPECT_NE(before.value("error", "").find("redstart doctor"), std::string::npos) << before;
    const Ended ended = examine();
    ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
    const json answer = ask("doctor");
    EXPECT_TRUE(answer.value("ok", false)) << answer;
    EXPECT_EQ(answer["doctor"], json::parse(ended.out));
    EXPECT_TRUE(answer["when"].get<std::string>().ends_with('Z')) << answer;
    fs::remove_all(home_.takes());
    EXPECT_EQ(examine().code, 1);
    EXPECT_EQ(ask("doctor")["doctor"]["verdict"], "no-go");
    EXPECT_FALSE(fs::exists(verdict().string() + ".new"));
}

TEST_F(Questions, OfTheDoctorAreRefusedWhereSomethingElseLiesInThePlaceOfHisVerdict) {
    const auto is_refused = [&] { return !ask("doctor").value("ok", true); };
    for (const std::string& text :
         {std::string("{"), std::string("[]"), std::string(R"({"doctor":1,"when":"now"})"),
          std::string(100000, '['), R"({"doctor":)" + std::string(1000, '{')}) {
        std::ofstream(verdict()) << text;
        EXPECT_TRUE(is_refused()) << text.substr(0, 40);
    }
    fs::remove(verdict());
    ASSERT_EQ(::mkfifo(verdict().c_str(), 0600), 0);
    EXPECT_TRUE(is_refused());
    fs::remove(verdict());
    fs::create_symlink("/etc/passwd", verdict());
    EXPECT_TRUE(is_refused());
    EXPECT_EQ(home_.status()["state"], "armed");
}

TEST_F(Questions, TheDoctorWritesThroughNoLink) {
    const fs::path precious = home_.folder() / "precious";
    std::ofstream(precious) << "precious";
    fs::create_symlink(precious, verdict());
    fs::create_symlink(precious, verdict().string() + ".new");
    ASSERT_EQ(examine().code, 0);
    EXPECT_TRUE(ask("doctor").value("ok", false));
    EXPECT_EQ(fs::file_size(precious), 8u);
}

TEST_F(Questions, TheDoctorPutsItsVerdictInPlaceOfNoFifo) {
    ASSERT_EQ(::mkfifo(verdict().c_str(), 0600), 0);
    ASSERT_EQ(examine().code, 0);
    EXPECT_TRUE(fs::is_fifo(verdict()));
    EXPECT_FALSE(ask("doctor").value("ok", true));
}

} // namespace
} // namespace redstart
