// Room is made by the oldest takes that may go, and by nothing else.
#include "base/boot_id.hpp"
#include "takes/retention.hpp"

#include "base/unique_fd.hpp"
#include "support/scratch.hpp"
#include "takes/convert.hpp"
#include "wav/file.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};
constexpr std::uint64_t everything = std::uint64_t{1} << 60;
constexpr const char* product = "{date}/{y}{m}{d}T{time}Z_{host}_{seq}";

struct Retention : testing::Test {
    const TemporaryFolder scratch;

    /// A finished take, made by the recorder's own means.
    void make(const std::string& name) const {
        fs::create_directories((scratch / name).parent_path());
        WavFile file(scratch / (name + ".wav"), mono, {});
        ASSERT_FALSE(file.append(sound(mono, 1000)));
        ASSERT_FALSE(file.close());
    }
    void changed_at(const std::string& file, std::time_t seconds) const {
        const timeval times[] = {{seconds, 0}, {seconds, 0}};
        ASSERT_EQ(::utimes((scratch / file).c_str(), times), 0);
    }

    /// As if that kernel had been booted, when the take was made.
    void make_in_boot(const std::string& name, std::string boot) const {
        make(name);
        const Bytes before = contents(scratch / (name + ".wav"));
        std::string text(reinterpret_cast<const char*>(before.data()), before.size());
        const auto at = text.find(boot_id());
        ASSERT_NE(at, text.npos);
        text.replace(at, boot.size(), boot);
        put(scratch / (name + ".wav"), std::as_bytes(std::span(text)));
    }

    std::vector<std::string> remove(std::uint64_t bytes, const char* pattern = product,
                                    const Timestamp& now = timestamp_now()) const {
        std::vector<std::string> removed;
        make_room(
            scratch.path(), NamePattern(pattern, "pi"), bytes,
            [&](const fs::path& file) {
                removed.push_back(file.lexically_relative(scratch.path()));
                EXPECT_FALSE(fs::exists(file));
            },
            now);
        return removed;
    }
    using Names = std::vector<std::string>;
};

TEST_F(Retention, TheOldestGoUntilThereIsRoomAndTheNewestStays) {
    make("2026-11-21/20261121T081500Z_pi_0002");
    make("2026-11-20/20261120T235959Z_pi_0007");
    make("2026-11-21/20261121T081500Z_pi_0010");
    make("2026-11-21/20261121T070000Z_pi_0001");
    EXPECT_EQ(remove(1), Names{"2026-11-20/20261120T235959Z_pi_0007.wav"});
    EXPECT_EQ(remove(5000), (Names{"2026-11-21/20261121T070000Z_pi_0001.wav"}))
        << "it counts what that frees: two blocks";
    EXPECT_EQ(remove(everything), Names{"2026-11-21/20261121T081500Z_pi_0002.wav"});
    EXPECT_EQ(remove(everything), Names{});
    EXPECT_TRUE(fs::exists(scratch / "2026-11-21/20261121T081500Z_pi_0010.wav"));
}

TEST_F(Retention, ItsRecordGoesWithItAndTheFolderThatIsEmptyThen) {
    const std::string old = "2026-11-20/20261120T235959Z_pi_0001";
    make(old);
    make("2026-11-21/20261121T000000Z_pi_0001");
    for (const char* ending : {".json", ".json.part"}) put(scratch / (old + ending), {});
    EXPECT_EQ(remove(1), Names{old + ".wav"});
    EXPECT_FALSE(fs::exists(scratch / "2026-11-20"));
}

/// A WAV file of the same name, as convert without --remove leaves it, is the same take.
TEST_F(Retention, ATakeThatBecameFlacGoesInItsTurn) {
    const std::string day = "2026-11-20/2026-11-20T00000", first = day + "1Z_pi_0001",
                      second = day + "2Z_pi_0002", newest = day + "3Z_pi_0003";
    for (const std::string& name : {first, second, newest}) {
        make(name);
        put(scratch / (name + ".json"), {});
        to_flac(scratch / (name + ".wav"), name == first ? Original::goes : Original::stays, {});
    }
    EXPECT_EQ(remove(1), Names{first + ".flac"});
    EXPECT_FALSE(fs::exists(scratch / (first + ".json")));
    EXPECT_EQ(remove(everything), Names{second + ".wav"});
    EXPECT_FALSE(fs::exists(scratch / (second + ".flac")));
    EXPECT_FALSE(fs::exists(scratch / (second + ".json")));
    EXPECT_TRUE(fs::exists(scratch / (newest + ".wav")));
    EXPECT_TRUE(fs::exists(scratch / (newest + ".flac")));
}

TEST_F(Retention, FlacOfAnotherProgramStaysAndKeepsNothing) {
    const std::string old = "2026-11-20/2026-11-20T000001Z_pi_0001";
    const std::string both = "2026-11-20/2026-11-20T000002Z_pi_0002";
    make(both);
    make("2026-11-21/2026-11-21T000000Z_pi_0003");
    for (const std::string& name : {old, both})
        put(scratch / (name + ".flac"), std::as_bytes(std::span("fLaC of somebody")));
    EXPECT_EQ(remove(everything), Names{both + ".wav"});
    EXPECT_TRUE(fs::exists(scratch / (old + ".flac")));
    EXPECT_TRUE(fs::exists(scratch / (both + ".flac")));
}

TEST_F(Retention, AFolderWithSomethingElseInItStays) {
    const std::string old = "2026-11-20/20261120T235959Z_pi_0001";
    make(old);
    make("2026-11-21/20261121T000000Z_pi_0001");
    put(scratch / (old + ".txt"), {});
    EXPECT_EQ(remove(1), Names{old + ".wav"});
    EXPECT_TRUE(fs::exists(scratch / (old + ".txt")));
}

TEST_F(Retention, WhatIsLockedByAKeepStays) {
    make("2026-11-20/20261120T000000Z_pi_0001");
    make("2026-11-20/20261120T000001Z_pi_0002");
    make("2026-11-20/20261120T000002Z_pi_0003");
    put(scratch / "2026-11-20/20261120T000000Z_pi_0001.keep", {});
    EXPECT_EQ(remove(everything), Names{"2026-11-20/20261120T000001Z_pi_0002.wav"});
    EXPECT_TRUE(fs::exists(scratch / "2026-11-20/20261120T000000Z_pi_0001.wav"));
}

TEST_F(Retention, WhatIsBeingWrittenStays) {
    fs::create_directory(scratch / "2026-11-20");
    WavFile file(scratch / "2026-11-20/20261120T000000Z_pi_0001.wav", mono, {});
    ASSERT_FALSE(file.append(sound(mono, 1000)));
    ASSERT_FALSE(file.sync());
    make("2026-11-20/20261120T000001Z_pi_0002");
    EXPECT_EQ(remove(everything), Names{});
    // Not even under its final name, while its writer holds it.
    fs::rename(scratch / "2026-11-20/20261120T000000Z_pi_0001.wav.part",
               scratch / "2026-11-20/20261120T000000Z_pi_0001.wav");
    EXPECT_EQ(remove(everything), Names{});
}

TEST_F(Retention, WhatSomebodyHoldsALockOnStays) {
    make("2026-11-20/20261120T000000Z_pi_0001");
    make("2026-11-20/20261120T000001Z_pi_0002");
    const fs::path held = scratch / "2026-11-20/20261120T000000Z_pi_0001.wav";
    const UniqueFd file(::open(held.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::flock(file.get(), LOCK_SH), 0);
    EXPECT_EQ(remove(everything), Names{});
}

TEST_F(Retention, WhatWasNeverFinishedStays) {
    const std::string name = "2026-11-20/20261120T000000Z_pi_0001";
    fs::create_directory(scratch / "2026-11-20");
    crash_after([&] {
        WavFile file(scratch / (name + ".wav"), mono, {});
        file.append(sound(mono, 1000));
        file.sync();
    });
    fs::rename(scratch / (name + ".wav.part"), scratch / (name + ".wav"));
    make("2026-11-20/20261120T000001Z_pi_0002");
    EXPECT_EQ(remove(everything), Names{});
}

TEST_F(Retention, WhatIsNoTakeOfRedstartsStays) {
    const TemporaryFolder elsewhere;
    const std::string day = "2026-11-20/20261120T00000";
    make(day + "9Z_pi_0009");
    const auto put_one = [&](const std::string& name, const Bytes& bytes) {
        put(scratch / name, bytes);
    };
    Bytes others = stream_header(mono, 100);
    others.resize(2 * header_bytes); // it lacks nothing but our note
    put_one(day + "0Z_pi_0001.wav", others);
    put_one(day + "1Z_pi_0002.wav", {});
    make("a song of mine");
    make(day + "2Z_other_0003");
    make(day + "3Z_pi_0004_edited");
    make(day + "4Z_pi_4");
    make("2026-11-19/20261120T000004Z_pi_0004");
    make("2026-11-20/deeper/20261120T000004Z_pi_0004");
    fs::create_directory(scratch / (day + "5Z_pi_0006.wav"));
    make("elsewhere");
    fs::rename(scratch / "elsewhere.wav", elsewhere / "a.wav");
    fs::create_symlink(elsewhere / "a.wav", scratch / (day + "6Z_pi_0007.wav"));
    ASSERT_EQ(::mkfifo((scratch / (day + "7Z_pi_0008.wav")).c_str(), 0600), 0);
    make(day + "8Z_pi_0008");
    fs::create_hard_link(scratch / (day + "8Z_pi_0008.wav"), elsewhere / "b.wav");
    EXPECT_EQ(remove(everything), Names{});
    EXPECT_TRUE(fs::exists(elsewhere / "a.wav"));
}

TEST_F(Retention, LinkedFoldersAreNotFollowed) {
    const TemporaryFolder elsewhere;
    make("2026-11-20/20261120T000000Z_pi_0001");
    fs::rename(scratch / "2026-11-20", elsewhere / "2026-11-20");
    fs::create_directory_symlink(elsewhere / "2026-11-20", scratch / "2026-11-20");
    make("2026-11-21/20261121T000000Z_pi_0001");
    EXPECT_EQ(remove(everything), Names{});
}

TEST_F(Retention, WithoutADateTheTimeOfTheLastChangeCounts) {
    for (const char* name : {"0008_pi", "0009_pi", "0010_pi"}) make(name);
    make_in_boot("boot-2_0001", "00000000-0000-4000-8000-000000000000");
    changed_at("0010_pi.wav", 1000);
    changed_at("boot-2_0001.wav", 2000);
    changed_at("0009_pi.wav", 3000);
    EXPECT_EQ(remove(everything, "{seq}_{host}"),
              (Names{"0010_pi.wav", "boot-2_0001.wav", "0009_pi.wav"}));
}

/// A Pi whose clock begins at the age of its image: the time of a change says nothing.
TEST_F(Retention, WithoutAClockWhatThisBootMadeIsTheNewestAndGoesByItsNumber) {
    make("2026-11-20/20261120T000000Z_pi_0001");
    make("2026-11-21/20261121T000000Z_pi_0001");
    make("boot-7_0001");
    make("boot-7_0002");
    make("boot-7_0010");
    changed_at("boot-7_0001.wav", 3000);
    changed_at("boot-7_0002.wav", 2000);
    changed_at("boot-7_0010.wav", 1000);
    Timestamp now = timestamp_now();
    now.clock = {};
    EXPECT_EQ(remove(everything, product, now), (Names{"2026-11-20/20261120T000000Z_pi_0001.wav",
                                                       "2026-11-21/20261121T000000Z_pi_0001.wav",
                                                       "boot-7_0001.wav", "boot-7_0002.wav"}))
        << "and a boot that lasts for months still goes on";
}

TEST_F(Retention, WithAClockWhatThisBootMadeBeforeItWasSetIsAsOldAsTheBoot) {
    Timestamp now = timestamp_now();
    now.utc = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h;
    now.boottime = 6h;
    now.clock = {true, true};
    make("2026-11-20/20261120T000000Z_pi_0001");
    make("2026-11-21/20261121T070000Z_pi_0001");
    make("boot-7_0001");
    changed_at("boot-7_0001.wav", 1000);
    EXPECT_EQ(remove(everything, product, now),
              (Names{"2026-11-20/20261120T000000Z_pi_0001.wav", "boot-7_0001.wav"}));
}

TEST_F(Retention, OtherBootsWithoutAClockGoByTheirNumber) {
    const std::string other = "00000000-0000-4000-8000-000000000000";
    make_in_boot("boot-2_0001", other);
    make_in_boot("boot-10_0001", other);
    make_in_boot("boot-9_0001", other);
    changed_at("boot-2_0001.wav", 5000);
    changed_at("boot-9_0001.wav", 1000);
    changed_at("boot-10_0001.wav", 1000);
    make("2026-11-20/20261120T000000Z_pi_0001");
    EXPECT_EQ(remove(everything),
              (Names{"boot-2_0001.wav", "boot-9_0001.wav", "boot-10_0001.wav"}));
}

TEST_F(Retention, AFolderThatIsNotThereIsNoError) {
    const NamePattern pattern(product, "pi");
    EXPECT_EQ(make_room(scratch / "card", pattern, everything, [](const fs::path&) {}), 0u);
}

TEST_F(Retention, TakesOfTheFormerDefaultGoToo) {
    make("2026-11-20/20261120T070000Z_pi_0002");
    make("2026-11-20/2026-11-20T060000Z_pi_0001");
    make("2026-11-21/20261121T070000Z_pi_0001");
    EXPECT_EQ(remove(everything), (Names{"2026-11-20/2026-11-20T060000Z_pi_0001.wav",
                                         "2026-11-20/20261120T070000Z_pi_0002.wav"}));
}

TEST_F(Retention, KnowsTakesWithANameAndWithout) {
    const char* pattern = "{name}_{date}_{seq}";
    make("hello_2026-11-20_0001");
    make("2026-11-19_0002");
    make("bye_2026-11-21_0003");
    make("no_name_of_ours");
    EXPECT_EQ(remove(everything, pattern),
              (Names{"2026-11-19_0002.wav", "hello_2026-11-20_0001.wav"}));
    EXPECT_TRUE(fs::exists(scratch / "no_name_of_ours.wav"));
}

TEST_F(Retention, LeavesTheFolderInWhichATakeOfThatNameMayBegin) {
    const char* pattern = "{name}/{date}/{seq}";
    const std::string today = utc_text(timestamp_now().utc).substr(0, 10);
    make("hello/" + today + "/0001");
    make("hello/2026-01-01/0002");
    make("bye/2026-01-01/0003");
    make("zz/2037-12-31/0004"); // the newest, and one that 32 bits of seconds can tell
    EXPECT_EQ(remove(everything, pattern).size(), 3u);
    EXPECT_TRUE(fs::exists(scratch / "hello" / today));
    EXPECT_FALSE(fs::exists(scratch / "hello/2026-01-01"));
    EXPECT_TRUE(fs::is_empty(scratch / "bye")) << "the next one of that name may be about to begin";
}

TEST_F(Retention, KnowsANameAlsoOfATakeWithoutAClock) {
    make("boot-1_hello_0001");
    make("boot-1_0002");
    EXPECT_EQ(remove(everything), Names{"boot-1_hello_0001.wav"});
}

} // namespace
} // namespace redstart
