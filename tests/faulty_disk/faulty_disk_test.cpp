// The faulty disk itself: it does what its plan says to any program, and tells what it saw.
#include "faulty_disk/card.hpp"
#include "faulty_disk/faulty_disk.hpp"
#include "support/program.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>

namespace redstart {
namespace {

/// Makes a file, writes it twice, syncs it, gives it its name; says how each call ended.
constexpr const char* script = R"(
import os, sys
def call(function, *arguments):
    try: return function(*arguments)
    except InterruptedError: print('EINTR')
    except OSError as error: print(error.strerror)
os.chdir(sys.argv[1])
fd = os.open('part', os.O_CREAT | os.O_RDWR)
for place in 0, 600:
    print(call(os.pwrite, fd, b'x' * 600, place))
print(call(os.fsync, fd))
print(call(os.rename, 'part', 'whole'))
)";

class TheFaultyDisk : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("command -v python3 >/dev/null") != 0) GTEST_SKIP() << "no python3";
    }

    Ended run_with(const std::string& plan) const {
        return run({"python3", "-c", script, folder_.path()}, {disk_.environment(plan)});
    }

    TemporaryFolder folder_;
    FaultyDisk disk_{folder_.path()};
};

TEST_F(TheFaultyDisk, TellsTheCallsAndLetsThemPass) {
    EXPECT_EQ(run_with("").out, "600\n600\nNone\nNone\n");
    std::ostringstream told;
    for (const StorageCall& call : disk_.calls())
        told << call.number << ' ' << call.name << ' ' << call.bytes << '\n';
    EXPECT_EQ(told.str(), "1 open 0\n2 pwrite 600\n3 pwrite 600\n4 fsync 0\n5 rename 0\n");
    EXPECT_EQ(disk_.calls()[2].place, 600);
    EXPECT_EQ(disk_.calls()[2].data, std::string(600, 'x'));
    EXPECT_TRUE(disk_.calls()[4].other.ends_with("/whole"));
}

TEST_F(TheFaultyDisk, FailsTheCallThatThePlanNames) {
    EXPECT_EQ(run_with("write@2 fail EIO").out, "600\nInput/output error\nNone\nNone\nNone\n");
    EXPECT_EQ(disk_.calls()[2].result, -EIO);
}

TEST_F(TheFaultyDisk, FailsForGood) {
    EXPECT_EQ(run_with("any@3+ fail EROFS").out,
              "600\nRead-only file system\nNone\nRead-only file system\nNone\n"
              "Read-only file system\nNone\n");
}

TEST_F(TheFaultyDisk, WritesShort) {
    EXPECT_EQ(run_with("write@1 short").out, "300\n600\nNone\nNone\n");
}

TEST_F(TheFaultyDisk, WritesShortByThePagePastThePageCache) {
    constexpr const char* direct = R"(
import mmap, os, sys
try: fd = os.open(sys.argv[1] + '/file', os.O_CREAT | os.O_WRONLY | os.O_DIRECT)
except OSError: sys.exit(77)
print(os.pwrite(fd, mmap.mmap(-1, 5 * 4096), 0))
)";
    const auto environment = disk_.environment("write@1 short");
    const Ended ended = run({"python3", "-c", direct, folder_.path()}, {environment});
    if (ended.code == 77) GTEST_SKIP() << "no O_DIRECT here";
    EXPECT_EQ(ended.out, "12288\n");
}

TEST_F(TheFaultyDisk, EndsTheProcessBeforeACallOrBehindIt) {
    EXPECT_EQ(run_with("rename@1 end").code, 128 + SIGKILL);
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "part"));
    EXPECT_EQ(run_with("rename@1 end-after").code, 128 + SIGKILL);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "part"));
}

TEST_F(TheFaultyDisk, HangsUntilItIsTold) {
    Program program({"python3", "-c", script, folder_.path()},
                    {disk_.environment("sync@1 stall " + disk_.sign())});
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    EXPECT_EQ(disk_.calls().size(), 3) << "the sync has not come back";
    disk_.end_fault();
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(disk_.calls().size(), 5);
}

TEST_F(TheFaultyDisk, RefusesAPlanThatItCannotRead) {
    EXPECT_EQ(run_with("write@0 fail EIO").code, 128 + SIGABRT);
    EXPECT_EQ(run_with("write@1 fail EVIL").code, 128 + SIGABRT);
}

TEST_F(TheFaultyDisk, OfThePowerCutKeepsWhatWasSyncedAndTheNamesOfASyncedFolder) {
    run_with("");
    Card card(folder_.path());
    for (const StorageCall& call : disk_.calls()) card.follow(call);
    const TemporaryFolder kept, dropped;
    card.put_into(kept.path(), Unsynced::kept);
    card.put_into(dropped.path(), Unsynced::dropped);
    EXPECT_EQ(std::filesystem::file_size(kept.path() / "whole"), 1200u);
    EXPECT_TRUE(std::filesystem::is_empty(dropped.path())) << "nobody synced the folder";
    EXPECT_TRUE(card.promised().empty());
}

StorageCall call(unsigned number, const std::string& name, std::uint64_t place,
                 const std::string& data = {}) {
    const auto bytes = data.size();
    return {number, name, static_cast<long long>(bytes), place, bytes, "a", "", data};
}

TEST(Overwritten, IsWhatWasSyncedAndChanged) {
    const StorageCall sound = call(1, "pwrite", 0, std::string(8192, 's')),
                      sync = call(2, "fsync", 0);
    const StorageCall header = call(3, "pwrite", 0, std::string(4096, 'h'));
    const StorageCall tail = call(4, "pwrite", 8192, "tail"), same = call(5, "pwrite", 8000, "s");
    EXPECT_EQ(overwritten({sound, sync, header, tail, same}), "");
    EXPECT_EQ(overwritten({sound, sync, call(6, "pwrite", 8000, "x")}),
              "pwrite 6: a, 1 bytes at 8000");
    EXPECT_EQ(overwritten({sound, sync, call(7, "ftruncate", 8000)}),
              "ftruncate 7: a, 0 bytes at 8000");
}

} // namespace
} // namespace redstart
