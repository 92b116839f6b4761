// SIGHUP: buttons and LED are renewed, while recording and while a button is held, and it is told.
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// Its button is a pipe: a line is a press, and with `momentary` the next one the release.
class Reload : public testing::Test {
protected:
    Reload() {
        use_simulated_board();
        std::ifstream file(home_.configuration());
        plain_.assign(std::istreambuf_iterator<char>(file), {});
        ::mkfifo(pipe().c_str(), 0600);
        button_ = UniqueFd(::open(pipe().c_str(), O_RDWR | O_CLOEXEC));
    }

    std::string pipe() const { return home_.folder() / "button"; }
    void configure(const std::string& more) const {
        std::ofstream(home_.configuration()) << plain_ << more;
    }
    void press() const { ASSERT_EQ(::write(button_.get(), "\n", 1), 1); }
    std::vector<std::string> appliance() const {
        return {"sh",
                "-c",
                R"(exec "$0" run --config "$1" <"$2")",
                redstart_program,
                home_.configuration(),
                pipe()};
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
    std::string plain_;
    UniqueFd button_;
};

const std::string momentary = "[button]\nline = \"terminal\"\nmode = \"momentary\"\n";
const std::string terminal_led = "[led]\nline = \"terminal\"\n";

TEST_F(Reload, AButtonThatIsHeldStillEndsItsTakeWhenItIsReleased) {
    configure(momentary);
    Program program(appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    press();
    ASSERT_TRUE(home_.comes_to("recording"));
    configure(momentary + terminal_led);
    program.signal(SIGHUP);
    ASSERT_TRUE(program.complains_of("read again; button terminal, LED terminal")) << program.err();
    EXPECT_EQ(home_.status()["state"], "recording");
    press(); // the release
    EXPECT_TRUE(home_.comes_to("armed"));
}

TEST_F(Reload, WhileRecordingTheTakeGoesOnAndTheNewButtonEndsIt) {
    configure("[led]\nline = \"terminal\"\n");
    Program program(appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    const std::string part = home_.file_of({"start"});
    configure("[button]\nline = \"terminal\"\n");
    program.signal(SIGHUP);
    ASSERT_TRUE(program.complains_of("read again; button terminal, no LED")) << program.err();
    EXPECT_EQ(home_.status()["take"]["file"], part);
    EXPECT_EQ(home_.status()["take"]["frames_lost"], 0);
    press();
    EXPECT_TRUE(home_.comes_to("armed"));
}

TEST_F(Reload, NamesTheTablesThatChangedAndWaitForARestartAndNoOther) {
    configure("");
    Program program(appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    const std::string old = "keep_free = \"1MB\"";
    plain_.replace(plain_.find(old), old.size(), "keep_free = \"2MB\"");
    configure(terminal_led);
    program.signal(SIGHUP);
    ASSERT_TRUE(program.complains_of("read again; ")) << program.err();
    EXPECT_NE(program.err().find("[storage] takes effect"), std::string::npos) << program.err();
    for (const char* table : {"[audio]", "[control]"})
        EXPECT_EQ(program.err().find(table), std::string::npos) << program.err();
}

TEST_F(Reload, WithoutAButtonTheStartSaysSoInOneLine) {
    configure("");
    Program program(appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    const std::string line =
        "no button is configured: redstart start begins a take, through " + home_.socket() + "\n";
    EXPECT_TRUE(program.complains_of(line)) << program.err();
}

TEST_F(Reload, WithoutAButtonItSaysSo) {
    configure(momentary);
    Program program(appliance());
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    configure("");
    program.signal(SIGHUP);
    EXPECT_TRUE(program.complains_of("no button is configured")) << program.err();
}

} // namespace
} // namespace redstart
