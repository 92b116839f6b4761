// A deployment is what its files hold, whatever their sidecars say.
#include "takes/deployment.hpp"

#include "support/scratch.hpp"
#include "wav/file.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;
using nlohmann::json;

constexpr AudioFormat slow{100, 1, SampleFormat::s16_le}; // hours in little room

UtcTime utc(const char* text) {
    return floor<milliseconds>(*parse_utc(text));
}

struct DeploymentTest : testing::Test {
    const TemporaryFolder scratch;

    void make(const std::string& name, Frames frames) const {
        fs::create_directories((scratch / name).parent_path());
        WavFile file(scratch / (name + ".wav"), slow, {});
        ASSERT_FALSE(file.append(sound(slow, frames)));
        ASSERT_FALSE(file.close());
    }
    void make(const std::string& name, Frames frames, const json& more) const {
        make(name, frames);
        json sidecar = {{"redstart", 1},  {"format", "S16_LE"}, {"rate", 100},
                        {"channels", 1},  {"frames", frames},   {"clock", "synchronised"},
                        {"stop", "order"}};
        sidecar.update(more);
        std::ofstream(scratch / (name + ".json")) << sidecar.dump();
    }
    Deployment read(const WantedTime& wanted = {}) const {
        return read_deployment(scratch.path(), wanted);
    }
};

TEST_F(DeploymentTest, ToldFromItsSidecarsSaysHowMuchWasHeardAndWhyTheRestWasNot) {
    make("a", 360'000,
         {{"start", "2026-11-21T08:00:00.000Z"},
          {"stop", "power"},
          {"worst_write_ms", 130.5},
          {"writes", {1}},
          {"drift_ppm", 12.5},
          {"gaps", {{{"at", 6000}, {"cause", "overrun"}, {"frames", 6000}}}}});
    make("b", 180'000,
         {{"start", "2026-11-21T09:30:00.000Z"},
          {"worst_write_ms", 20.0},
          {"writes", {1}},
          {"drift_ppm", -3.0}});
    const Deployment found = read();
    EXPECT_EQ(found.wanted, 2h);
    EXPECT_EQ(found.covered, 90min);
    EXPECT_EQ(found.heard, 89min);
    EXPECT_EQ(found.gaps.at("overrun").time, 1min);
    EXPECT_EQ(found.gaps.at("overrun").count, 1u);
    EXPECT_EQ(found.pauses.at("after power").time, 30min);
    EXPECT_EQ(found.ended.at("power"), 1u);
    EXPECT_EQ(found.ended.at("order"), 1u);
    EXPECT_EQ(found.worst_write, microseconds(130'500));
    EXPECT_EQ(found.worst_file.filename(), "a.wav");
    EXPECT_EQ(found.least_drift_ppm, -3.0);
    EXPECT_EQ(found.most_drift_ppm, 12.5);
    const DayStrip& day = found.days.at(sys_days(2026y / 11 / 21));
    EXPECT_EQ(day.minutes[479], 0);
    EXPECT_EQ(day.minutes[480], DayStrip::recorded);
    EXPECT_EQ(day.minutes[481], DayStrip::recorded | DayStrip::gap);
    EXPECT_EQ(day.minutes[545], 0);
}

TEST_F(DeploymentTest, WantedLongerThanItsTakesTellsWhatIsMissingBeforeAndAfter) {
    make("a", 360'000, {{"start", "2026-11-21T08:00:00.000Z"}});
    const Deployment found =
        read({utc("2026-11-21T06:00:00.000Z"), utc("2026-11-21T10:00:00.000Z")});
    EXPECT_EQ(found.wanted, 4h);
    EXPECT_EQ(found.heard, 1h);
    EXPECT_EQ(found.pauses.at("before the first take").time, 2h);
    EXPECT_EQ(found.pauses.at("after order").time, 1h);
    const Deployment half = read({utc("2026-11-21T08:30:00.000Z"), {}});
    EXPECT_EQ(half.heard, 30min) << "of a take that began before";
    const Deployment none =
        read({utc("2027-01-01T00:00:00.000Z"), utc("2027-01-02T00:00:00.000Z")});
    EXPECT_EQ(none.heard, 0h);
    EXPECT_EQ(none.files, 0u);
}

TEST_F(DeploymentTest, OverMidnightHasAStripForEachDay) {
    make("a", 360'000, {{"start", "2026-11-21T23:30:00.000Z"}});
    const Deployment found = read();
    ASSERT_EQ(found.days.size(), 2u);
    EXPECT_EQ(found.days.at(sys_days(2026y / 11 / 21)).minutes[1439], DayStrip::recorded);
    EXPECT_EQ(found.days.at(sys_days(2026y / 11 / 22)).minutes[29], DayStrip::recorded);
    EXPECT_EQ(found.days.at(sys_days(2026y / 11 / 22)).minutes[30], 0);
}

TEST_F(DeploymentTest, WithoutSidecarsIsDatedByNamesOldAndNew) {
    make("2026-11-21/2026-11-21T081500Z_pi_0001", 6000);
    make("20261121T083000Z_pi_0002", 6000);
    make("boot-7_0001", 6000);
    const Deployment found = read();
    EXPECT_EQ(found.from, utc("2026-11-21T08:15:00.000Z"));
    EXPECT_EQ(found.to, utc("2026-11-21T08:31:00.000Z"));
    EXPECT_EQ(found.heard, 2min);
    EXPECT_EQ(found.undated, 1u);
    EXPECT_EQ(found.undated_time, 1min);
    EXPECT_EQ(found.without_sidecar, 3u);
    EXPECT_EQ(found.ended.at("unknown"), 3u);
}

TEST_F(DeploymentTest, DatesATakeByAnotherOfItsBoot) {
    make("boot-7_0001", 6000,
         {{"start", "1970-01-01T00:00:10.000Z"},
          {"clock", "not set"},
          {"boot", "one"},
          {"boottime", 10.0}});
    make("boot-8_0001", 6000, {{"clock", "not set"}, {"boot", "another"}, {"boottime", 10.0}});
    make("late", 6000,
         {{"start", "2026-11-21T08:10:00.000Z"}, {"boot", "one"}, {"boottime", 610.0}});
    const Deployment found = read();
    EXPECT_EQ(found.from, utc("2026-11-21T08:00:00.000Z"));
    EXPECT_EQ(found.undated, 1u);
    EXPECT_EQ(found.wanted, 11min);
}

TEST_F(DeploymentTest, CountsTheMinutesOfItsSidecars) {
    make("a", 12'000,
         {{"start", "2026-11-21T08:00:00.000Z"},
          {"minutes",
           {{{"at", 0}, {"frames", 6000}, {"clips", {3, 0}}, {"zeros", {0.0, 60.0}}},
            {{"at", 6000}, {"frames", 6000}, {"clips", {2, 1}}, {"zeros", {0.0, 0.0}}}}}});
    const Deployment found = read();
    EXPECT_EQ(found.clips, 6u);
    EXPECT_EQ(found.silent.at(1), 1u);
    EXPECT_EQ(found.silent.size(), 1u);
    EXPECT_EQ(found.without_minutes, 0u);
    const DayStrip& day = found.days.at(sys_days(2026y / 11 / 21));
    EXPECT_EQ(day.minutes[480], DayStrip::recorded | DayStrip::silent | DayStrip::clipped);
    EXPECT_EQ(day.minutes[481], DayStrip::recorded | DayStrip::clipped);
}

TEST_F(DeploymentTest, CountsNoMinuteOutsideOfWhatWasWanted) {
    json minutes = json::array();
    for (int minute = 0; minute < 4; ++minute)
        minutes.push_back(
            {{"at", minute * 6000}, {"frames", 6000}, {"clips", {1}}, {"zeros", {60.0}}});
    make("a", 24'000, {{"start", "2026-11-21T08:00:00.000Z"}, {"minutes", minutes}});
    const Deployment found =
        read({utc("2026-11-21T08:01:00.000Z"), utc("2026-11-21T08:02:30.000Z")});
    EXPECT_EQ(found.clips, 2u) << "of the second and the third minute";
    EXPECT_EQ(found.silent.at(0), 2u);
    EXPECT_EQ(found.wanted, 90s);
}

TEST_F(DeploymentTest, OfASplitTakeIsOneTake) {
    make("a", 6000, {{"start", "2026-11-21T08:00:00.000Z"}, {"stop", "split"}});
    make("b", 6000,
         {{"start", "2026-11-21T08:01:00.000Z"},
          {"continues", {{"file", "a.wav"}, {"frame", 6000}}}});
    const Deployment found = read();
    EXPECT_EQ(found.takes, 1u);
    EXPECT_EQ(found.files, 2u);
    EXPECT_EQ(found.ended.size(), 1u);
    EXPECT_TRUE(found.pauses.empty());
}

TEST_F(DeploymentTest, TakesNothingFromASidecarThatTheSoundDoesNotHave) {
    make("a", 6000,
         {{"start", "2026-11-21T08:00:00.000Z"},
          {"frames", 1'000'000'000},
          {"stop", "<script>"},
          {"rate", 1},
          {"gaps",
           {{{"at", 5000}, {"cause", "overrun"}, {"frames", 1'000'000'000}},
            {{"at", 7000}, {"cause", "overrun"}, {"frames", 5}},
            {{"at", -1}, {"cause", "overrun"}, {"frames", 5}}}},
          {"minutes",
           {{{"at", 1e300}, {"frames", -5}, {"clips", "many"}},
            {{"at", "x"}, {"zeros", {{{"a", 1}}}}},
            7}}});
    make("half", 6000);
    std::ofstream(scratch / "half.json") << R"({"redstart":1,"format":"S16_LE","rate":1)";
    std::ofstream(scratch / "no.wav") << "no sound";
    const Deployment found = read();
    EXPECT_EQ(found.wanted, 1min);
    EXPECT_EQ(found.gaps.at("overrun").count, 1u);
    EXPECT_EQ(found.gaps.at("overrun").time, 10s) << "a gap ends with its file";
    EXPECT_EQ(found.ended.at("unknown"), 2u);
    EXPECT_EQ(found.unreadable_files, 1u);
    ASSERT_EQ(found.unreadable.size(), 1u);
    EXPECT_NE(found.unreadable[0].find("no.wav: no WAV file"), std::string::npos);
}

TEST_F(DeploymentTest, WhoseTakesOverlapIsHeardOnce) {
    make("a", 360'000, {{"start", "2026-11-21T08:00:00.000Z"}});
    make("b", 360'000, {{"start", "2026-11-21T08:30:00.000Z"}});
    const Deployment found = read();
    EXPECT_EQ(found.wanted, 90min);
    EXPECT_EQ(found.heard, 90min);
}

TEST_F(DeploymentTest, OfAFolderThatIsNoneIsAnError) {
    EXPECT_THROW(read_deployment(scratch / "nothing", {}), Error);
}

TEST_F(DeploymentTest, EndsAtTheNextFileWhenItIsToldToStop) {
    make("a", 360'000, {{"start", "2026-11-21T08:00:00.000Z"}});
    std::stop_source told;
    EXPECT_EQ(read_deployment(scratch.path(), {}, told.get_token()).takes, 1u);
    told.request_stop();
    EXPECT_THROW(read_deployment(scratch.path(), {}, told.get_token()), Error);
}

TEST_F(DeploymentTest, OfNoTakesHasNoTime) {
    const Deployment found = read();
    EXPECT_FALSE(found.from);
    EXPECT_EQ(found.wanted, 0h);
    EXPECT_TRUE(found.all.empty());
}

} // namespace
} // namespace redstart
