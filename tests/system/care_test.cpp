// Finished takes are kept, noted, deleted and brought back by the appliance that recorded them.
#include "disk/take_paths.hpp"
#include "support/scratch.hpp"
#include "system/appliance_home.hpp"

#include <filesystem>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct CareByTheAppliance : testing::Test {
    SimulatedMicrophone microphone;
    ApplianceHome home{microphone.pcm()};

    /// Its header has its loudness by then, and nothing in it changes any more.
    static bool is_finished(const fs::path& wav) {
        const auto take = TakePaths::of_sound(wav);
        return fs::exists(take.sidecar()) && !fs::exists(take.journal());
    }
    fs::path record() const {
        home.file_of({"start"});
        const fs::path wav = home.file_of({"stop"});
        EXPECT_TRUE(eventually([&] { return is_finished(wav); }));
        return wav;
    }
};

TEST_F(CareByTheAppliance, IsAskedForByTheNamesThatStopPrintsAlsoWhileItRecords) {
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    const fs::path wav = record();
    const Bytes before = contents(wav);
    home.file_of({"start"});
    EXPECT_EQ(home.file_of({"delete", wav}), wav);
    EXPECT_FALSE(fs::exists(wav));
    EXPECT_TRUE(fs::exists(wav.string() + ".deleted"));
    EXPECT_EQ(home.file_of({"undelete", wav.lexically_relative(home.takes())}), wav);
    EXPECT_EQ(contents(wav), before);
    EXPECT_EQ(home.file_of({"keep", wav}), wav);
    const Ended kept = home.order({"delete", wav});
    EXPECT_EQ(kept.code, 1);
    EXPECT_NE(kept.err.find("it is kept"), std::string::npos) << kept.err;
    home.file_of({"stop"});
    EXPECT_EQ(run(redstart({"verify", wav})).code, 0);
}

/// A shell's user stands in the folder of the day; a name that is gone is still known from there.
TEST_F(CareByTheAppliance, KnowsATakeByItsBareNameFromWhereItLiesAlsoOnceItIsDeleted) {
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    const fs::path wav = record();
    const auto from_there = [&](const std::string& order) {
        Surroundings there;
        there.folder = wav.parent_path();
        return run(redstart({order, wav.filename(), "--socket", home.socket()}), there);
    };
    for (const char* order : {"delete", "undelete"}) {
        const Ended ended = from_there(order);
        EXPECT_EQ(ended.code, 0) << ended.err;
        EXPECT_EQ(ended.out, wav.string() + "\n");
    }
}

TEST_F(CareByTheAppliance, TheLastTakeOfTheStatusIsOneThatIsThere) {
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    const fs::path wav = record();
    EXPECT_EQ(home.status().at("last_take"), wav.string());
    home.file_of({"delete", wav});
    EXPECT_TRUE(home.status().at("last_take").is_null());
    home.file_of({"undelete", wav});
    EXPECT_EQ(home.status().at("last_take"), wav.string());
}

TEST_F(CareByTheAppliance, TheNextLifeTellsTheLastTakeOfTheOneBefore) {
    const fs::path wav = [&] {
        Program appliance(home.appliance());
        EXPECT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
        record();
        return record();
    }();
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(eventually([&] { return home.status().at("last_take") == wav.string(); }))
        << home.status();
    home.file_of({"delete", wav});
    EXPECT_TRUE(home.status().at("last_take").is_null());
}

TEST_F(CareByTheAppliance, ALastTakeOfAHostileNameIsToldAndStaysOneLine) {
    const std::string name = "a\x1b[2J\nstate  recording\xff.wav";
    std::ofstream(home.takes() / name) << "no sound";
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(eventually([&] { return home.status().at("last_take").is_string(); }));
    const Ended ended = home.order({"status"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos) << ended.out;
    EXPECT_NE(ended.out.find(" state recording"), std::string::npos) << ended.out;
}

TEST_F(CareByTheAppliance, AnEmptyNameIsRefusedInWordsOfTheCommandLine) {
    const Ended ended = home.order({"keep", ""});
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.err, "redstart: FILE: it is empty; name a take, as stop printed it\n");
}

TEST_F(CareByTheAppliance, NeverTakesTheTakeThatIsUnderWay) {
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    const fs::path part = home.file_of({"start"});
    fs::path wav = part;
    wav.replace_extension();
    for (const fs::path& name : {part, wav}) EXPECT_EQ(home.order({"delete", name}).code, 1);
    EXPECT_EQ(home.file_of({"stop"}), wav);
}

TEST_F(CareByTheAppliance, ANoteIsInItsSidecar) {
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    const fs::path wav = record();
    ASSERT_TRUE(eventually([&] {
        return home.order({"note", wav, "a wren"}).code == 0;
    })) << home.order({"note", wav, "a wren"}).err; // once its sidecar is finished
    EXPECT_NE(run(redstart({"info", wav})).out.find("a wren"), std::string::npos);
    EXPECT_EQ(run(redstart({"verify", wav})).code, 0);
}

TEST_F(CareByTheAppliance, WhatWasDeletedBeforeACrashCanStillBeBroughtBack) {
    fs::path wav;
    {
        Program appliance(home.appliance());
        ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
        wav = record();
        home.file_of({"delete", wav});
        appliance.signal(SIGKILL);
        appliance.wait();
    }
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_EQ(home.file_of({"undelete", wav}), wav);
    EXPECT_EQ(run(redstart({"verify", wav})).code, 0);
}

} // namespace
} // namespace redstart
