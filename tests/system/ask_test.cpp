// `record --ask`: a name is typed, Enter ends, and file and length are told; in a terminal and a
// pipe.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"

#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Ask : public testing::Test {
protected:
    Ask() {
        use_simulated_board();
        around_.folder = folder_.path();
        around_.environment.emplace_back("TERM=xterm");
    }

    fs::path at(const std::string& name) const { return folder_.path() / name; }

    std::vector<std::string> command(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all = {"record", "--ask", "-D", microphone_.pcm()};
        all.insert(all.end(), more.begin(), more.end());
        return redstart(all);
    }
    /// The same with what the lines of a shell print as its standard input.
    Ended fed_by(const std::string& lines, const std::vector<std::string>& more = {}) const {
        std::string line = "{ " + lines + "; } |";
        for (const std::string& word : command(more)) line += " '" + word + "'";
        return run({"/bin/sh", "-c", line}, around_);
    }

    const TemporaryFolder folder_;
    const SimulatedMicrophone microphone_;
    Surroundings around_;
};

class AskInTerminal : public Ask {
protected:
    AskInTerminal() { around_.in_terminal = true; }
    void SetUp() override {
        if (!has_terminals()) GTEST_SKIP() << "this machine has no pseudo terminals";
    }
};

TEST_F(AskInTerminal, ANameIsAskedForEnterEndsAndFileAndLengthAreTold) {
    Program recorder(command(), around_);
    ASSERT_TRUE(recorder.complains_of("name of the take: ")) << recorder.err();
    recorder.type("hello\n");
    ASSERT_TRUE(recorder.complains_of("recording hello.wav: ")) << recorder.err();
    recorder.type("\n");
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_NE(recorder.err().find("hello.wav: "), std::string::npos) << recorder.err();
    EXPECT_GT(sound_of(at("hello.wav")).frames(), 0);
}

TEST_F(AskInTerminal, CtrlCEndsToo) {
    Program recorder(command(), around_);
    ASSERT_TRUE(recorder.complains_of("name of the take: "));
    recorder.type("hello.WAV\n");
    ASSERT_TRUE(recorder.complains_of("recording hello.WAV: ")) << recorder.err();
    recorder.type("\x03");
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_TRUE(fs::exists(at("hello.WAV")));
}

TEST_F(AskInTerminal, AsksAgainForANameThatCannotBe) {
    std::ofstream(at("there.wav")) << "somebody's";
    Program recorder(command({"-d", "200ms"}), around_);
    ASSERT_TRUE(recorder.complains_of("name of the take: "));
    recorder.type("\n");
    ASSERT_TRUE(recorder.complains_of("name: it is empty")) << recorder.err();
    recorder.type("there\n");
    ASSERT_TRUE(recorder.complains_of("there.wav: a file of that name is there"));
    recorder.type("new\n");
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_EQ(sound_of(at("new.wav")).frames(), 9600);
}

TEST_F(Ask, OutOfAPipeTheEndOfTheInputIsNoEnter) {
    const Ended ended = fed_by("echo hello", {"-q", "-d", "1s"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "hello.wav: 1.0 s\n");
    EXPECT_EQ(sound_of(at("hello.wav")).frames(), 48000);
}

TEST_F(Ask, OutOfAPipeTheNextLineIsEnter) {
    const Ended ended =
        fed_by("echo hello; until [ -s hello.wav.part ]; do sleep 0.02; done; echo", {"-q"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_GT(sound_of(at("hello.wav")).frames(), 0);
}

TEST_F(Ask, OutOfAPipeAWrongNameIsAnError) {
    std::ofstream(at("there.wav")) << "somebody's";
    for (const auto& [lines, words] :
         {std::pair{"true", "name: none was given; type one, or record a FILE\n"},
          std::pair{"echo there", "there.wav: a file of that name is there; choose another name\n"},
          std::pair{"echo", "name: it is empty; choose another name\n"}}) {
        const Ended ended = fed_by(lines, {"-q"});
        EXPECT_EQ(ended.code, 1) << lines;
        EXPECT_TRUE(ended.err.ends_with(words)) << ended.err;
    }
    EXPECT_EQ(files_in(folder_.path()).size(), 1u);
    EXPECT_EQ(run(command({"x.wav"}), around_).code, 2);
}

} // namespace
} // namespace redstart
