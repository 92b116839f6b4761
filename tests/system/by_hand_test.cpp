// `redstart run` started by hand: where it listens, how it ends, what its terminal shows.
#include "system/appliance_home.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
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

/// On a terminal of its own, whose Enter is the button and which shows the LED.
class InTerminal : public ByHand {
protected:
    InTerminal() {
        around_.in_terminal = true;
        around_.environment.emplace_back("TERM=xterm");
        std::ofstream(configuration(), std::ios::app)
            << "[control]\nsocket = \"" << home_.socket()
            << "\"\n[button]\nline = \"terminal\"\n[led]\nline = \"terminal\"\n";
    }
    void SetUp() override {
        if (!has_terminals()) GTEST_SKIP() << "this machine has no pseudo terminals";
    }
};

/// The widest of the lines that show the LED, colours left out.
std::size_t widest_light(std::string_view shown) {
    std::size_t most = 0;
    for (std::size_t at = shown.find(" LED "); at != std::string_view::npos;
         at = shown.find(" LED ", at + 1)) {
        std::size_t here = 0;
        for (std::size_t i = at; i < shown.size() && shown[i] != '\r'; ++i)
            if (shown[i] == '\x1b')
                i = std::min(shown.find_first_of("mKJ", i), shown.size());
            else
                ++here;
        most = std::max(most, here);
    }
    return most;
}

TEST_F(InTerminal, TheLightIsNeverWiderThanTheWindowAndFollowsItsSize) {
    around_.columns = 38;
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    program.type("\n");
    ASSERT_TRUE(program.complains_of("(*)\x1b[0m recording")) << program.err();
    EXPECT_LT(widest_light(program.err()), 38U);
    const std::size_t before = program.err().size();
    program.resize(24);
    // One that was under way as the window changed may still be as wide as before.
    std::size_t last = 0;
    ASSERT_TRUE(eventually([&] {
        program.complains_of("never said", 10ms); // reads on
        last = program.err().rfind(" LED ");
        return last > before && widest_light(std::string_view(program.err()).substr(last)) < 24U;
    })) << program.err();
    program.complains_of("never said", 200ms);
    EXPECT_LT(widest_light(std::string_view(program.err()).substr(last)), 24U);
}

TEST_F(InTerminal, InAShellsBackgroundItRecordsOnAndNothingThatIsTypedIsAPress) {
    std::string line = "set -m; trap 'kill $!' TERM;";
    for (const std::string& word : appliance()) line += " '" + word + "'";
    Program shell({"/bin/sh", "-c", line + " & wait; wait"}, around_);
    ASSERT_TRUE(shell.complains_of("ready: armed")) << shell.err();
    EXPECT_EQ(home_.order({"start"}).code, 0);
    shell.type("\n"); // the shell's, which does not read it
    ASSERT_TRUE(eventually([&] { return home_.status()["take"]["frames"] > 48000; }));
    const Ended stopped = home_.order({"stop"});
    EXPECT_EQ(stopped.code, 0) << stopped.err;
    shell.signal(SIGTERM);
    shell.wait();
}

TEST_F(InTerminal, ThatGoesAwayEndsTheApplianceAndItsTakeIsFinished) {
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    program.type("\n");
    ASSERT_TRUE(home_.comes_to("recording"));
    program.hang_up();
    EXPECT_EQ(program.wait(), 0);
    const auto takes = fs::recursive_directory_iterator(home_.takes());
    EXPECT_TRUE(std::any_of(begin(takes), end(takes), [](const fs::directory_entry& entry) {
        return entry.path().extension() == ".wav";
    }));
}

TEST_F(InTerminal, NoColorHasNoColour) {
    around_.environment.emplace_back("NO_COLOR=1");
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    program.type("\n");
    ASSERT_TRUE(program.complains_of("(*) recording")) << program.err();
    EXPECT_EQ(program.err().find("\x1b[31m"), std::string::npos);
}

TEST_F(InTerminal, ADumbTerminalGetsLinesAlone) {
    around_.environment.back() = "TERM=dumb";
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    program.type("\n");
    ASSERT_TRUE(program.complains_of(": recording")) << program.err();
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(program.err().find('\x1b'), std::string::npos) << program.err();
}

/// Whether all that was drawn at the start of each line of the log is wiped before it.
testing::AssertionResult each_line_is_wiped(const std::string& shown, std::size_t from) {
    for (std::size_t at = shown.find("redstart: ", from); at != std::string::npos;
         at = shown.find("redstart: ", at + 1))
        if (!std::string_view(shown).substr(0, at).ends_with("\r\x1b[K"))
            return testing::AssertionFailure() << "something may be left at " << shown.substr(at);
    return testing::AssertionSuccess();
}

TEST_F(InTerminal, NothingOfTheLightIsLeftBehindAShorterLine) {
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    program.type("\n");
    ASSERT_TRUE(program.complains_of("(*)\x1b[0m recording")) << program.err();
    program.type("\n");
    ASSERT_TRUE(program.complains_of(": finished")) << program.err();
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_TRUE(each_line_is_wiped(program.err(), program.err().find(" LED ")));
    EXPECT_TRUE(program.err().ends_with("\r\x1b[K")) << program.err();
}

TEST_F(InTerminal, NothingOfTheLightIsLeftBehindTheFileOfAPressForAWhile) {
    std::vector<std::string> command = appliance();
    command.insert(command.end(), {"--press-for", "500ms"});
    Program program(command, around_);
    EXPECT_EQ(program.wait(), 0);
    const std::string& shown = program.err();
    const std::size_t file = shown.rfind(home_.takes().string());
    ASSERT_NE(file, std::string::npos) << shown;
    EXPECT_TRUE(std::string_view(shown).substr(0, file).ends_with("\x1b[K")) << shown;
}

TEST_F(InTerminal, FollowEndsItsLineAndIsNoWiderThanTheWindow) {
    std::optional<Program> program(std::in_place, home_.appliance());
    ASSERT_TRUE(program->complains_of("ready: armed")) << program->err();
    around_.columns = 24;
    Program follow(redstart({"status", "--follow", "--socket", home_.socket()}), around_);
    Program another(redstart({"status", "--follow", "--socket", home_.socket()}), around_);
    ASSERT_TRUE(follow.complains_of("armed")) << follow.err();
    ASSERT_TRUE(another.complains_of("armed")) << another.err();
    EXPECT_EQ(follow.err().find("dBFS"), std::string::npos) << "does not fit";
    follow.type("\x03"); // Ctrl-C
    EXPECT_EQ(follow.wait(), 0);
    EXPECT_TRUE(follow.err().ends_with("\n")) << follow.err();
    program.reset();
    EXPECT_EQ(another.wait(), 1);
    EXPECT_NE(another.err().find("\nredstart: "), std::string::npos) << another.err();
}

TEST_F(ByHand, AFolderThatCannotBeWrittenIsNamedWithItsCause) {
    fs::remove(home_.takes());
    std::ofstream(home_.takes()) << "in the way";
    Program program(home_.appliance(), around_);
    const std::string why = home_.takes().string() + ": Not a directory";
    EXPECT_TRUE(program.complains_of("no-storage: it begins: " + why)) << program.err();
    EXPECT_NE(home_.status()["reasons"]["no-storage"].get<std::string>().find(why),
              std::string::npos);
    const Ended status = home_.order({"status"});
    EXPECT_NE(status.out.find(why), std::string::npos) << status.out;
    EXPECT_EQ(status.code, 3) << "a fault is on";
    EXPECT_NE(status.out.find("\nfolder     " + home_.takes().string() + "\n"), std::string::npos)
        << status.out;
    EXPECT_NE(status.out.find("\nlast take  -\n"), std::string::npos) << status.out;
}

} // namespace
} // namespace redstart
