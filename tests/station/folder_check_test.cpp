// The folder is looked at, and what cannot be put in order there keeps nobody from recording.
#include "station/folder_check.hpp"

#include "support/scratch.hpp"
#include "wav/file.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};

struct FolderCheckTest : testing::Test {
    const TemporaryFolder scratch;
    FolderCheck watch{{scratch.path(), 0, false, "{date}_{seq}"}};
};

/// NAME.wav is there, and NAME_recovered.wav would be longer than a name may be.
TEST_F(FolderCheckTest, ALeftOverThatCannotBeCompletedIsNoFault) {
    const std::string name(246, 'a');
    crash_after([&] {
        WavFile file(scratch / (name + ".wav"), mono, {});
        file.append(sound(mono, 1000));
        file.sync();
    });
    put(scratch / (name + ".wav"), {});
    const FolderLook look = watch.look();
    EXPECT_FALSE(look.is_missing) << look.why;
    EXPECT_TRUE(fs::exists(scratch / (name + ".wav.part")));
}

/// Mounted over the folder, which was good before and is good after.
TEST_F(FolderCheckTest, AnotherCardInTheFoldersPlaceIsLookedThroughToo) {
    const fs::path card = scratch / "card", other = scratch / "other";
    fs::create_directory(card);
    fs::create_directory(other);
    FolderCheck here({card, 0, false, "{date}_{seq}"});
    const unsigned arrivals = here.look().arrivals;
    EXPECT_EQ(here.look().arrivals, arrivals) << "the same card";
    crash_after([&] {
        WavFile file(other / "a.wav", mono, {});
        file.append(sound(mono, 1000));
        file.sync();
    });
    fs::rename(card, scratch / "away");
    fs::rename(other, card);
    const FolderLook look = here.look();
    EXPECT_EQ(look.arrivals, arrivals + 1);
    EXPECT_TRUE(fs::exists(card / "a.wav"));
    EXPECT_FALSE(look.life_ended_in_a_take) << "that was another's";
}

TEST_F(FolderCheckTest, AFolderThatMayNotBeWrittenSaysWhoseItIsAndWhatToDo) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    fs::permissions(scratch.path(), fs::perms::owner_read | fs::perms::owner_exec);
    const FolderLook look = watch.look();
    fs::permissions(scratch.path(), fs::perms::owner_all);
    EXPECT_TRUE(look.is_missing);
    for (const std::string& part : std::vector{
             scratch.path().string() + ": not writable for user ", std::string("(owner "),
             std::string("; name a folder of its own"), std::string("looking again each second")})
        EXPECT_NE(look.why.find(part), std::string::npos) << look.why;
}

TEST_F(FolderCheckTest, AFolderThatIsNotThereSaysWhatToDo) {
    FolderCheck elsewhere({scratch / "card", 0, false, "{date}_{seq}"});
    const FolderLook look = elsewhere.look();
    EXPECT_TRUE(look.is_missing);
    EXPECT_NE(look.why.find("mount the card"), std::string::npos) << look.why;
}

TEST_F(FolderCheckTest, LessThanKeepFreeIsFullAndSaysHowMuchIsLeft) {
    const std::uint64_t more_than_there_is = fs::space(scratch.path()).capacity * 2;
    FolderCheck full({scratch.path(), more_than_there_is, false, "{date}_{seq}"});
    const FolderLook look = full.look();
    EXPECT_FALSE(look.is_missing);
    EXPECT_TRUE(look.is_full);
    EXPECT_NE(look.why.find("less than keep_free; move takes away"), std::string::npos) << look.why;
    EXPECT_FALSE(watch.look().is_full) << "where nothing is to be kept free";
}

TEST_F(FolderCheckTest, WhereTheOldestMayGoItGoesBeforeTheFolderIsFullAndNothingElseDoes) {
    const fs::path oldest = scratch / "2026-11-20_0001.wav",
                   newest = scratch / "2026-11-21_0002.wav", other = scratch / "holiday.wav";
    for (const fs::path& name : {oldest, newest, other}) {
        WavFile file(name, mono, {});
        EXPECT_FALSE(file.append(sound(mono, 1000)));
        EXPECT_FALSE(file.close());
    }
    const std::uint64_t more_than_there_is = fs::space(scratch.path()).capacity * 2;
    FolderCheck tidy({scratch.path(), more_than_there_is, true, "{date}_{seq}"});
    tidy.look();
    EXPECT_FALSE(fs::exists(oldest));
    EXPECT_TRUE(fs::exists(newest));
    EXPECT_TRUE(fs::exists(other));
}

/// A take that its user deleted holds room that nobody else has to give.
TEST_F(FolderCheckTest, WhereThereIsLittleRoomThatIsToldBeforeATakeGoesForIt) {
    for (const bool may_delete : {false, true}) {
        const fs::path oldest = scratch / "2026-11-20_0001.wav";
        for (const fs::path& name : {oldest, scratch / "2026-11-21_0002.wav"}) {
            fs::remove(name);
            WavFile file(name, mono, {});
            EXPECT_FALSE(file.append(sound(mono, 1000)));
            EXPECT_FALSE(file.close());
        }
        const std::uint64_t more_than_there_is = fs::space(scratch.path()).capacity * 2;
        std::vector<bool> oldest_was_there;
        FolderCheck tidy({scratch.path(), more_than_there_is, may_delete, "{date}_{seq}"},
                         [&] { oldest_was_there.push_back(fs::exists(oldest)); });
        tidy.look();
        EXPECT_EQ(oldest_was_there, std::vector<bool>{true});
        EXPECT_EQ(fs::exists(oldest), !may_delete);
    }
    FolderCheck roomy({scratch.path(), 0, false, "{date}_{seq}"},
                      [] { ADD_FAILURE() << "there is room"; });
    roomy.look();
}

TEST_F(FolderCheckTest, AfterAWriteThatFailedItIsLookedThroughAgain) {
    const unsigned arrivals = watch.look().arrivals;
    crash_after([&] {
        WavFile file(scratch / "a.wav", mono, {});
        file.append(sound(mono, 1000));
        file.sync();
    });
    watch.look();
    EXPECT_FALSE(fs::exists(scratch / "a.wav")) << "nobody knows of it yet";
    watch.invalidate();
    EXPECT_EQ(watch.look().arrivals, arrivals + 1);
    EXPECT_TRUE(fs::exists(scratch / "a.wav"));
}

} // namespace
} // namespace redstart
