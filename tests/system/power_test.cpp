// The long press: the take is finished, systemd is asked, and what it answers is heeded.
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// A `systemctl` of this test's own along PATH, and a button on the terminal that Enter presses and
/// Enter releases: held for a second, it powers off.
class PowerOffByTheButton : public testing::Test {
public:
    PowerOffByTheButton() {
        fs::create_directory(home_.folder() / "bin");
        EXPECT_EQ(::mkfifo(enter().c_str(), 0600), 0);
        keyboard_.reset(::open(enter().c_str(), O_RDWR | O_CLOEXEC));
    }

protected:
    /// A script that notes how it was called, then does this.
    void systemctl(const std::string& then) const {
        const fs::path program = home_.folder() / "bin" / "systemctl";
        std::ofstream(program) << "#!/bin/sh\necho \"$*\" >" << asked() << "\n" << then << "\n";
        fs::permissions(program, fs::perms::owner_all | fs::perms::others_exec);
    }

    std::vector<std::string> appliance() const {
        std::vector<std::string> command = {"sh", "-c", "exec \"$@\" <" + enter(), "sh"};
        for (const std::string& word : home_.appliance()) command.push_back(word);
        return command;
    }

    Surroundings around() const {
        Surroundings around;
        around.environment = {"PATH=" + (home_.folder() / "bin").string() + ":" + ::getenv("PATH")};
        return around;
    }

    void press() const { ASSERT_EQ(::write(keyboard_.get(), "\n", 1), 1); }
    std::string asked() const { return home_.folder() / "asked"; }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\n",
                              "[button]\nline = \"terminal\"\nmode = \"momentary\"\n"
                              "power_off_hold = \"1s\"\n"};

private:
    std::string enter() const { return home_.folder() / "enter"; }
    UniqueFd keyboard_;
};

TEST_F(PowerOffByTheButton, FinishesTheTakeAsksAndLivesUntilItIsTold) {
    systemctl("exit 0");
    Program appliance(this->appliance(), around());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    press();
    EXPECT_TRUE(eventually([&] { return fs::exists(asked()); })) << appliance.err();
    EXPECT_EQ(files_in(home_.takes(), ".wav").size(), 1u) << "finished before systemd is asked";
    std::string verb;
    EXPECT_TRUE(eventually([&] { return std::getline(std::ifstream(asked()), verb).good(); }));
    EXPECT_EQ(verb, "poweroff");
    EXPECT_EQ(home_.order({"start"}).code, 1) << "no take that the power-off would cut";
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0);
}

TEST_F(PowerOffByTheButton, ThatIsRefusedEndsItSoThatItIsStartedAgain) {
    systemctl("exit 1");
    Program appliance(this->appliance(), around());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    press();
    EXPECT_EQ(appliance.wait(), 0);
    EXPECT_NE(appliance.err().find("systemctl poweroff: refused"), std::string::npos);
}

} // namespace
} // namespace redstart
