// A file is true at every moment, is finished only under its final name, and replaces nothing.
#include "wav/file.hpp"

#include "support/scratch.hpp"
#include "wav/allocations.hpp"
#include "wav/info.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};
constexpr AudioFormat odd{48000, 1, SampleFormat::s24_3le};

Bytes sound_in(const fs::path& file) {
    const WavInfo info = read_wav_info(file);
    const Bytes all = contents(file);
    const auto bytes = std::span(all).subspan(info.data_offset, info.data_bytes);
    return {bytes.begin(), bytes.end()};
}

TEST(WavFile, IsAPartUntilItIsClosed) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    EXPECT_EQ(file.name(), scratch / "a.wav.part");
    ASSERT_FALSE(file.append(sound(stereo, 1000)));
    EXPECT_TRUE(fs::exists(scratch / "a.wav.part"));
    EXPECT_FALSE(fs::exists(scratch / "a.wav"));
    ASSERT_FALSE(file.close());
    EXPECT_EQ(file.name(), scratch / "a.wav");
    EXPECT_FALSE(fs::exists(scratch / "a.wav.part"));
    EXPECT_EQ(sound_in(scratch / "a.wav"), sound(stereo, 1000));
    EXPECT_TRUE(read_wav_info(scratch / "a.wav").complete);
}

TEST(WavFile, WritesNothingBeforeTheFirstFrame) {
    const TemporaryFolder scratch;
    const WavFile file(scratch / "a.wav", stereo, {});
    EXPECT_EQ(fs::file_size(scratch / "a.wav.part"), 0u);
}

TEST(WavFile, BeforeItsFirstSyncItClaimsAPageAtMost) {
    for (const AudioFormat& format : {stereo, odd}) {
        const TemporaryFolder scratch;
        WavFile file(scratch / "a.wav", format, {});
        ASSERT_FALSE(file.append(sound(format, 480'000))); // a pre-roll of 10 s
        const WavInfo info = read_wav_info(scratch / "a.wav.part");
        EXPECT_GT(info.frames, 0);
        EXPECT_LE(info.data_bytes, page_bytes);
        EXPECT_TRUE(info.complete);
        EXPECT_EQ(file.frames(), 480'000);
        EXPECT_EQ(file.frames_on_card(), 0);
        ASSERT_FALSE(file.sync());
        EXPECT_EQ(read_wav_info(scratch / "a.wav.part").frames, 480'000);
    }
}

TEST(WavFile, ARenamingThatLostItsSecondHalfIsFinished) {
    const TemporaryFolder scratch;
    put(scratch / "a", {});
    fs::create_hard_link(scratch / "a", scratch / "b"); // as far as a link and a removal came
    EXPECT_FALSE(
        rename_without_replacing(AT_FDCWD, (scratch / "a").c_str(), (scratch / "b").c_str()));
    EXPECT_FALSE(fs::exists(scratch / "a"));
    EXPECT_TRUE(fs::exists(scratch / "b"));
    put(scratch / "a", {});
    EXPECT_EQ(rename_without_replacing(AT_FDCWD, (scratch / "a").c_str(), (scratch / "b").c_str()),
              std::errc::file_exists);
    EXPECT_TRUE(fs::exists(scratch / "a"));
}

TEST(WavFile, HasATrueHeaderFromItsFirstFrames) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 1000)));
    const WavInfo info = read_wav_info(scratch / "a.wav.part");
    EXPECT_EQ(info.frames, 1000);
    EXPECT_EQ(info.data_offset, 4096u);
    EXPECT_TRUE(info.complete);
}

TEST(WavFile, ClaimsOnlyWhatIsSynced) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 1000)));
    ASSERT_FALSE(file.sync());
    ASSERT_FALSE(file.append(sound(stereo, 500)));
    EXPECT_EQ(read_wav_info(scratch / "a.wav.part").frames, 1000);
    EXPECT_EQ(file.frames(), 1500);
    EXPECT_EQ(file.frames_on_card(), 1000);
    ASSERT_FALSE(file.sync());
    EXPECT_EQ(read_wav_info(scratch / "a.wav.part").frames, 1500);
    EXPECT_EQ(file.frames_on_card(), 1500);
}

TEST(WavFile, OddDataIsPaddedAtEveryMoment) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", odd, {});
    for (Frames frames = 1; frames <= 6; frames += 1) {
        ASSERT_FALSE(file.append(sound(odd, 1)));
        ASSERT_FALSE(file.sync());
        const WavInfo info = read_wav_info(scratch / "a.wav.part");
        EXPECT_EQ(info.frames, frames);
        EXPECT_EQ(info.riff_bytes, fs::file_size(scratch / "a.wav.part"));
    }
}

TEST(WavFile, SilenceHasItsLength) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", odd, {});
    ASSERT_FALSE(file.append_silence(100'001));
    ASSERT_FALSE(file.append(sound(odd, 3)));
    ASSERT_FALSE(file.close());
    Bytes expected(odd.bytes(100'001));
    const Bytes tail = sound(odd, 3);
    expected.insert(expected.end(), tail.begin(), tail.end());
    EXPECT_EQ(sound_in(scratch / "a.wav"), expected);
}

TEST(WavFile, SilenceOfEightBitsIsInTheMiddleOfTheirRange) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", {8000, 1, SampleFormat::u8}, {});
    ASSERT_FALSE(file.append_silence(1001));
    ASSERT_FALSE(file.close());
    EXPECT_EQ(sound_in(scratch / "a.wav"), Bytes(1001, std::byte{0x80}));
}

TEST(WavFile, KeepsMarksWithTheirLabels) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", odd, {});
    ASSERT_FALSE(file.append(sound(odd, 1001)));
    file.mark(10, "gap: 441 frames");
    file.mark(5, "");
    file.mark(1000, std::string(94, 'x') + "ü"); // its 96th byte would split the character
    ASSERT_FALSE(file.close());
    const WavInfo info = read_wav_info(scratch / "a.wav");
    ASSERT_EQ(info.marks.size(), 3u);
    EXPECT_EQ(info.marks[0].at, 5);
    EXPECT_EQ(info.marks[1].label, "gap: 441 frames");
    EXPECT_EQ(info.marks[2].label, std::string(94, 'x'));
    EXPECT_TRUE(info.complete);
    EXPECT_EQ(info.riff_bytes, info.file_bytes);
}

TEST(WavFile, MarksBeyondTheirRoomAreDropped) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 2000)));
    for (Frames at = 0; at < 2000; ++at) file.mark(at, std::string(200, 'x'));
    ASSERT_FALSE(file.close());
    const WavInfo info = read_wav_info(scratch / "a.wav");
    ASSERT_EQ(info.marks.size(), Marks::most);
    EXPECT_EQ(info.marks.back().label.size(), Marks::most_label_bytes);
    EXPECT_LE(info.file_bytes, header_bytes + info.data_bytes + trailing_room);
}

TEST(WavFile, AllocatesNothingWhileItRecords) {
    const TemporaryFolder scratch;
    const Bytes chunk = sound(stereo, 1024);
    WavFile file(scratch / "a.wav", stereo, {});
    const int before = allocations();
    for (int i = 0; i < 1100; ++i) {
        file.append(chunk);
        file.append_silence(10);
        file.mark(i, "a label of which no short string is made any more");
        if (i % 100 == 0) file.sync();
    }
    EXPECT_EQ(allocations(), before);
    EXPECT_EQ(file.frames(), 1100 * 1034);
}

TEST(WavFile, NeverOverwritesAFile) {
    const TemporaryFolder scratch;
    const Bytes precious = sound(stereo, 7);
    for (const char* name : {"a.wav", "b.wav.part"}) put(scratch / name, precious);
    fs::create_directory(scratch / "c.wav");
    fs::create_symlink("nowhere", scratch / "d.wav");
    for (const char* name : {"a.wav", "b.wav", "c.wav", "d.wav"})
        EXPECT_THROW(WavFile(scratch / name, stereo, {}), Error) << name;
    EXPECT_THROW(WavFile("/dev/null", stereo, {}), Error);
    EXPECT_EQ(contents(scratch / "a.wav"), precious);
    EXPECT_EQ(contents(scratch / "b.wav.part"), precious);
    EXPECT_FALSE(fs::exists("/dev/null.part"));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WavFile, NeverReplacesAFileThatCameMeanwhile) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 1000)));
    put(scratch / "a.wav", sound(stereo, 7));
    EXPECT_EQ(file.close(), std::errc::file_exists);
    EXPECT_EQ(contents(scratch / "a.wav"), sound(stereo, 7));
    EXPECT_EQ(sound_in(scratch / "a.wav.part"), sound(stereo, 1000));
}

TEST(WavFile, SaysWhatIsWrongAndWhatToDo) {
    const TemporaryFolder scratch;
    const auto complaint = [](const fs::path& file) -> std::string {
        try {
            const WavFile made(file, stereo, {});
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing";
    };
    EXPECT_EQ(complaint(scratch / "no/a.wav"),
              (scratch / "no").string() +
                  ": No such file or directory; make the folder, or mount the card it is on");
    put(scratch / "a.wav", {});
    EXPECT_EQ(complaint(scratch / "a.wav"),
              (scratch / "a.wav").string() + ": File exists; name another file");
    EXPECT_EQ(complaint(scratch / "a.wav/b.wav"),
              (scratch / "a.wav").string() + ": Not a directory; name a folder");
    EXPECT_NE(complaint(scratch / "").find("no name of a file"), std::string::npos);
}

TEST(WavFile, WithoutRightsItSaysSo) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    const TemporaryFolder scratch;
    fs::permissions(scratch.path(), fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_THROW(WavFile(scratch / "a.wav", stereo, {}), Error);
    fs::permissions(scratch.path(), fs::perms::owner_all);
}

TEST(WavFile, TheUmaskSaysWhoReadsIt) {
    const TemporaryFolder scratch;
    for (const mode_t mask : {0022u, 0027u, 0u}) { // a user's, the service's, none
        const mode_t before = ::umask(mask);
        const std::string name = std::to_string(mask) + ".wav";
        const WavFile file(scratch / name, stereo, {});
        ::umask(before);
        struct stat status {};
        ASSERT_EQ(::stat((scratch / (name + ".part")).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777u, 0666u & ~mask);
    }
}

TEST(WavFile, WithoutAFrameNothingStays) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    file.mark(0, "start");
    EXPECT_FALSE(file.sync());
    EXPECT_FALSE(file.close());
    EXPECT_EQ(file.name(), "");
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST(WavFile, RemovesOnlyItsOwnEmptyPart) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    fs::remove(scratch / "a.wav.part");
    put(scratch / "a.wav.part", sound(stereo, 1));
    EXPECT_TRUE(file.close());
    EXPECT_EQ(contents(scratch / "a.wav.part"), sound(stereo, 1));
}

TEST(WavFile, AFullCardKeepsTheWholeFramesThatFitted) {
    for (const AudioFormat& format : {stereo, odd})
        for (const std::uint64_t more : {2u, 3u, 6u, 7u, 4000u, 4001u}) {
            const TemporaryFolder scratch;
            WavFile file(scratch / "a.wav", format, {});
            ASSERT_FALSE(file.append(sound(format, 1000)));
            {
                const FullCard card(fs::file_size(scratch / "a.wav.part") + more);
                EXPECT_TRUE(file.append(sound(format, 2000)));
                file.mark(0, "no room for it");
                EXPECT_FALSE(file.close()) << more;
            }
            const WavInfo info = read_wav_info(scratch / "a.wav");
            Bytes expected = sound(format, 1000), rest = sound(format, 2000);
            expected.insert(expected.end(), rest.begin(), rest.end());
            expected.resize(info.data_bytes);
            EXPECT_EQ(sound_in(scratch / "a.wav"), expected);
            EXPECT_EQ(info.frames, file.frames());
            EXPECT_GE(info.frames + 2, 1000 + format.frames_in(more));
            EXPECT_EQ(info.riff_bytes, info.file_bytes);
            EXPECT_EQ(info.data_bytes % format.frame_bytes(), 0u);
        }
}

TEST(WavFile, ACardThatIsFullAtOnceLeavesATrueFileOrNone) {
    for (const std::uint64_t room : {0u, 100u, 4096u, 4097u, 4099u, 4102u, 5000u}) {
        const TemporaryFolder scratch;
        WavFile file(scratch / "a.wav", odd, {});
        {
            const FullCard card(room);
            EXPECT_TRUE(file.append(sound(odd, 1000)));
            EXPECT_FALSE(file.close()) << room;
        }
        if (room < 4096 + 6) {
            EXPECT_TRUE(fs::is_empty(scratch.path())) << room;
        } else {
            EXPECT_EQ(read_wav_info(scratch / "a.wav").frames, file.frames()) << room;
            EXPECT_GT(file.frames(), 0);
        }
    }
}

TEST(WavFile, ACrashLeavesAFileThatOpens) {
    const TemporaryFolder scratch;
    crash_after([&] {
        WavFile file(scratch / "a.wav", stereo, {});
        file.append(sound(stereo, 1000));
        file.sync();
        file.append(sound(stereo, 500));
    });
    const WavInfo info = read_wav_info(scratch / "a.wav.part");
    EXPECT_EQ(info.frames, 1000);
    EXPECT_TRUE(info.complete);
    EXPECT_EQ(info.file_bytes, header_bytes + stereo.bytes(1500));
}

TEST(WavFile, HoldsALockWhileItIsInTheMaking) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", stereo, {});
    const UniqueFd other(::open((scratch / "a.wav.part").c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_NE(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
    ASSERT_FALSE(file.append(sound(stereo, 1)));
    ASSERT_FALSE(file.close());
    EXPECT_EQ(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
}

TEST(WavFile, GoesBeyond4GiBAsRf64Only) {
    const TemporaryFolder scratch;
    const std::size_t bytes = stereo.bytes(max_riff_frames(stereo));
    WavFile riff(scratch / "riff.wav", stereo, {});
    WavFile rf64(scratch / "rf64.wav", stereo, {.rf64 = true});
    // The kernel refuses addresses that are not there, so a length alone asks for no memory.
    const std::span<const std::byte> too_long(static_cast<const std::byte*>(nullptr), bytes + 4);
    EXPECT_EQ(riff.append(too_long), std::errc::file_too_large);
    EXPECT_NE(rf64.append(too_long), std::errc::file_too_large);
}

} // namespace
} // namespace redstart
