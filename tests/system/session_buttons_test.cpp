// `redstart session --config`: what its [button] may be, and what becomes of one that is not there.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class SessionButtons : public testing::Test {
protected:
    SessionButtons() {
        std::ofstream(folder_.path() / "prompts.csv") << "id,text,label\na,yes,yes\n";
    }

    /// With its terminal, and these buttons.
    std::vector<std::string> command(const std::string& configuration) const {
        std::ofstream(folder_.path() / "buttons.toml") << configuration;
        return redstart({"session", folder_.path() / "prompts.csv", "--folder", set(), "--config",
                         folder_.path() / "buttons.toml", "--shortest", "0", "-D",
                         microphone_.pcm()});
    }
    fs::path set() const { return folder_.path() / "set"; }
    std::ptrdiff_t lines() const {
        std::ifstream in(set() / "manifest.jsonl");
        return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
    }

    const TemporaryFolder folder_;
    SimulatedMicrophone microphone_{"tone"};
};

TEST_F(SessionButtons, TheTerminalAndALineThatIsMissingLeaveEnterToIt) {
    if (!can_make_terminal()) GTEST_SKIP() << "no pseudo-terminal here; mount devpts at /dev/pts";
    Surroundings terminal;
    terminal.in_terminal = true;
    Program session(
        command("[[button]]\nline = \"terminal\"\n[[button]]\nline = \"NO_SUCH_LINE\"\n"),
        terminal);
    ASSERT_TRUE(session.complains_of("NO_SUCH_LINE")) << session.err();
    ASSERT_TRUE(session.complains_of("1/1")) << session.err();
    session.type("\r");
    ASSERT_TRUE(session.complains_of("recording 00:00")) << session.err();
    session.type("\r");
    EXPECT_EQ(session.wait(), 0) << session.err();
    EXPECT_EQ(lines(), 1);
}

TEST_F(SessionButtons, AConfigurationThatIsWrongIsOneComplaint) {
    const Ended session = run(command("[button]\nlin = \"GPIO17\"\n"));
    EXPECT_EQ(session.code, 1);
    EXPECT_TRUE(is_one_complaint(session.err));
    EXPECT_NE(session.err.find("buttons.toml:2:1"), std::string::npos) << session.err;
}

} // namespace
} // namespace redstart
