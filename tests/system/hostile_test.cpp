// Clients of the control socket may send anything: it costs the take nothing.
#include "control/socket_folder.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <array>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Hostile : testing::Test {
    const SimulatedMicrophone microphone;
    const ApplianceHome home{microphone.pcm(), "format = \"S32_LE\"\n"};
    Program appliance{home.appliance()};

    ~Hostile() override {
        appliance.signal(SIGTERM);
        EXPECT_EQ(appliance.wait(), 0) << appliance.err();
    }
};

TEST_F(Hostile, AThousandClientsOfNoMannersCostNoFrame) {
    ASSERT_TRUE(home.comes_to("armed")) << appliance.err();
    home.file_of({"start"});
    const std::array<std::string, 6> words = {
        "",                                     // says nothing, and stays
        "{\"command\":\"st",                    // nor does it come to an end
        std::string(60'000, 'x'),               // nor to a line
        std::string(4'000, '[') + "\n",         // a tower
        std::string("\0\xff\n\r\n{}\n", 8),     // no text
        "{\"command\":\"stop\",\"text\":7}\n"}; // almost what it takes
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < 1000; ++i) {
        clients.emplace_back(home.socket());
        clients.back().say(words[i % words.size()]);
        if (clients.size() > 100) clients.erase(clients.begin()); // the others hang on
    }
    EXPECT_TRUE(eventually([&] { return home.order({"stop"}).code == 0; }))
        << "a client that hangs must be hung up on: " << appliance.err();
    const auto takes = files_in(home.takes(), ".wav");
    ASSERT_EQ(takes.size(), 1u);
    const Sound sound = sound_of(takes[0]);
    ASSERT_GT(sound.frames(), 0);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
}

TEST_F(Hostile, TextOfAMarkIsTextAndNothingElse) {
    ASSERT_TRUE(home.comes_to("armed")) << appliance.err();
    const std::string text = "../../$(touch owned); `touch owned` | \"'%s%n";
    home.file_of({"start"});
    home.file_of({"mark", text});
    const fs::path take = home.file_of({"stop"});
    EXPECT_EQ(take.parent_path().parent_path(), home.takes());
    EXPECT_EQ(files_in(home.folder(), "owned"), std::vector<fs::path>{});
    EXPECT_FALSE(fs::exists("owned"));
    const Ended told = run(redstart({"info", "--json", take}));
    const auto marks = nlohmann::json::parse(told.out)[0]["marks"];
    ASSERT_EQ(marks.size(), 1u) << told.out;
    EXPECT_EQ(marks[0]["label"], text);
}

} // namespace
} // namespace redstart
