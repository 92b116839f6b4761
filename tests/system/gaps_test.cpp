// A gap of each cause: counted, silent for its length, marked, logged, recorded and a fault.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/frozen_thread.hpp"
#include "system/takes.hpp"
#include "wav/info.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <fstream>

namespace redstart {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class Gap : public testing::Test {
protected:
    Gap() {
        EXPECT_TRUE(program_.complains_of("ready: armed"));
        home_.file_of({"start"});
    }

    bool comes_to(const std::function<bool(const json& status)>& holds) const {
        return eventually([&] {
            const json status = home_.status();
            return !status["take"].is_null() && holds(status);
        });
    }

    /// That it is there, wherever it is told, and that the time line is true behind it.
    void expect_one(const std::string& cause, const std::string& fault) {
        const Frames lost = home_.status()["take"]["frames_lost"];
        EXPECT_TRUE(comes_to([&](const json& status) {
            const auto words = faults(status);
            return fault.empty() || std::ranges::find(words, fault) != words.end();
        }));
        EXPECT_TRUE(
            program_.complains_of("gap: " + std::to_string(lost) + " frames lost, " + cause));
        const fs::path file = home_.file_of({"stop"});
        const Sound sound = sound_of(file);
        const Frames last = sound.frames() - 1;
        EXPECT_NEAR(static_cast<double>(sound.number(last) - sound.number(0)),
                    static_cast<double>(last), 1024);
        expect_marked(file, cause, lost);
    }

    void expect_marked(const fs::path& file, const std::string& cause, Frames lost) {
        auto marks = read_wav_info(file).marks;
        if (cause == "suspected") take_the_mark_of_its_place(marks, file);
        ASSERT_EQ(marks.size(), 1u);
        EXPECT_EQ(marks[0].label, "gap: " + std::to_string(lost) + " frames, " + cause);
        const Sound sound = sound_of(file);
        const auto silence = sound.from(marks[0].at).first(sound.format.bytes(lost));
        EXPECT_TRUE(std::ranges::all_of(silence, [](std::byte b) { return b == std::byte{0}; }));
        const fs::path sidecar = fs::path(file).replace_extension(".json");
        ASSERT_TRUE(eventually([&] { return fs::exists(sidecar); }));
        const json told = json::parse(std::ifstream(sidecar));
        const json expected = {{"at", marks[0].at}, {"cause", cause}, {"frames", lost}};
        EXPECT_EQ(told["gaps"], json::array({expected}));
        EXPECT_EQ(told["frames_lost"], lost);
    }

    /// A gap that is noticed late is marked where the frames are missing, too.
    static void take_the_mark_of_its_place(std::vector<WavMark>& marks, const fs::path& file) {
        ASSERT_EQ(marks.size(), 2u);
        const Sound sound = sound_of(file);
        const auto jumps = counter_jumps(sound.bytes, sound.format);
        ASSERT_FALSE(jumps.empty());
        EXPECT_LE(marks[0].at, jumps[0].at);
        EXPECT_GE(marks[0].at, jumps[0].at - 48'000 * 3 / 4);
        EXPECT_EQ(marks[0].label,
                  "lost about here: the gap at frame " + std::to_string(marks[1].at));
        marks.erase(marks.begin());
    }

    bool has_counted(const char* cause) const {
        return comes_to([=](const json& status) {
            return status["take"]["gaps"] == 1 && status["take"]["gap_causes"].contains(cause);
        });
    }
    bool is_heard(std::chrono::nanoseconds time) const {
        return eventually([&] { return microphone_.has_run_for(time); });
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\nring = \"6s\"\n"};
    Program program_{home_.appliance()};
};

TEST_F(Gap, OfAnOverrun) {
    ASSERT_TRUE(is_heard(1s));
    microphone_.overrun();
    ASSERT_TRUE(has_counted("overrun"));
    expect_one("overrun", "overrun");
}

TEST_F(Gap, OfAFullRing) {
    ASSERT_TRUE(comes_to([](const json& status) { return status["take"]["frames_on_card"] > 0; }));
    std::optional<FrozenThread> writer;
    try {
        writer.emplace(program_.pid(), "writer");
    } catch (const Error& error) {
        if (error.code() != std::errc::operation_not_permitted) throw;
        GTEST_SKIP() << "no tracing here: " << error.what();
    }
    ASSERT_TRUE(program_.complains_of("ring full"));
    writer.reset();
    ASSERT_TRUE(has_counted("ring full"));
    EXPECT_TRUE(program_.complains_of("overrun: it begins"));
    const fs::path file = home_.file_of({"stop"});
    const auto marks = read_wav_info(file).marks;
    ASSERT_EQ(marks.size(), 1u);
    EXPECT_TRUE(marks[0].label.ends_with("ring full")) << marks[0].label;
    const Sound sound = sound_of(file);
    EXPECT_EQ(sound.number(sound.frames() - 1) - sound.number(0), sound.frames() - 1);
}

TEST_F(Gap, OfAReplug) {
    ASSERT_TRUE(is_heard(1s));
    microphone_.vanish();
    ASSERT_TRUE(comes_to([](const json& status) {
        return faults(status) == std::vector<std::string>{"no-device"};
    }));
    microphone_.come_back();
    ASSERT_TRUE(has_counted("device away"));
    const json take = home_.status()["take"];
    const Frames lost = take["frames_lost"];
    EXPECT_TRUE(program_.complains_of("device away"));
    expect_marked(home_.file_of({"stop"}), "device away", lost);
}

/// Which the device does not report; its drift is known by then.
TEST_F(Gap, ThatIsSuspected) {
    microphone_.drift(200);
    ASSERT_TRUE(is_heard(10s));
    microphone_.skip(24'000);
    ASSERT_TRUE(has_counted("suspected"));
    EXPECT_NEAR(home_.status()["take"]["frames_lost"].get<double>(), 24'000, 1024);
    ASSERT_TRUE(
        comes_to([](const json& status) { return status["take"]["drift_ppm"] != nullptr; }));
    EXPECT_NEAR(home_.status()["take"]["drift_ppm"].get<double>(), 200, 100);
    expect_one("suspected", "overrun");
}

} // namespace
} // namespace redstart
