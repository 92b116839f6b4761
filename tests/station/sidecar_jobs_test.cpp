// Takes that are over get their sidecars in idle time, and each trouble is told once.
#include "station/sidecar_jobs.hpp"

#include "disk/take_paths.hpp"
#include "support/scratch.hpp"
#include "takes/take_file.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};

struct SidecarJobsTest : testing::Test {
    const TemporaryFolder scratch;
    SidecarJobs jobs{scratch.path()};

    fs::path record(const std::string& name) const {
        const fs::path wav = scratch / (name + ".wav");
        TakeFile file(wav, mono, {}, "mic");
        file.begins(Clock::now(), 0, {});
        EXPECT_FALSE(file.append(sound(mono, 1000)));
        EXPECT_FALSE(file.close());
        EXPECT_FALSE(has_sidecar(wav));
        return wav;
    }
    static bool has_sidecar(const fs::path& wav) {
        return fs::exists(TakePaths::of_sound(wav).sidecar()) &&
               !fs::exists(TakePaths::of_sound(wav).journal());
    }
    /// What the log says meanwhile.
    std::string attend(bool go_on = true) {
        testing::internal::CaptureStderr();
        jobs.attend([go_on](std::uint64_t, std::uint64_t) { return go_on; });
        return testing::internal::GetCapturedStderr();
    }
};

TEST_F(SidecarJobsTest, FinishesEveryTakeThatAnEarlierLifeLeft) {
    const fs::path first = record("a"), second = record("b");
    attend();
    EXPECT_TRUE(has_sidecar(first));
    EXPECT_TRUE(has_sidecar(second));
}

TEST_F(SidecarJobsTest, LooksForNewTakesOnlyWhenToldTo) {
    attend();
    const fs::path wav = record("a");
    attend();
    EXPECT_FALSE(has_sidecar(wav)) << "a look at the folder costs";
    jobs.look_again();
    attend();
    EXPECT_TRUE(has_sidecar(wav));
}

TEST_F(SidecarJobsTest, DoesTheNextTimeWhatWasPutOff) {
    const fs::path first = record("a"), second = record("b");
    attend(false);
    EXPECT_FALSE(has_sidecar(first));
    EXPECT_FALSE(has_sidecar(second));
    attend();
    EXPECT_TRUE(has_sidecar(first));
    EXPECT_TRUE(has_sidecar(second));
}

TEST_F(SidecarJobsTest, LeavesWhatCannotBeFinishedTellsItOnceAndDoesTheOthers) {
    const fs::path first = record("a"), second = record("b");
    put(TakePaths::of_sound(first).sidecar(), std::as_bytes(std::span("somebody else's")));
    EXPECT_NE(attend().find(TakePaths::of_sound(first).sidecar().string()), std::string::npos);
    EXPECT_TRUE(fs::exists(TakePaths::of_sound(first).journal()));
    EXPECT_EQ(contents(TakePaths::of_sound(first).sidecar()).size(), sizeof "somebody else's");
    EXPECT_TRUE(has_sidecar(second));
    jobs.look_again();
    EXPECT_EQ(attend().find(TakePaths::of_sound(first).sidecar().string()), std::string::npos);
}

TEST_F(SidecarJobsTest, OutliveAFolderThatIsNotThere) {
    SidecarJobs elsewhere(scratch / "away");
    EXPECT_NO_THROW(elsewhere.attend([](std::uint64_t, std::uint64_t) { return true; }));
}

} // namespace
} // namespace redstart
