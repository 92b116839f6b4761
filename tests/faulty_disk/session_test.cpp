// `redstart session` on a card that fails: what it says of a take is so.
#include "faulty_disk/faulty_disk.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"

#include <fstream>
#include <iterator>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class SessionOnAFaultyDisk : public testing::Test {
protected:
    SessionOnAFaultyDisk() : disk_(fs::canonical(folder_.path())) {
        std::ofstream(home_.path() / "prompts.txt") << "hello\nworld\n";
    }

    std::vector<std::string> session() const {
        return redstart({"session", home_.path() / "prompts.txt", "--folder", folder_.path(), "-D",
                         microphone_.pcm(), "--in-order", "--shortest", "0"});
    }
    Surroundings on_terminal(const std::string& plan) const {
        Surroundings around;
        around.environment = disk_.environment(plan);
        around.in_terminal = true;
        return around;
    }
    std::string manifest() const {
        std::ifstream in(folder_.path() / "manifest.jsonl");
        return {std::istreambuf_iterator<char>(in), {}};
    }

    const TemporaryFolder home_, folder_;
    const FaultyDisk disk_;
    SimulatedMicrophone microphone_{"tone"};
};

/// The third line of the log is that the first take began.
TEST_F(SessionOnAFaultyDisk, ATakeThatIsToldAsFailedIsNotBeingRecorded) {
    if (!has_terminals()) GTEST_SKIP() << "no pseudo terminal can be had here";
    Program program(session(), on_terminal("write:session.jsonl@3 fail ENOSPC"));
    ASSERT_TRUE(program.complains_of("hello"));
    program.type("\r");
    ASSERT_TRUE(program.complains_of("No space left on device")) << program.err();
    EXPECT_TRUE(eventually([&] { return files_in(folder_.path(), ".part").empty(); }));
    EXPECT_TRUE(files_in(folder_.path(), ".wav").empty());
    program.type("\r"); // there is space again
    ASSERT_TRUE(program.complains_of("recording 00:00:0")) << program.err();
    program.type("\r");
    ASSERT_TRUE(program.complains_of("kept 0001.wav")) << program.err();
    program.type("q");
    EXPECT_EQ(program.wait(), 0);
    EXPECT_NE(manifest().find("\"start\":\"2"), std::string::npos) << manifest();
}

/// Nobody has judged it: another look may find that it is good.
TEST_F(SessionOnAFaultyDisk, ATakeThatCannotBeReadIsAskedForAgainAndStays) {
    if (!has_terminals()) GTEST_SKIP() << "no pseudo terminal can be had here";
    for (const char* read : {"1", "2", "3", "4"}) {
        for (const fs::path& file : files_in(folder_.path())) fs::remove(file);
        const std::string plan = std::string("read:0001.wav@") + read + " fail EIO";
        Program program(session(), on_terminal(plan));
        ASSERT_TRUE(program.complains_of("hello"));
        program.type("\r");
        ASSERT_TRUE(program.complains_of("recording 00:00:0")) << program.err();
        program.type("\r");
        ASSERT_TRUE(eventually([&] {
            return program.complains_of("once more", 1ms) || program.complains_of("world", 1ms);
        })) << program.err();
        program.type("q");
        EXPECT_EQ(program.wait(), 0);
        EXPECT_EQ(files_in(folder_.path(), ".wav").size(), 1u) << plan;
    }
}

} // namespace
} // namespace redstart
