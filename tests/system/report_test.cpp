// `redstart report` over takes that were really recorded, and `redstart board`, as a user types
// them.
#include "simulated/simulated_microphone.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <fstream>
#include <sstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

struct Report : testing::Test {
    Report() {
        use_simulated_board();
        const SimulatedMicrophone microphone;
        Surroundings there;
        there.folder = folder.path();
        for (int i = 0; i < 2; ++i) {
            const Ended made =
                run(redstart({"record", "-q", "-D", microphone.pcm(), "-d", "1"}), there);
            EXPECT_EQ(made.code, 0) << made.err;
        }
    }
    Ended report(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words = {"report", folder.path()};
        words.insert(words.end(), more.begin(), more.end());
        return run(redstart(words));
    }
    const TemporaryFolder folder;
};

TEST_F(Report, TellsOfWhatWasRecorded) {
    const Ended told = report({"--json"});
    ASSERT_EQ(told.code, 0) << told.err;
    const json all = json::parse(told.out);
    EXPECT_EQ(all["takes"], 2);
    EXPECT_EQ(all["ended"]["length"], 2);
    EXPECT_TRUE(all["gaps"].is_object());
    EXPECT_EQ(all["without_sidecar"], 0);
    EXPECT_TRUE(all["worst_write"]["ms"].is_number());
    ASSERT_EQ(all["files"].size(), 2u);
    for (const json& file : all["files"]) EXPECT_NEAR(file["seconds"], 1.0, 0.001);
    const Ended people = report();
    EXPECT_EQ(people.code, 0) << people.err;
    for (const char* word :
         {"wanted", "heard", "gaps", "clips", "silent", "write", "drift", "2 length"})
        EXPECT_NE(people.out.find(word), std::string::npos) << word << " in " << people.out;
    EXPECT_NE(people.out.find("heard      2.0 s, "), std::string::npos) << people.out;
}

/// `record FILE` makes none, and its name is not a time.
TEST_F(Report, AFileWithoutASidecarIsDatedByItsHeader) {
    std::vector<std::string> starts;
    for (const bool has_sidecar : {true, false}) {
        if (!has_sidecar)
            for (const auto& file : files_in(folder.path(), ".wav")) {
                fs::rename(file, folder.path() / ("x_" + file.filename().string().substr(16)));
                fs::remove(fs::path(file).replace_extension(".json"));
            }
        const json all = json::parse(report({"--json"}).out);
        for (const json& file : all["files"])
            starts.push_back(file["start"].is_string() ? file["start"] : "none");
    }
    ASSERT_EQ(starts.size(), 4u);
    EXPECT_EQ(starts[0].substr(0, 19), starts[2].substr(0, 19));
    EXPECT_EQ(starts[1].substr(0, 19), starts[3].substr(0, 19));
    EXPECT_EQ(report().out.find("no date"), std::string::npos) << report().out;
}

TEST_F(Report, DrawsAStripPerDayThatNeedsNothingElse) {
    const fs::path svg = folder.path() / "days.svg";
    ASSERT_EQ(report({"--svg", svg}).code, 0);
    const std::string text = text_of(svg);
    EXPECT_TRUE(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")) << text;
    EXPECT_NE(text.find("aria-label=\""), std::string::npos) << "for those who do not see it";
    EXPECT_NE(text.find("recorded in "), std::string::npos) << text;
    EXPECT_EQ(text.find("href"), std::string::npos) << "nothing is fetched";
    const Ended again = report({"--svg", svg});
    EXPECT_EQ(again.code, 1) << "nothing is overwritten";
    EXPECT_EQ(again.out, report().out) << "and the report is told all the same";
    EXPECT_EQ(text_of(svg), text);
}

TEST_F(Report, HoldsTheTakesToTheTimeThatWasWanted) {
    const Ended told = report({"--json", "--from", "2020-01-01", "--to", "2020-01-02T12:00"});
    ASSERT_EQ(told.code, 0) << told.err;
    const json all = json::parse(told.out);
    EXPECT_EQ(all["hours_wanted"], 36.0);
    EXPECT_EQ(all["hours_heard"], 0.0);
    EXPECT_EQ(report({"--from", "yesterday"}).code, 2);
    EXPECT_EQ(report({"--from", "2020-01-02", "--to", "2020-01-01"}).code, 2);
}

TEST_F(Report, TellsWhatCannotBeReadAndGoesOn) {
    std::ofstream(folder.path() / "no.wav") << "no sound";
    const Ended told = report({"--json"});
    EXPECT_EQ(told.code, 1);
    EXPECT_NE(told.err.find("no.wav: no WAV file"), std::string::npos) << told.err;
    EXPECT_EQ(json::parse(told.out)["takes"], 2);
    EXPECT_EQ(run(redstart({"report", folder.path() / "nothing"})).code, 1);
}

struct BoardLines : testing::Test {
    const TemporaryFolder root;
};

TEST_F(BoardLines, OfTheRpiAreWrittenAndTheFileIsKept) {
    fs::create_directories(root / "boot/firmware");
    std::ofstream(root / "boot/firmware/config.txt") << "dtparam=audio=on\ndtoverlay=vc4-kms-v3d\n";
    const Ended shown = run(redstart({"board", "rpi"}));
    EXPECT_EQ(shown.out, "dtparam=audio=off\ndtoverlay=vc4-kms-v3d,noaudio\n") << shown.err;
    const Ended done = run(redstart({"board", "rpi", "--apply", "--root", root.path()}));
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_NE(done.out.find("sudo reboot"), std::string::npos) << done.out;
    EXPECT_EQ(text_of(root / "boot/firmware/config.txt.before-redstart"),
              "dtparam=audio=on\ndtoverlay=vc4-kms-v3d\n");
    const std::string text = text_of(root / "boot/firmware/config.txt");
    for (const char* line : {"\ndtparam=audio=off\n", "\ndtoverlay=vc4-kms-v3d,noaudio\n"})
        EXPECT_NE(text.find(line), std::string::npos) << text;
    const Ended again = run(redstart({"board", "rpi", "--apply", "--root", root.path()}));
    EXPECT_NE(again.out.find("nothing to change"), std::string::npos) << again.out;
}

TEST_F(BoardLines, OfNoBoardNameThoseThereAre) {
    const Ended wrong = run(redstart({"board", "rip"}));
    EXPECT_EQ(wrong.code, 1);
    EXPECT_TRUE(is_one_complaint(wrong.err)) << wrong.err;
    const Ended elsewhere = run(redstart({"board", "rpi", "--apply", "--root", root.path()}));
    EXPECT_EQ(elsewhere.code, 1);
    EXPECT_NE(elsewhere.err.find("this is no Raspberry Pi"), std::string::npos) << elsewhere.err;
}

} // namespace
} // namespace redstart
