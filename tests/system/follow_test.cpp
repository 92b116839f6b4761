// `redstart status --follow` off a terminal: a line per change, and a quiet end.
#include "system/appliance_home.hpp"

#include <algorithm>

namespace redstart {
namespace {

class Follow : public testing::Test {
protected:
    Follow() : appliance_(home_.appliance()) {}
    void SetUp() override {
        ASSERT_TRUE(appliance_.complains_of("ready: armed")) << appliance_.err();
    }

    std::vector<std::string> follow() const {
        return redstart({"status", "--follow", "--socket", home_.socket()});
    }

    static bool shows(Program& program, const std::string& text) {
        return eventually([&] {
            program.complains_of("never said", 10ms); // reads on
            return program.out().find(text) != std::string::npos;
        });
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
    Program appliance_;
};

TEST_F(Follow, IntoAPipePrintsALinePerChangeWithoutControlCodes) {
    Program program(follow());
    ASSERT_TRUE(shows(program, "armed")) << program.out();
    const std::string part = home_.file_of({"start"});
    ASSERT_TRUE(shows(program, part)) << program.out();
    ASSERT_TRUE(eventually([&] { return home_.status()["take"]["frames_on_card"] > 96000; }));
    ASSERT_EQ(home_.order({"stop"}).code, 0);
    ASSERT_TRUE(eventually([&] {
        program.complains_of("never said", 10ms); // reads on
        return program.out().rfind("armed") > program.out().find(part);
    })) << program.out();
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_EQ(program.out().find_first_of("\x1b\r"), std::string::npos) << program.out();
    EXPECT_LT(std::ranges::count(program.out(), '\n'), 8) << program.out();
    EXPECT_EQ(program.err(), "");
}

TEST_F(Follow, EndsQuietlyWhenItsReaderHasGone) {
    for (const std::string form : {"", "--json"}) {
        const Ended ended =
            run({"sh", "-c",
                 R"({ "$0" status --follow $2 --socket "$1"; echo "exit $?" >&2; } | head -n 1)",
                 redstart_program, home_.socket(), form});
        EXPECT_EQ(ended.err, "exit 0\n") << form;
        EXPECT_NE(ended.out.find("armed"), std::string::npos) << ended.out;
    }
}

} // namespace
} // namespace redstart
