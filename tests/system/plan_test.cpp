// `redstart plan`: its figures are the promised ones, and those of the device that is there.
#include "system/appliance_home.hpp"

#include <filesystem>
#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Plan : testing::Test {
    Plan() { use_simulated_board(); }

    static Ended plan_of(const ApplianceHome& home) {
        return run(redstart({"plan", "--config", home.configuration()}));
    }
};

testing::AssertionResult has(const Ended& plan, const std::string& text) {
    if (plan.code == 0 && plan.out.find(text) != std::string::npos)
        return testing::AssertionSuccess();
    return testing::AssertionFailure() << "no \"" << text << "\" in\n"
                                       << plan.out << plan.err << "exit code " << plan.code;
}

TEST_F(Plan, PromisesAStallOfTheRingLessFiveSeconds) {
    const SimulatedMicrophone microphone;
    const Ended plan = plan_of(ApplianceHome(microphone.pcm()));
    EXPECT_TRUE(has(plan, "stall        25.0 s without a card cost no frame"));
    EXPECT_TRUE(has(plan, "ring         30.0 s"));
    EXPECT_EQ(plan.out.find("31018"), std::string::npos) << plan.out;
}

TEST_F(Plan, SaysWhatTheDeviceThatIsThereWouldOpen) {
    const SimulatedMicrophone picky("counter", SimulatedMicrophone::Pace::real_time, "picky");
    const Ended plan = plan_of(ApplianceHome(picky.pcm()));
    EXPECT_TRUE(has(plan, "device       " + picky.pcm() + ", "));
    EXPECT_TRUE(has(plan, "44100 Hz instead of 48000 Hz"));
    EXPECT_TRUE(has(plan, "44100 Hz: "));
    EXPECT_TRUE(has(plan, "a period of "));
}

TEST_F(Plan, ReckonsWithTheChunkThatIsAskedFor) {
    const SimulatedMicrophone microphone;
    const ApplianceHome home(microphone.pcm());
    const Ended plan = run(redstart({"plan", "--chunk", "256", "--config", home.configuration()}));
    EXPECT_TRUE(has(plan, "chunk              256 frames          5.3 ms  1.0 kB"));
    EXPECT_TRUE(has(plan, "a period of 256 frames"));
}

TEST_F(Plan, SaysThatTheDeviceIsNotThere) {
    const Ended plan = plan_of(ApplianceHome("hw:CARD=nothing,DEV=0"));
    EXPECT_TRUE(has(plan, "device       hw:CARD=nothing,DEV=0: no such device"));
    EXPECT_TRUE(has(plan, "the figures are the configured ones"));
}

/// A program in build/PRESET of a checkout, which is not this one.
TEST_F(Plan, OfAProgramInACheckoutFindsTheBoardsOfTheCheckout) {
    const TemporaryFolder checkout;
    const fs::path program = checkout.path() / "build/dev/redstart";
    const fs::path board = checkout.path() / "board/of-the-checkout";
    fs::create_directories(program.parent_path());
    fs::create_directories(board);
    fs::copy_file(redstart_program, program);
    std::ofstream(board / "redstart.toml") << "[audio]\ndevice = \"of-the-board\"\n";
    const Ended plan = run({program, "plan", "--board", "of-the-checkout"});
    EXPECT_TRUE(has(plan, "of-the-board"));
    const Ended unknown = run({program, "plan", "--board", "of-nobody"});
    EXPECT_NE(unknown.err.find("there are of-the-checkout"), std::string::npos) << unknown.err;
}

} // namespace
} // namespace redstart
