// `redstart run` and the commands that ask it: orders are obeyed, told, and kept to the frame.
#include "control/socket_folder.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <cstdio>

namespace redstart {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class Appliance : public testing::Test {
protected:
    explicit Appliance(const std::string& pre_roll = "0s")
        : home_(microphone_.pcm(), "format = \"S32_LE\"\npre_roll = \"" + pre_roll + "\"\n"),
          program_(home_.appliance()) {
        EXPECT_TRUE(program_.complains_of("ready: armed")) << program_.err();
    }

public:
    ~Appliance() override {
        program_.signal(SIGTERM);
        EXPECT_EQ(program_.wait(), 0) << program_.err();
    }

protected:
    bool has_recorded(Frames frames) const {
        return eventually([&] {
            const json status = home_.status();
            return !status["take"].is_null() && status["take"]["frames"] >= frames;
        });
    }

    bool has_heard(std::chrono::nanoseconds duration) const {
        return eventually([&] { return microphone_.has_run_for(duration); });
    }

    TimePoint captured(Frames number) const {
        return microphone_.started_at() + AudioFormat{}.duration(number);
    }

    void expect_pre_roll(std::chrono::nanoseconds pre_roll) const;

    SimulatedMicrophone microphone_;
    const ApplianceHome home_;
    Program program_;
};

constexpr auto chunk = 21'334us; // 1024 frames at 48 kHz

/// Records a short take: its first frame is from `pre_roll` before the press.
void Appliance::expect_pre_roll(std::chrono::nanoseconds pre_roll) const {
    const TimePoint before = Clock::now();
    home_.file_of({"start"});
    const TimePoint after = Clock::now();
    const Sound sound = sound_of(home_.file_of({"stop"}));
    ASSERT_GT(sound.frames(), 0);
    const TimePoint first = captured(sound.number(0));
    EXPECT_GE(first, before - pre_roll - chunk);
    EXPECT_LE(first, after - pre_roll + chunk);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
}

TEST_F(Appliance, TellsItsStateInTheKeysThatScriptsRelyOn) {
    const json status = home_.status();
    EXPECT_EQ(status["state"], "armed");
    EXPECT_EQ(faults(status), std::vector<std::string>{});
    EXPECT_EQ(status["device"], microphone_.pcm());
    EXPECT_EQ(status["rate"], 48000);
    EXPECT_EQ(status["channels"], 2);
    EXPECT_EQ(status["format"], "S32_LE");
    EXPECT_TRUE(status.contains("take") && status["take"].is_null());
    EXPECT_GE(status["ring"]["frames"], 30 * 48000);
    EXPECT_TRUE(status["ring"]["filled"].is_number_integer());
    EXPECT_TRUE(status["ring"]["highest"].is_number_integer());
    EXPECT_EQ(status["levels_dbfs"].size(), 2u);
    for (const json& level : status["levels_dbfs"]) EXPECT_TRUE(level.is_number());
    EXPECT_GT(status["storage"]["free_bytes"], 0);
    EXPECT_TRUE(status["storage"]["hours_left"].is_number());
    EXPECT_TRUE(status["storage"]["worst_write_ms"].is_number());
    EXPECT_EQ(status["storage"]["writes"].size(), 8u);
    EXPECT_EQ(status["folder"], home_.takes().string());
    EXPECT_TRUE(status.contains("last_take") && status["last_take"].is_null());
    EXPECT_TRUE(status["clock"].is_string());
    EXPECT_TRUE(status["version"].get<std::string>().starts_with("redstart "));
}

TEST_F(Appliance, NamesTheTakeThatWasFinishedLast) {
    home_.file_of({"start"});
    const fs::path take = home_.file_of({"stop"});
    EXPECT_EQ(home_.status()["last_take"], take.string());
    home_.file_of({"start"});
    EXPECT_EQ(home_.status()["last_take"], take.string()) << "the next one is under way";
    const Ended status = home_.order({"status"});
    EXPECT_NE(status.out.find("\nlast take  " + take.string()), std::string::npos) << status.out;
}

TEST_F(Appliance, TellsNoValuesOfAMicrophoneThatIsAway) {
    microphone_.vanish();
    ASSERT_TRUE(eventually(
        [&] { return faults(home_.status()) == std::vector<std::string>{"no-device"}; }));
    const json status = home_.status();
    for (const char* key : {"rate", "channels", "format"})
        EXPECT_TRUE(status[key].is_null()) << key;
    const Ended people = home_.order({"status"});
    EXPECT_EQ(people.code, 3) << "a fault is on";
    for (const char* line : {"not open", "\nlevels     -\n", "\nring       -\n"})
        EXPECT_NE(people.out.find(line), std::string::npos) << line << " in " << people.out;
    // That it went, or what the next attempt to open it says.
    const auto says = [&](const char* remedy) {
        return people.out.find(remedy) != std::string::npos;
    };
    EXPECT_TRUE(says("plug it in") || says("redstart devices lists them")) << people.out;
}

TEST_F(Appliance, TellsOfTheTakeUnderWay) {
    const fs::path file = home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(48000));
    const json status = home_.status();
    EXPECT_EQ(status["state"], "recording");
    const json& take = status["take"];
    EXPECT_EQ(take["file"], file.string());
    EXPECT_GT(take["frames_on_card"], 0);
    EXPECT_LE(take["frames_on_card"], take["frames"]);
    EXPECT_EQ(take["frames_lost"], 0);
    EXPECT_EQ(take["gaps"], 0);
}

TEST_F(Appliance, TellsPeopleTheSame) {
    home_.file_of({"start"});
    const Ended status = home_.order({"status"});
    EXPECT_EQ(status.code, 0);
    for (const char* word :
         {"recording", "48000 Hz", "2 channels", ".wav.part", "safe on the card"})
        EXPECT_NE(status.out.find(word), std::string::npos) << word << " in " << status.out;
}

TEST_F(Appliance, PrintsThePartAtStartAndTheWavAtStop) {
    const fs::path part = home_.file_of({"start"});
    EXPECT_TRUE(part.string().ends_with(".wav.part")) << part;
    EXPECT_TRUE(fs::exists(part));
    ASSERT_TRUE(has_recorded(24000));
    const fs::path wav = home_.file_of({"stop"});
    EXPECT_EQ(wav.string() + ".part", part.string());
    EXPECT_EQ(files_in(home_.takes(), ".wav"), std::vector{wav});
    const Sound sound = sound_of(wav);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
}

TEST_F(Appliance, TogglesBetweenATakeAndNone) {
    EXPECT_TRUE(home_.file_of({"toggle"}).string().ends_with(".part"));
    EXPECT_EQ(home_.status()["state"], "recording");
    EXPECT_TRUE(home_.file_of({"toggle"}).string().ends_with(".wav"));
    EXPECT_EQ(home_.status()["state"], "armed");
}

TEST_F(Appliance, RefusesASecondStartAndGoesOnWithTheFirst) {
    const fs::path part = home_.file_of({"start"});
    const Ended second = home_.order({"start"});
    EXPECT_EQ(second.code, 1);
    EXPECT_EQ(second.out, "");
    EXPECT_TRUE(is_one_complaint(second.err));
    EXPECT_EQ(home_.status()["take"]["file"], part.string());
}

TEST_F(Appliance, RefusesStopSplitAndMarkWhereNothingIsRecorded) {
    for (const char* order : {"stop", "split", "mark"}) {
        SCOPED_TRACE(order);
        const Ended refused = home_.order({order});
        EXPECT_EQ(refused.code, 1);
        EXPECT_EQ(refused.out, "");
        EXPECT_TRUE(is_one_complaint(refused.err));
    }
}

TEST_F(Appliance, KeepsMarksInTheFile) {
    home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(24000));
    const TimePoint before = Clock::now();
    EXPECT_EQ(home_.order({"mark", "a wren, at last"}).code, 0);
    const TimePoint after = Clock::now();
    const fs::path wav = home_.file_of({"stop"});
    const Ended info = run(redstart({"info", "--json", wav}));
    ASSERT_EQ(info.code, 0) << info.err;
    const json marks = json::parse(info.out)[0]["marks"];
    ASSERT_EQ(marks.size(), 1u) << info.out;
    EXPECT_EQ(marks[0]["label"], "a wren, at last");
    const TimePoint marked = captured(sound_of(wav).number(0) + marks[0]["at"].get<Frames>());
    EXPECT_GE(marked, before - chunk);
    EXPECT_LE(marked, after + chunk);
}

TEST_F(Appliance, SplitsWithoutAHole) {
    const fs::path first = home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(24000));
    const fs::path second = home_.file_of({"split"});
    EXPECT_NE(first, second);
    EXPECT_TRUE(second.string().ends_with(".wav.part")) << second;
    EXPECT_FALSE(fs::exists(first)) << "it has its final name";
    ASSERT_TRUE(has_recorded(48000));
    home_.file_of({"stop"});
    const auto files = files_in(home_.takes(), ".wav");
    ASSERT_EQ(files.size(), 2u);
    const Sound sound = sound_of(files);
    EXPECT_GE(sound.frames(), 48000);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
}

TEST_F(Appliance, HasThePartOnTheCardAtOnce) {
    RawClient client(home_.socket());
    std::vector<double> milliseconds;
    for (int i = 0; i < 9; ++i) {
        const TimePoint before = Clock::now();
        ASSERT_TRUE(client.say("{\"command\":\"start\"}\n"));
        const json started = json::parse(client.read_line());
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - before).count());
        ASSERT_EQ(started["ok"], true) << started;
        EXPECT_TRUE(fs::exists(started["file"].get<std::string>()));
        ASSERT_TRUE(client.say("{\"command\":\"stop\"}\n"));
        ASSERT_EQ(json::parse(client.read_line())["ok"], true);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("start to .part on the card: median %.1f ms, at most %.1f ms\n", milliseconds[4],
                milliseconds[8]);
    EXPECT_LT(milliseconds[4], 1000.0 * slowness);
}

TEST_F(Appliance, BeginsATakeWithTheFrameOfThePress) {
    ASSERT_TRUE(has_heard(500ms));
    expect_pre_roll(0ns);
}

class PreRoll : public Appliance {
protected:
    PreRoll() : Appliance("2s") {}
};

TEST_F(PreRoll, PutsTheSecondsBeforeThePressInFrontOfEveryTake) {
    ASSERT_TRUE(has_heard(3s));
    expect_pre_roll(2s);
    expect_pre_roll(2s); // at once after the stop
}

TEST(PressFor, RecordsThatLongPrintsTheFileAndEnds) {
    const SimulatedMicrophone microphone;
    const ApplianceHome home(microphone.pcm());
    const Ended appliance = run(home.appliance({"--press-for", "5s"}));
    EXPECT_EQ(appliance.code, 0) << appliance.err;
    const auto files = files_in(home.takes(), ".wav");
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(appliance.out, files[0].string() + "\n");
    const Sound sound = sound_of(files[0]);
    EXPECT_NEAR(static_cast<double>(sound.frames()), 240000, 1024);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
}

} // namespace
} // namespace redstart
