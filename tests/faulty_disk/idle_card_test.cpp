// Armed and idle, the appliance leaves its card alone.
#include "faulty_disk/faulty_disk.hpp"
#include "system/appliance_home.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class IdleCard : public testing::Test {
protected:
    /// How often the folder was looked at.
    std::ptrdiff_t looks() const {
        const auto asked = disk_.questions();
        return std::count_if(asked.begin(), asked.end(), [](const StorageCall& call) {
            return call.name == "?fstatvfs" || call.name == "?statvfs";
        });
    }

    /// What changed the card by the end of so many looks; the appliance then ends.
    std::vector<StorageCall> changes_in(std::ptrdiff_t wanted, const std::string& plan = {}) {
        Program appliance(home_.appliance(), {disk_.environment(plan)});
        EXPECT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
        EXPECT_TRUE(eventually([&] { return looks() >= wanted; }));
        appliance.signal(SIGTERM);
        EXPECT_EQ(appliance.wait(), 0) << appliance.err();
        return disk_.calls();
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
    FaultyDisk disk_{home_.takes()};
};

TEST_F(IdleCard, IsTriedOnceAndThenOnlyAsked) {
    const auto changes = changes_in(8);
    EXPECT_EQ(changes.size(), 1u) << "the try when the folder is new";
}

TEST_F(IdleCard, IsTriedAgainOnceItDidNotAnswer) {
    EXPECT_EQ(changes_in(12, "space@7 fail EIO").size(), 2u);
}

/// FAT knows no file without a name; a cut in the middle of a try leaves the one that it made.
TEST_F(IdleCard, ThatKnowsNoNamelessFilesIsTriedOnceTooAndKeepsNoOldTry) {
    std::ofstream(home_.takes() / ".redstart-4711").flush();
    std::ofstream(home_.takes() / ".redstart-4712") << "somebody's";
    std::ofstream(home_.takes() / ".redstart-notes").flush();
    const auto changes = changes_in(8, "create@1 fail EOPNOTSUPP");
    std::vector<std::string> names;
    for (const StorageCall& call : changes) names.push_back(call.name);
    EXPECT_EQ(names, (std::vector<std::string>{"tmpfile", "unlink", "openat", "unlink"}));
    EXPECT_FALSE(fs::exists(home_.takes() / ".redstart-4711"));
    EXPECT_TRUE(fs::exists(home_.takes() / ".redstart-4712"));
    EXPECT_TRUE(fs::exists(home_.takes() / ".redstart-notes"));
}

/// A card with ext4 of its own, made with all of it laid out, and mounted for this process and
/// those that it starts.
class IdleExt4 : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "a card of its own needs root";
        if (::unshare(CLONE_NEWNS) != 0) GTEST_SKIP() << "no mounts of its own here";
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
        std::ofstream(image()).flush();
        fs::resize_file(image(), 64 << 20);
        if (run({"sh", "-c",
                 "PATH=$PATH:/usr/sbin:/sbin; mkfs.ext4 -q -F -E "
                 "lazy_itable_init=0,lazy_journal_init=0 \"$0\" && mount -o loop \"$0\" \"$1\"",
                 image(), home_.takes()})
                .code != 0)
            GTEST_SKIP() << "no ext4 on a loop device here";
        is_mounted_ = true;
    }
    void TearDown() override {
        if (is_mounted_) ::umount2(home_.takes().c_str(), MNT_DETACH);
    }

    fs::path image() const { return home_.folder() / "card"; }

    void sync_card() const {
        const UniqueFd folder(::open(home_.takes().c_str(), O_RDONLY | O_DIRECTORY));
        ASSERT_EQ(::syncfs(folder.get()), 0);
    }

    /// The kernel's count of writes that the device was given.
    long writes() const {
        struct stat status {};
        ::stat(home_.takes().c_str(), &status);
        std::ifstream counts("/sys/dev/block/" + std::to_string(major(status.st_dev)) + ":" +
                             std::to_string(minor(status.st_dev)) + "/stat");
        long count = -1;
        for (int word = 0; word < 5; ++word) counts >> count;
        return count;
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm()};
    bool is_mounted_ = false;
};

TEST_F(IdleExt4, IsWrittenToTwiceAtMostIn45Seconds) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    sync_card();
    const long before = writes();
    ASSERT_GE(before, 0);
    const TimePoint end = Clock::now() + 45s;
    eventually([&] { return Clock::now() >= end || writes() > before + 2; }, 60s);
    EXPECT_LE(writes(), before + 2);
    RecordProperty("writes", static_cast<int>(writes() - before));
    EXPECT_TRUE(home_.comes_to("armed"));
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
}

} // namespace
} // namespace redstart
