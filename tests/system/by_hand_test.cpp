// `redstart run` started by hand: where it listens, how it ends, what its terminal shows.
#include "system/appliance_home.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class ByHand : public testing::Test {
protected:
    ByHand() {
        use_simulated_board();
        around_.environment = {"XDG_RUNTIME_DIR=" + home_.folder().string()};
        std::ofstream(configuration())
            << "[audio]\ndevice = \"" << microphone_.pcm() << "\"\n[storage]\nfolder = \""
            << home_.takes().string() << "\"\nkeep_free = \"1MB\"\n";
    }

    /// Without a socket in it.
    fs::path configuration() const { return home_.folder() / "by-hand.toml"; }
    fs::path own_socket() const { return home_.folder() / "redstart/control.sock"; }
    std::vector<std::string> appliance() const {
        return redstart({"run", "--config", configuration()});
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
    Surroundings around_;
};

bool has_the_service_a_folder() {
    return ::access("/run/redstart", W_OK | X_OK) == 0;
}

TEST_F(ByHand, ListensBelowXdgRuntimeDirSaysSoAndTheOrdersFindIt) {
    if (has_the_service_a_folder()) GTEST_SKIP() << "/run/redstart is there and may be used";
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    ASSERT_TRUE(program.complains_of(own_socket().string() + ": listens here")) << program.err();
    const Ended status = run(redstart({"status", "--config", configuration()}), around_);
    EXPECT_EQ(status.code, 0) << status.err;
    const Ended start = run(redstart({"start", "--config", configuration()}), around_);
    EXPECT_TRUE(start.out.ends_with(".part\n")) << start.err;
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
}

TEST_F(ByHand, WithoutAnApplianceTheOrdersNameTheSocket) {
    if (has_the_service_a_folder()) GTEST_SKIP() << "/run/redstart is there and may be used";
    const Ended none = run(redstart({"status", "--config", configuration()}), around_);
    EXPECT_EQ(none.code, 1);
    EXPECT_TRUE(is_one_complaint(none.err));
    EXPECT_NE(none.err.find("/run/redstart/control.sock"), std::string::npos) << none.err;
}

TEST_F(ByHand, ASecondOneIsToldOfTheFirst) {
    if (has_the_service_a_folder()) GTEST_SKIP() << "/run/redstart is there and may be used";
    Program first(appliance(), around_);
    ASSERT_TRUE(first.complains_of("ready: armed")) << first.err();
    const Ended second = run(appliance(), around_);
    EXPECT_EQ(second.code, 1);
    for (const std::string& part :
         {own_socket().string() + ": another redstart is running",
          "(pid " + std::to_string(first.pid()) + ")", std::string("kill ")})
        EXPECT_NE(second.err.find(part), std::string::npos) << second.err;
}

} // namespace
} // namespace redstart
