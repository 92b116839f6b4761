// The orders where the appliance does not answer, is slow, or is not found.
#include "system/appliance_home.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Orders : public testing::Test {
protected:
    Orders() {
        use_simulated_board();
        std::ofstream(without_socket())
            << "[storage]\nfolder = \"" << home_.takes().string() << "\"\n";
    }

    fs::path without_socket() const { return home_.folder() / "built-in.toml"; }

    /// `redstart status` with the built-in socket and this XDG_RUNTIME_DIR.
    Ended ask_with(const std::string& runtime_dir) const {
        Surroundings around;
        around.environment = {"XDG_RUNTIME_DIR=" + runtime_dir};
        return run(redstart({"status", "--config", without_socket()}), around);
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
};

class ToAStoppedAppliance : public Orders, public testing::WithParamInterface<const char*> {};

TEST_P(ToAStoppedAppliance, EndsAfterSecondsWithOneLine) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    appliance.signal(SIGSTOP);
    const Ended ended = home_.order({GetParam()});
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(is_one_complaint(ended.err)) << ended.err;
    for (const std::string& part :
         {home_.socket() + ": the appliance", std::string("does not answer for 5.0 s"),
          "(pid " + std::to_string(appliance.pid()) + ")", std::string("restart redstart")})
        EXPECT_NE(ended.err.find(part), std::string::npos) << ended.err;
    appliance.signal(SIGCONT);
    EXPECT_TRUE(home_.comes_to("armed"));
}

INSTANTIATE_TEST_SUITE_P(Each, ToAStoppedAppliance,
                         testing::Values("status", "start", "stop", "mark"));

TEST_F(Orders, StatusThatFollowsEndsWhenTheApplianceIsStopped) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    Program follow(redstart({"status", "--follow", "--json", "--socket", home_.socket()}));
    ASSERT_TRUE(eventually([&] {
        follow.complains_of("never said", 10ms); // reads on
        return !follow.out().empty();
    }));
    appliance.signal(SIGSTOP);
    EXPECT_EQ(follow.wait(), 1);
    EXPECT_NE(follow.err().find("does not answer for 5.0 s"), std::string::npos) << follow.err();
    appliance.signal(SIGCONT);
}

bool has_the_service_a_socket() {
    return ::access("/run/redstart/control.sock", F_OK) == 0;
}

TEST_F(Orders, ThatFindNoSocketNameBothPlacesThatWereLookedAt) {
    if (has_the_service_a_socket()) GTEST_SKIP() << "a redstart is running here";
    const Ended none = ask_with(home_.folder());
    EXPECT_EQ(none.code, 1);
    EXPECT_TRUE(is_one_complaint(none.err)) << none.err;
    for (const std::string& part : {std::string("/run/redstart/control.sock"),
                                    (home_.folder() / "redstart/control.sock").string(),
                                    std::string("redstart run"), std::string("--socket PATH")})
        EXPECT_NE(none.err.find(part), std::string::npos) << none.err;
}

TEST_F(Orders, WithoutXdgRuntimeDirSaySoAndWhatToDo) {
    if (has_the_service_a_socket()) GTEST_SKIP() << "a redstart is running here";
    const Ended none = ask_with("");
    EXPECT_EQ(none.code, 1);
    EXPECT_TRUE(is_one_complaint(none.err)) << none.err;
    for (const char* part :
         {"/run/redstart/control.sock", "$XDG_RUNTIME_DIR/redstart/control.sock",
          "XDG_RUNTIME_DIR is not set", "export XDG_RUNTIME_DIR=/run/user/", "--socket PATH"})
        EXPECT_NE(none.err.find(part), std::string::npos) << part << " is not in " << none.err;
}

} // namespace
} // namespace redstart
