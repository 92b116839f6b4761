// A slip in redstart.toml: a fault where the service manager started the program, else its end.
#include "system/appliance_home.hpp"
#include "system/notify_socket.hpp"

#include <filesystem>
#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class BadConfiguration : public testing::Test {
protected:
    BadConfiguration() {
        use_simulated_board();
        std::ifstream file(home_.configuration());
        good_.assign(std::istreambuf_iterator<char>(file), {});
        std::ofstream(board()) << "[led]\nline = \"terminal\"\n";
        around_.environment = {"NOTIFY_SOCKET=" + (home_.folder() / "notify.sock").string(),
                               "TERM=xterm"};
        around_.in_terminal = true;
        write("rates = 48000\n");
    }
    void SetUp() override {
        if (!has_terminals()) GTEST_SKIP() << "this machine has no pseudo terminals";
    }

    fs::path board() const { return home_.folder() / "board.toml"; }

    /// The right configuration with these lines in front of its tables.
    void write(const std::string& lines) const {
        std::ofstream(home_.configuration()) << "board = \"" << board().string() << "\"\n"
                                             << lines << good_;
    }
    std::vector<std::string> appliance() const {
        return home_.appliance({"--socket", home_.socket()});
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
    NotifySocket manager_{home_.folder() / "notify.sock"};
    Surroundings around_;
    std::string good_;
};

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t result = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++result;
    return result;
}

TEST_F(BadConfiguration, IsAFaultOnTheLedOfTheBoardAndOnTheSocket) {
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("bad-configuration: " + home_.configuration().string() + ":2"))
        << program.err();
    const nlohmann::json status = home_.status();
    EXPECT_EQ(status["state"], "fault");
    EXPECT_EQ(faults(status), std::vector<std::string>{"bad-configuration"});
    EXPECT_NE(home_.order({"start"}).err.find(":2"), std::string::npos);

    const std::string light = "\x1b[31m(*)";
    program.complains_of("never said", 20ms); // reads what came meanwhile
    const std::size_t before = count(program.err(), light);
    const TimePoint start = Clock::now();
    ASSERT_TRUE(eventually([&] {
        program.complains_of("never said", 20ms);
        return count(program.err(), light) >= before + 11;
    }));
    EXPECT_GE(Clock::now() - start, 1500ms) << "five a second, as for every fault";
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
}

TEST_F(BadConfiguration, IsOverWhenTheFileHasChanged) {
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("bad-configuration: ")) << program.err();
    write("");
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
    EXPECT_TRUE(faults(home_.status()).empty());
}

TEST_F(BadConfiguration, IsReadAgainAtSighup) {
    Program program(appliance(), around_);
    ASSERT_TRUE(program.complains_of("bad-configuration: ")) << program.err();
    const auto time = fs::last_write_time(home_.configuration());
    write("");
    fs::last_write_time(home_.configuration(), time); // unchanged, as far as anybody can see
    program.signal(SIGHUP);
    ASSERT_TRUE(program.complains_of("ready: armed")) << program.err();
}

TEST_F(BadConfiguration, EndsAProgramThatWasStartedByHand) {
    const Ended ended = run(appliance());
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(is_one_complaint(ended.err)) << ended.err;
}

} // namespace
} // namespace redstart
