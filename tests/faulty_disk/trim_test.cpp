// `redstart trim` on a card that is full, fails or ends the program: all of it, or nothing that
// bears a finished name; and the original is never touched.
#include "faulty_disk/faulty_disk.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "wav/file.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat mono{48000, 1, SampleFormat::s32_le};
constexpr Frames second = 48000;

/// Loud for 20 s, twice, with 5 s of silence around: some blocks of a megabyte.
class TrimOnAFaultyDisk : public testing::Test {
protected:
    TrimOnAFaultyDisk() : disk_(fs::canonical(folder_.path())) {
        WavFile file(original(), mono, {});
        const std::vector<std::int32_t> loud(20 * second, 1 << 29);
        for (int i = 0; i < 2; ++i) {
            EXPECT_FALSE(file.append_silence(5 * second));
            EXPECT_FALSE(file.append(std::as_bytes(std::span(loud))));
        }
        EXPECT_FALSE(file.close());
    }

    fs::path original() const { return home_.path() / "long.wav"; }
    fs::path trimmed() const { return folder_.path() / "short.wav"; }

    Ended trim(const std::string& plan, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all = {"trim", original(), "-o", trimmed()};
        all.insert(all.end(), more.begin(), more.end());
        Surroundings around;
        around.environment = disk_.environment(plan);
        return run(redstart(all), around);
    }
    bool is_whole() const {
        return sound_of(files_in(folder_.path(), ".wav")).frames() == 40 * second + 3 * second / 4;
    }

    const TemporaryFolder home_, folder_;
    const FaultyDisk disk_;
};

TEST_F(TrimOnAFaultyDisk, AnErrorLeavesNothingAndIsToldInWords) {
    for (const char* plan : {"write@3+ fail ENOSPC", "write@1+ fail EIO", "sync@1+ fail EIO",
                             "rename@1+ fail EROFS", "create@1+ fail EACCES"})
        for (const bool splits : {false, true}) {
            const Ended ended = splits ? trim(plan, {"--split"}) : trim(plan);
            EXPECT_EQ(ended.code, 1) << plan;
            EXPECT_TRUE(is_one_complaint(ended.err)) << plan << ": " << ended.err;
            EXPECT_TRUE(files_in(folder_.path()).empty()) << plan;
        }
    EXPECT_EQ(sound_of(original()).frames(), 50 * second);
}

/// Killed before each call, one after the other, until there are no more.
TEST_F(TrimOnAFaultyDisk, WhateverCallItIsKilledAtNoFinishedNameIsALieAndRepairKnowsTheRest) {
    int killed = 0;
    for (unsigned call = 1;; ++call, ++killed) {
        const Ended ended = trim("any@" + std::to_string(call) + " end");
        const bool has_name = fs::exists(trimmed());
        EXPECT_TRUE(!has_name || is_whole()) << "call " << call;
        if (ended.code == 0) break;
        ASSERT_EQ(ended.code, 128 + SIGKILL) << ended.err;
        ASSERT_LT(call, 500u);
        EXPECT_EQ(run(redstart({"repair", folder_.path(), "--apply"})).code, 0) << "call " << call;
        EXPECT_TRUE(files_in(folder_.path(), ".part").empty()) << "call " << call;
        for (const fs::path& file : files_in(folder_.path())) {
            EXPECT_EQ(run(redstart({"verify", file})).code, 0) << file << ", call " << call;
            fs::remove(file);
        }
    }
    EXPECT_GT(killed, 5);
    EXPECT_TRUE(is_whole());
}

TEST_F(TrimOnAFaultyDisk, CtrlCLeavesNothing) {
    Surroundings around;
    around.environment = disk_.environment("write@3 stall " + disk_.sign());
    Program program(redstart({"trim", original(), "-o", trimmed()}), around);
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    program.signal(SIGINT);
    disk_.end_fault();
    EXPECT_EQ(program.wait(), 1);
    EXPECT_TRUE(is_one_complaint(program.err())) << program.err();
    EXPECT_TRUE(files_in(folder_.path()).empty());
}

} // namespace
} // namespace redstart
