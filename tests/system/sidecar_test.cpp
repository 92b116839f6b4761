// A take, its sidecar and `redstart verify`, which tells the truth about the sound.
#include "simulated/simulated_microphone.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path with(fs::path wav, const std::string& ending) {
    return wav.replace_extension(ending);
}

json read(const fs::path& file) {
    std::ifstream in(file);
    return in ? json::parse(in, nullptr, false) : json();
}

struct SidecarOfATake : testing::Test {
    SidecarOfATake() { use_simulated_board(); }

    /// The finished take of a second that names itself in a folder of its own.
    fs::path recorded(const std::vector<std::string>& more = {}) const {
        Surroundings there;
        there.folder = folder.path();
        std::vector<std::string> all = {"record", "-q", "-D", microphone.pcm(), "-d", "1"};
        all.insert(all.end(), more.begin(), more.end());
        const Ended ended = run(redstart(all), there);
        EXPECT_EQ(ended.code, 0) << ended.err;
        const auto files = files_in(folder.path(), ".wav");
        return files.empty() ? fs::path() : files.front();
    }
    static Ended verify(const fs::path& wav) { return run(redstart({"verify", wav})); }

    static void expect_fault(const fs::path& wav, const std::string& reason) {
        const Ended faulty = verify(wav);
        EXPECT_EQ(faulty.code, 1);
        EXPECT_NE(faulty.out.find(wav.string() + ": FAULTY: "), std::string::npos) << faulty.out;
        EXPECT_NE(faulty.out.find(reason), std::string::npos) << faulty.out;
    }

    const TemporaryFolder folder;
    const SimulatedMicrophone microphone;
};

TEST_F(SidecarOfATake, IsThereWhenTheTakeIsAndVerifies) {
    const fs::path wav = recorded();
    EXPECT_EQ(files_in(folder.path()).size(), 2u);
    const json sidecar = read(with(wav, ".json"));
    EXPECT_EQ(sidecar["frames"], 48000);
    EXPECT_EQ(sidecar["device"], microphone.pcm());
    const Ended good = verify(wav);
    EXPECT_EQ(good.code, 0);
    EXPECT_EQ(good.out, wav.string() + ": ok, 1.0 s, 0 gaps, digest matches\n");
    EXPECT_EQ(good.err, "");
}

TEST_F(SidecarOfATake, OneBitOfTheSoundThatIsAnotherIsFound) {
    const fs::path wav = recorded();
    std::fstream file(wav, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(50'001);
    const int byte = file.get();
    file.seekp(50'001);
    file.put(static_cast<char>(byte ^ 1));
    file.close();
    expect_fault(wav, "digest differs");
}

TEST_F(SidecarOfATake, AFileThatWasCutIsFound) {
    const fs::path wav = recorded();
    fs::resize_file(wav, 100'000);
    expect_fault(wav, "its header claims 192.0 kB of sound, 95.9 kB are there");
    expect_fault(wav, "redstart repair " + wav.string());
}

TEST_F(SidecarOfATake, AMarkThatWasTakenAwayIsFound) {
    const fs::path wav = recorded();
    json sidecar = read(with(wav, ".json"));
    sidecar["marks"].push_back({{"at", 7}, {"label", "a wren"}});
    std::ofstream(with(wav, ".json")) << sidecar;
    expect_fault(wav, "its sidecar says 1 marks and gaps, its cue points are 0");
}

TEST_F(SidecarOfATake, WithoutARecordTheHeaderAloneIsCheckedAndThatIsSaid) {
    const fs::path wav = recorded({"named.wav"});
    EXPECT_EQ(files_in(folder.path()), std::vector{wav});
    const Ended good = verify(wav);
    EXPECT_EQ(good.code, 0);
    EXPECT_NE(good.out.find("ok, 1.0 s, 0 gaps, no sidecar"), std::string::npos) << good.out;
}

TEST_F(SidecarOfATake, ANamedFileHasOneWhereThatIsAsked) {
    const fs::path wav = recorded({"--sidecar", "named.wav"});
    EXPECT_EQ(read(folder.path() / "named.json")["file"], "named.wav");
    EXPECT_EQ(verify(wav).code, 0);
}

TEST_F(SidecarOfATake, WhatIsNoWavFileIsOneComplaint) {
    std::ofstream(folder.path() / "a.wav") << "Hello";
    const Ended faulty = verify(folder.path() / "a.wav");
    EXPECT_EQ(faulty.code, 1);
    EXPECT_TRUE(is_one_complaint(faulty.err));
}

TEST_F(SidecarOfATake, TellsProgramsTheSame) {
    const fs::path wav = recorded();
    const Ended told = run(redstart({"verify", "--json", wav}));
    const json all = json::parse(told.out);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0]["ok"], true);
    EXPECT_EQ(all[0]["digest"], "digest matches");
    EXPECT_EQ(all[0]["frames"], 48000);
}

TEST_F(SidecarOfATake, InfoShowsWhatItTells) {
    const fs::path wav = recorded();
    const Ended told = run(redstart({"info", wav}));
    for (const char* part : {"  start     ", "(clock ", "  duration  00:00:01 (1.000 s"})
        EXPECT_NE(told.out.find(part), std::string::npos) << part << " in " << told.out;
    const Ended as_json = run(redstart({"info", "--json", wav}));
    EXPECT_EQ(json::parse(as_json.out)[0]["sidecar"], read(with(wav, ".json")));
}

TEST_F(SidecarOfATake, InfoRoundsBothDurationsTheSame) {
    Surroundings there;
    there.folder = folder.path();
    const Ended ended =
        run(redstart({"record", "-q", "-D", microphone.pcm(), "-d", "999.9ms", "a.wav"}), there);
    ASSERT_EQ(ended.code, 0) << ended.err;
    const Ended told = run(redstart({"info", folder.path() / "a.wav"}));
    EXPECT_NE(told.out.find("00:00:01 (1.000 s, 47995 frames)"), std::string::npos) << told.out;
}

struct SidecarOfAnAppliance : testing::Test {
    SidecarOfAnAppliance() : home(ready()) {}

    std::string ready() const {
        use_simulated_board();
        return microphone.pcm();
    }
    bool has_recorded(Frames frames) const {
        return eventually([&] {
            const json take = home.status()["take"];
            return take.is_object() && take["frames_on_card"] >= frames;
        });
    }
    bool is_finished(const fs::path& wav) const {
        return eventually(
            [&] { return fs::exists(with(wav, ".json")) && !fs::exists(with(wav, ".json.part")); });
    }

    SimulatedMicrophone microphone;
    const ApplianceHome home;
};

TEST_F(SidecarOfAnAppliance, IsFinishedTooWhereTheApplianceEndsWithTheTake) {
    constexpr std::size_t files = 8; // whose sidecars wait for the end of the take
    Program appliance(home.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    home.file_of({"start"});
    for (std::size_t i = 1; i < files; ++i) home.file_of({"split"});
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0);
    const auto left = files_in(home.takes(), ".part");
    EXPECT_TRUE(left.empty()) << left.size() << ", " << left.front();
    EXPECT_EQ(files_in(home.takes(), ".json").size(), files);
}

TEST_F(SidecarOfATake, AndTheNameOfEachFileSayTheSameSecondRoundedDown) {
    Surroundings there;
    there.folder = folder.path();
    const Ended ended = run(
        redstart({"record", "-q", "-D", microphone.pcm(), "-d", "5", "--max-file-time", "700ms"}),
        there);
    ASSERT_EQ(ended.code, 0) << ended.err;
    const auto files = files_in(folder.path(), ".wav");
    ASSERT_EQ(files.size(), 8U);
    for (const fs::path& wav : files) {
        const json sidecar = read(with(wav, ".json"));
        if (!sidecar.contains("start")) GTEST_SKIP() << "the clock of this machine is not set";
        std::string start = sidecar["start"].get<std::string>().substr(0, 19);
        std::erase_if(start, [](char c) { return c == ':' || c == '-'; });
        EXPECT_TRUE(wav.filename().string().starts_with(start + "Z"))
            << wav << " begins at " << sidecar["start"];
    }
}

TEST_F(SidecarOfATake, IsFinishedOrGoneHoweverSoonItIsEnded) {
    Surroundings there;
    there.folder = folder.path();
    for (const auto after : {0ms, 50ms, 200ms, 400ms, 600ms, 900ms}) {
        const SimulatedMicrophone fresh;
        Program recorder(redstart({"record", "-q", "-D", fresh.pcm()}), there);
        ASSERT_TRUE(eventually([&] { return fresh.has_run_for(after); }));
        recorder.signal(SIGTERM);
        recorder.wait();
        EXPECT_TRUE(files_in(folder.path(), ".part").empty()) << after.count() << " ms";
    }
}

TEST_F(SidecarOfAnAppliance, IsFinishedInIdleTimeWithItsMark) {
    const Program appliance(home.appliance());
    ASSERT_TRUE(home.comes_to("armed"));
    home.file_of({"start"});
    ASSERT_TRUE(has_recorded(24000));
    EXPECT_EQ(home.order({"mark", "gr\xC3\xBCn"}).code, 0);
    ASSERT_TRUE(has_recorded(48000));
    const fs::path wav = home.file_of({"stop"});
    ASSERT_TRUE(is_finished(wav));
    const json marks = read(with(wav, ".json"))["marks"];
    ASSERT_EQ(marks.size(), 1u);
    EXPECT_EQ(marks[0]["label"], "gr\xC3\xBCn");
    const Ended good = run(redstart({"verify", wav}));
    EXPECT_NE(good.out.find("digest matches"), std::string::npos) << good.out;
    const json cues = json::parse(run(redstart({"info", "--json", wav})).out)[0]["marks"];
    EXPECT_EQ(cues[0]["at"], marks[0]["at"]);
}

TEST_F(SidecarOfAnAppliance, SaysWhereASplitTakeGoesOn) {
    const Program appliance(home.appliance());
    ASSERT_TRUE(home.comes_to("armed"));
    home.file_of({"start"});
    ASSERT_TRUE(has_recorded(12000));
    home.file_of({"split"});
    ASSERT_TRUE(has_recorded(36000));
    home.file_of({"stop"});
    const auto files = files_in(home.takes(), ".wav");
    ASSERT_EQ(files.size(), 2u);
    for (const fs::path& wav : files) ASSERT_TRUE(is_finished(wav));
    const json first = read(with(files[0], ".json")), second = read(with(files[1], ".json"));
    EXPECT_EQ(second["continues"], (json{{"file", files[0].filename()},
                                         {"frame", first["frames"]},
                                         {"boottime", first["boottime"]}}));
}

TEST_F(SidecarOfAnAppliance, LosesNoMarkInACrash) {
    {
        Program appliance(home.appliance());
        ASSERT_TRUE(home.comes_to("armed"));
        home.file_of({"start"});
        ASSERT_TRUE(has_recorded(12000));
        EXPECT_EQ(home.order({"mark", "before the crash"}).code, 0);
        const json take = home.status()["take"];
        ASSERT_TRUE(has_recorded(take["frames"].get<Frames>() + 1));
        appliance.signal(SIGKILL);
        appliance.wait();
    }
    const Program next(home.appliance());
    ASSERT_TRUE(home.comes_to("armed"));
    const auto files = files_in(home.takes(), ".wav");
    ASSERT_EQ(files.size(), 1u);
    ASSERT_TRUE(is_finished(files[0]));
    const json sidecar = read(with(files[0], ".json"));
    ASSERT_EQ(sidecar["marks"].size(), 1u);
    EXPECT_EQ(sidecar["marks"][0]["label"], "before the crash");
    EXPECT_EQ(sidecar["stop"], "crash");
    EXPECT_EQ(run(redstart({"verify", files[0]})).code, 0);
}

} // namespace
} // namespace redstart
