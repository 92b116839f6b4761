// The next name is always free, counts up, and needs no clock.
#include "base/boot_id.hpp"
#include "takes/names.hpp"

#include "support/scratch.hpp"
#include "wav/file.hpp"

namespace redstart {
namespace {

using namespace std::chrono;
namespace fs = std::filesystem;

constexpr auto morning = sys_days{2026y / November / 21} + 8h + 15min;
constexpr const char* product = "{date}/{y}{m}{d}T{time}Z_{host}_{seq}";
constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

struct TakeNamesTest : testing::Test {
    const TemporaryFolder scratch;
    TakeNames names{scratch.path(), NamePattern(product, "pi")};

    static void record(const fs::path& name) {
        WavFile file(name, stereo, {});
        ASSERT_FALSE(file.append(sound(stereo, 10)));
        ASSERT_FALSE(file.close());
    }
};

TEST_F(TakeNamesTest, MakesTheFolderOfTheDay) {
    const fs::path name = names.next(morning, true);
    EXPECT_EQ(name, scratch / "2026-11-21/20261121T081500Z_pi_0001.wav");
    EXPECT_TRUE(fs::is_directory(name.parent_path()));
    EXPECT_TRUE(fs::is_empty(name.parent_path()));
}

TEST_F(TakeNamesTest, CountsUpAlsoInTheSameSecond) {
    record(names.next(morning, true));
    record(names.next(morning, true));
    EXPECT_EQ(names.next(morning + 1min, true),
              scratch / "2026-11-21/20261121T081600Z_pi_0003.wav");
    EXPECT_EQ(names.next(morning + 24h, true).filename(), "20261122T081500Z_pi_0001.wav");
}

TEST_F(TakeNamesTest, GoesOnBehindTakesOfTheFormerDefault) {
    fs::create_directory(scratch / "2026-11-21");
    put(scratch / "2026-11-21/2026-11-21T070000Z_pi_0041.wav", {});
    EXPECT_EQ(names.next(morning, true).filename(), "20261121T081500Z_pi_0042.wav");
}

TEST_F(TakeNamesTest, GoesOnWhereAnEarlierLifeEnded) {
    fs::create_directory(scratch / "2026-11-21");
    put(scratch / "2026-11-21/20261121T070000Z_pi_0041.wav.part", {});
    put(scratch / "2026-11-21/20261121T070000Z_other_0099.wav", {});
    EXPECT_EQ(names.next(morning, true).filename(), "20261121T081500Z_pi_0042.wav");
}

TEST_F(TakeNamesTest, AreFreeAlsoWhereSomebodyElsePutsFiles) {
    TakeNames plain(scratch.path(), NamePattern("take_{seq}", "pi"));
    record(plain.next(morning, true));
    put(scratch / "take_0002.wav", {});
    EXPECT_EQ(plain.next(morning, true).filename(), "take_0003.wav");
}

TEST_F(TakeNamesTest, ThatCannotBeLookedUpAreAnErrorOfOurs) {
    fs::path base = scratch.path(); // so deep that a folder has room in a path, and no take in it
    while (base.native().size() < 4055) {
        const std::size_t left = 4054 - base.native().size();
        base /= std::string(left > 250 ? 200 : left, 'x');
    }
    fs::create_directories(base);
    TakeNames deepest(base, NamePattern(product, "pi"));
    EXPECT_THROW(deepest.next(morning, true), Error);
}

TEST_F(TakeNamesTest, CountAnewOnAnotherCard) {
    record(names.next(morning, true));
    fs::rename(scratch / "2026-11-21", scratch / "away");
    fs::create_directory(scratch / "2026-11-21");
    put(scratch / "2026-11-21/20261121T070000Z_pi_0041.wav", {});
    EXPECT_EQ(names.next(morning, true).filename(), "20261121T081500Z_pi_0042.wav");
}

TEST_F(TakeNamesTest, NeverMakesTheBaseFolder) {
    TakeNames missing(scratch / "card", NamePattern(product, "pi"));
    EXPECT_THROW(missing.next(morning, true), Error);
    EXPECT_THROW(missing.next(morning, false), Error);
    EXPECT_FALSE(fs::exists(scratch / "card"));
}

TEST_F(TakeNamesTest, AFileInTheFoldersPlaceIsAnError) {
    put(scratch / "2026-11-21", {});
    EXPECT_THROW(names.next(morning, true), Error);
}

TEST_F(TakeNamesTest, WithoutAClockItCountsBoots) {
    EXPECT_EQ(names.next(morning, false), scratch / "boot-1_0001.wav");
    put(scratch / "boot-1_0001.wav.part", {});
    EXPECT_EQ(names.next(morning, false), scratch / "boot-1_0002.wav");
}

TEST_F(TakeNamesTest, AnotherBootHasAnotherNumber) {
    put(scratch / "boot-7_0003.wav", file_header(stereo, "another boot"));
    EXPECT_EQ(names.next(morning, false), scratch / "boot-8_0001.wav");
}

TEST_F(TakeNamesTest, AProgramStartedAgainIsInTheSameBoot) {
    if (boot_id().empty()) GTEST_SKIP() << "no boot id here";
    record(names.next(morning, false));
    TakeNames again(scratch.path(), NamePattern(product, "pi"));
    EXPECT_EQ(again.next(morning, false), scratch / "boot-1_0002.wav");
}

TEST_F(TakeNamesTest, AClockThatIsSetLaterIsUsedFromThenOn) {
    names.next(morning, false);
    EXPECT_EQ(names.next(morning, true).filename(), "20261121T081500Z_pi_0001.wav");
}

TEST_F(TakeNamesTest, HaveTheNameThatTheirTakeWasGiven) {
    TakeNames named(scratch.path(), NamePattern("{name}/{name}_{seq}", "pi"));
    record(named.next(morning, true, "hello"));
    EXPECT_EQ(named.next(morning, true, "hello"), scratch / "hello/hello_0002.wav");
    EXPECT_EQ(named.next(morning, true, "bye"), scratch / "bye/bye_0001.wav");
    EXPECT_EQ(named.next(morning, true), scratch / "0001.wav");
}

TEST_F(TakeNamesTest, ShareTheirNumbersInOneFolder) {
    TakeNames named(scratch.path(), NamePattern("{name}_{seq}", "pi"));
    record(named.next(morning, true, "hello"));
    record(named.next(morning, true));
    TakeNames again(scratch.path(), NamePattern("{name}_{seq}", "pi"));
    EXPECT_EQ(again.next(morning, true, "bye"), scratch / "bye_0003.wav");
}

TEST_F(TakeNamesTest, HaveItAlsoWithoutAClock) {
    record(names.next(morning, false, "hello"));
    EXPECT_TRUE(fs::exists(scratch / "boot-1_hello_0001.wav"));
    if (boot_id().empty()) GTEST_SKIP() << "no boot id here";
    TakeNames again(scratch.path(), NamePattern(product, "pi"));
    EXPECT_EQ(again.next(morning, false), scratch / "boot-1_0002.wav");
}

} // namespace
} // namespace redstart
