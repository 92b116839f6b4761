// Clients of the control socket may send anything: it costs the take nothing.
#include "control/socket_folder.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <array>
#include <fstream>

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

/// A file that says of itself what it likes, in a folder of takes.
struct HostileFile : testing::Test {
    TemporaryFolder folder;
    const fs::path file = folder.path() / "x.wav";

    static std::string chunk(const std::string& id, const std::string& payload) {
        return id + number(static_cast<std::uint32_t>(payload.size())) + payload;
    }
    static std::string number(std::uint32_t value, std::size_t bytes = 4) {
        std::string text;
        for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
        return text;
    }
    static std::string format(std::uint32_t rate) {
        return number(1, 2) + number(1, 2) + number(rate) + number(2 * rate) + number(2, 2) +
               number(16, 2);
    }
    void write(const std::string& chunks) const {
        std::ofstream(file, std::ios::binary)
            << "RIFF" << number(static_cast<std::uint32_t>(4 + chunks.size())) << "WAVE" << chunks;
    }
    /// A mark at the first frame.
    static std::string mark(const std::string& label) {
        std::string text = number(1) + label + '\0';
        text.resize(text.size() + text.size() % 2);
        return chunk("cue ", number(1) + number(1) + number(0) + "data" + number(0) + number(0) +
                                 number(0)) +
               chunk("LIST", "adtl" + chunk("labl", text));
    }
};

TEST_F(HostileFile, OfNoRateIsRefusedByWhoeverReadsIt) {
    write(chunk("fmt ", format(0)) + chunk("data", std::string(2000, 'x')));
    for (const char* command : {"info", "verify", "play", "trim", "report"}) {
        const Ended ended =
            run(redstart({command, command == std::string("report") ? folder.path() : file}));
        EXPECT_EQ(ended.code, 1) << command;
        EXPECT_NE((ended.out + ended.err).find("0 Hz"), std::string::npos)
            << command << ": " << ended.out << ended.err;
    }
}

TEST_F(HostileFile, WithTwoFormatsHasTheFirst) {
    write(chunk("fmt ", format(8000)) + chunk("fmt ", format(0)) +
          chunk("data", std::string(16000, 'x')));
    const Ended ended = run(redstart({"info", file}));
    EXPECT_EQ(ended.code, 0);
    EXPECT_NE(ended.out.find("(1.000 s, 8000 frames)"), std::string::npos) << ended.out;
}

TEST_F(HostileFile, HasNoGapThatAMarkOnlyBeginsLike) {
    for (const bool is_gap : {false, true}) {
        write(chunk("fmt ", format(8000)) + chunk("data", std::string(16000, 'x')) +
              mark(is_gap ? "gap: 441 frames, overrun" : "gap: frogs"));
        const auto info = nlohmann::json::parse(run(redstart({"info", "--json", file})).out);
        EXPECT_EQ(info[0]["gaps"].size(), is_gap ? 1u : 0u) << info;
        EXPECT_EQ(info[0]["marks"].size(), is_gap ? 0u : 1u) << info;
    }
}

TEST_F(HostileFile, SteersNoTerminalByItsMarksOrItsSidecar) {
    for (const std::string label : {"a\x1b[2J\x07\nb", "gap: 1\x1b[2J\x07\nb", "a\u009b2J"}) {
        write(chunk("fmt ", format(8000)) + chunk("data", std::string(16000, 'x')) + mark(label));
        std::ofstream(folder.path() / "x.json")
            << R"({"redstart": 1, "clock": "\u001b[2J", "stop": "\u001b[2J\u0007", )"
            << R"("device": "\u001b[2J", "worst_write_ms": 1, "frames": 8000, "rate": 8000, "format": "S16_LE", )"
            << R"("channels": 1, "writes": [1]})";
        const Ended ended = run(redstart({"info", file}));
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(ended.out.find_first_of("\x1b\x07"), std::string::npos) << ended.out;
        EXPECT_EQ(ended.out.find("\u009b"), std::string::npos) << ended.out;
        EXPECT_NE(ended.out.find("(clock [2J)"), std::string::npos) << ended.out;
        EXPECT_NE(ended.out.find("stop      [2J"), std::string::npos) << ended.out;
    }
}

} // namespace
} // namespace redstart
