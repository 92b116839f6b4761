// A folder is usable, or it is said what is in the way.
#include "disk/folder_probe.hpp"

#include "support/scratch.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

TEST(Space, AUsableFolderHasNoFaultAndKeepsNoTrace) {
    const TemporaryFolder scratch;
    EXPECT_FALSE(folder_fault(scratch.path()));
    EXPECT_TRUE(fs::is_empty(scratch.path()));
    EXPECT_TRUE(free_bytes(scratch.path()));
}

TEST(Space, AMissingFolderIsAFault) {
    const TemporaryFolder scratch;
    const auto fault = folder_fault(scratch / "card");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code(), std::errc::no_such_file_or_directory);
    EXPECT_NE(std::string(fault->what()).find("mount the card"), std::string::npos);
    EXPECT_FALSE(free_bytes(scratch / "card"));
}

TEST(Space, AFileIsNoFolder) {
    const TemporaryFolder scratch;
    put(scratch / "a", {});
    ASSERT_TRUE(folder_fault(scratch / "a"));
    EXPECT_EQ(folder_fault(scratch / "a")->code(), std::errc::not_a_directory);
}

TEST(Space, WhereNothingCanBeWrittenIsAFault) {
    EXPECT_TRUE(folder_fault("/proc"));
}

TEST(Space, WithoutRightsItIsAFault) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    const TemporaryFolder scratch;
    fs::permissions(scratch.path(), fs::perms::owner_read | fs::perms::owner_exec);
    const auto fault = folder_fault(scratch.path());
    fs::permissions(scratch.path(), fs::perms::owner_all);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code(), std::errc::permission_denied);
}

TEST(Space, OnlyAFolderForTakesIsEverToBeGivenToAnotherUser) {
    for (const char* folder : {"/media/card", "/media/pi/card/takes", "/mnt/card", "/srv/takes",
                               "/home/ann/takes", "/run/media/ann/card", "/var/lib/redstart/takes"})
        EXPECT_TRUE(may_change_hands(folder)) << folder;
    for (const char* folder :
         {"/",      "/usr",      "/usr/local/x", "/etc",   "/var",  "/var/lib",    "/var/lib/dpkg",
          "/home",  "/home/ann", "/tmp",         "/tmp/x", "/run",  "/run/media",  "/run/media/ann",
          "/media", "/mnt",      "/dev/shm",     "/root",  "/boot", "/mnt/../usr", "relative"})
        EXPECT_FALSE(may_change_hands(folder)) << folder;
}

} // namespace
} // namespace redstart
