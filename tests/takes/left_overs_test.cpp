// What an earlier life left behind is completed as far as it is true, and nothing else is touched.
#include "takes/left_overs.hpp"

#include "base/boot_id.hpp"
#include "support/scratch.hpp"
#include "takes/take_file.hpp"
#include "wav/bytes.hpp"
#include "wav/file.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

bool killed_in_fdatasync = false;

} // namespace

/// In front of libc's, for this program: the process ends in it as by SIGKILL, if that is wanted.
extern "C" int fdatasync(int fd) {
    if (killed_in_fdatasync) ::_exit(0);
    return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

namespace redstart {
namespace {

namespace fs = std::filesystem;
using What = LeftOver::What;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};
constexpr AudioFormat odd{48000, 1, SampleFormat::s24_3le};

struct LeftOvers : testing::Test {
    const TemporaryFolder scratch;

    /// 1000 frames synced, 501 only written.
    void crash(const std::string& name, const AudioFormat& format = stereo) const {
        crash_after([&] {
            WavFile file(scratch / (name + ".wav"), format, {});
            file.append(sound(format, 1000));
            file.sync();
            file.append(sound(format, 501));
        });
    }

    /// The note in the header gets the id of a boot that never was.
    void reboot(const std::string& name) const {
        Bytes bytes = contents(scratch / (name + ".wav.part"));
        const std::string id = header_note(bytes)->boot_id;
        const auto text = load_text(bytes, 0, header_bytes);
        bytes[text.find(id)] ^= std::byte{1};
        put(scratch / (name + ".wav.part"), bytes);
    }

    std::vector<LeftOver> complete(After after = After::crash) const {
        return complete_left_overs(scratch.path(), after);
    }
    LeftOver complete_one(After after = After::crash) const {
        const auto results = complete(after);
        EXPECT_EQ(results.size(), 1u);
        return results.empty() ? LeftOver{} : results[0];
    }
    void expect_finished(const fs::path& file, Frames frames) const {
        const WavInfo info = read_wav_info(file);
        EXPECT_EQ(info.frames, frames);
        EXPECT_TRUE(info.complete);
        EXPECT_EQ(info.riff_bytes, info.file_bytes);
        EXPECT_FALSE(fs::exists(fs::path(file) += ".part"));
    }
};

TEST_F(LeftOvers, AfterACrashEveryFrameWrittenIsKept) {
    if (boot_id().empty()) GTEST_SKIP() << "no boot id here";
    for (const AudioFormat& format : {stereo, odd}) {
        crash("a", format);
        const LeftOver result = complete_one();
        EXPECT_EQ(result.what, What::completed);
        EXPECT_EQ(result.file, scratch / "a.wav");
        EXPECT_EQ(result.frames, 1501);
        EXPECT_EQ(result.duration, format.duration(1501));
        expect_finished(scratch / "a.wav", 1501);
        fs::remove(scratch / "a.wav");
    }
}

TEST_F(LeftOvers, AfterAPowerCutOnlyTheHeaderCounts) {
    crash("a");
    reboot("a");
    EXPECT_EQ(complete_one().frames, 1000);
    expect_finished(scratch / "a.wav", 1000);
    EXPECT_EQ(fs::file_size(scratch / "a.wav"), header_bytes + stereo.bytes(1000));
}

TEST_F(LeftOvers, OfACardThatWasAwayOnlyTheHeaderCounts) {
    crash("a");
    EXPECT_EQ(complete_one(After::card_was_away).frames, 1000);
}

/// A card that hangs in the completion, and a service that is killed for it: what was not synced
/// before the card was away is believed as little in the next life.
TEST_F(LeftOvers, ACompletionThatWasKilledBelievesNoMoreTheNextTime) {
    crash("a");
    crash_after([&] {
        killed_in_fdatasync = true;
        complete(After::card_was_away);
    });
    ASSERT_TRUE(fs::exists(scratch / "a.wav.part")) << "it was not killed";
    EXPECT_EQ(complete_one(After::crash).frames, 1000);
    expect_finished(scratch / "a.wav", 1000);
}

/// Killed between "closed" and the marks, which the journal has.
TEST_F(LeftOvers, AClosedOneWithoutItsMarksGetsThem) {
    const fs::path wav = scratch / "a.wav";
    {
        TakeFile file(wav, stereo, {}, "microphone");
        file.begins(Clock::now(), 0, {});
        ASSERT_FALSE(file.append(sound(stereo, 100)));
        file.mark(7, "here");
        ASSERT_FALSE(file.close());
    }
    fs::rename(wav, scratch / "a.wav.part");
    Bytes bytes = contents(scratch / "a.wav.part");
    HeaderPage header{};
    std::copy_n(bytes.begin(), header.size(), header.begin());
    set_sizes(header, stereo.file_bytes(100));
    std::copy_n(header.begin(), header.size(), bytes.begin());
    put(scratch / "a.wav.part", std::span(bytes).first(header_bytes + stereo.bytes(100)));
    EXPECT_EQ(complete_one().frames, 100);
    expect_finished(wav, 100);
    EXPECT_EQ(read_wav_info(wav).marks.size(), 1u);
}

/// Stale bytes behind the size that the header claims are no part of the file.
TEST_F(LeftOvers, AClosedOneWithATailThatWasNotCutLosesTheTail) {
    crash("a");
    Bytes bytes = contents(scratch / "a.wav.part");
    HeaderPage header{};
    std::copy_n(bytes.begin(), header.size(), header.begin());
    set_sizes(header, stereo.file_bytes(1000));
    set_closed(header);
    std::copy_n(header.begin(), header.size(), bytes.begin());
    put(scratch / "a.wav.part", bytes);
    EXPECT_EQ(complete_one().frames, 1000);
    expect_finished(scratch / "a.wav", 1000);
}

TEST_F(LeftOvers, AFileShorterThanItsHeaderClaimsEndsWithAWholeFrame) {
    crash("a");
    reboot("a");
    fs::resize_file(scratch / "a.wav.part", header_bytes + 4 * 321 + 3);
    EXPECT_EQ(complete_one().frames, 321);
    expect_finished(scratch / "a.wav", 321);
}

TEST_F(LeftOvers, OneThatWasOnlyNotRenamedKeepsItsMarks) {
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 100)));
    file.mark(7, "here");
    ASSERT_FALSE(file.close());
    fs::rename(scratch / "a.wav", scratch / "a.wav.part");
    EXPECT_EQ(complete_one().frames, 100);
    expect_finished(scratch / "a.wav", 100);
    EXPECT_EQ(read_wav_info(scratch / "a.wav").marks.size(), 1u);
}

TEST_F(LeftOvers, MarksThatWereCutOffAreNotTakenForSound) {
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 100)));
    for (int i = 0; i < 100; ++i) file.mark(i, "a label");
    ASSERT_FALSE(file.close());
    fs::rename(scratch / "a.wav", scratch / "a.wav.part");
    fs::resize_file(scratch / "a.wav.part", header_bytes + stereo.bytes(100) + 1000);
    EXPECT_EQ(complete_one().frames, 100);
    expect_finished(scratch / "a.wav", 100);
}

/// As large = "rf64" leaves it: the note of a boot that never was, and a header that is true.
TEST_F(LeftOvers, ATakeBeyond4GiBKeepsEveryFrame) {
    constexpr Frames frames = (Frames{5} << 30) / 4;
    HeaderPage header = file_header(stereo, "11111111-2222-3333-4444-555555555555");
    set_sizes(header, stereo.file_bytes(frames));
    put(scratch / "a.wav.part", header);
    fs::resize_file(scratch / "a.wav.part", header_bytes + stereo.file_bytes(frames)); // sparse
    EXPECT_EQ(complete_one().frames, frames);
    expect_finished(scratch / "a.wav", frames);
    EXPECT_EQ(fs::file_size(scratch / "a.wav"), header_bytes + stereo.file_bytes(frames));
}

TEST_F(LeftOvers, OneIsCompletedByItsBareName) {
    crash("a");
    fs::current_path(scratch.path());
    const auto result = complete_left_over("a.wav.part", After::crash);
    fs::current_path("/");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->what, What::completed) << result->why;
    EXPECT_EQ(result->file, "a.wav");
    EXPECT_TRUE(fs::exists(scratch / "a.wav"));
}

/// `redstart record --sidecar take.WAV` in the folder of an appliance.
TEST_F(LeftOvers, TheJournalOfALivingTakeWithAnotherEndingStays) {
    TakeFile file(scratch / "take.WAV", stereo, {}, "microphone");
    file.begins(Clock::now(), 0, {});
    ASSERT_FALSE(file.append(sound(stereo, 100)));
    ASSERT_FALSE(file.sync());
    ASSERT_TRUE(fs::exists(scratch / "take.json.part"));
    complete();
    EXPECT_TRUE(fs::exists(scratch / "take.json.part"));
    ASSERT_FALSE(file.close());
    complete();
    EXPECT_TRUE(fs::exists(scratch / "take.json.part")) << "it waits for its sidecar";
}

TEST_F(LeftOvers, AnEmptyOneIsRemoved) {
    put(scratch / "a.wav.part", {});
    EXPECT_EQ(complete_one().what, What::removed);
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST_F(LeftOvers, OneThatEndedWithinItsFirstWriteIsRemoved) {
    for (const unsigned bytes : {500u, 4000u, 4096u}) {
        crash("torn");
        fs::resize_file(scratch / "torn.wav.part", bytes);
        EXPECT_EQ(complete_one().what, What::removed) << bytes;
        EXPECT_FALSE(fs::exists(scratch / "torn.wav.part"));
    }
}

TEST_F(LeftOvers, NothingIsReplaced) {
    const Bytes precious = sound(stereo, 3);
    for (const char* name : {"a.wav", "a_recovered.wav"}) put(scratch / name, precious);
    crash("b");
    fs::rename(scratch / "b.wav.part", scratch / "a.wav.part");
    EXPECT_EQ(complete_one().file, scratch / "a_recovered_2.wav");
    for (const char* name : {"a.wav", "a_recovered.wav"})
        EXPECT_EQ(contents(scratch / name), precious);
}

/// Finished, and then once more under its first name.
template <class Twice>
void finish(const TemporaryFolder& scratch, Twice twice) {
    WavFile file(scratch / "a.wav", stereo, {});
    ASSERT_FALSE(file.append(sound(stereo, 2000)));
    ASSERT_FALSE(file.close());
    twice(scratch / "a.wav", scratch / "a.wav.part");
}

TEST_F(LeftOvers, ARenamingThatWasALinkLosesItsFirstName) {
    finish(scratch,
           [](const fs::path& from, const fs::path& to) { fs::create_hard_link(from, to); });
    const LeftOver result = complete_one();
    EXPECT_EQ(result.what, What::completed);
    EXPECT_EQ(result.file, scratch / "a.wav");
    expect_finished(scratch / "a.wav", 2000);
    EXPECT_FALSE(fs::exists(scratch / "a_recovered.wav"));
}

/// What FAT leaves cannot be had elsewhere but as a copy: two files that agree in each byte.
TEST_F(LeftOvers, TwoNamesThatMayShareTheirClustersBothStay) {
    finish(scratch, [](const fs::path& from, const fs::path& to) { fs::copy_file(from, to); });
    const LeftOver result = complete_one();
    EXPECT_EQ(result.what, What::left);
    EXPECT_NE(result.why.find("fsck.fat"), std::string::npos) << result.why;
    EXPECT_EQ(contents(scratch / "a.wav"), contents(scratch / "a.wav.part"));
    EXPECT_FALSE(fs::exists(scratch / "a_recovered.wav"));
}

TEST_F(LeftOvers, WhatALivingProgramWritesIsLeftAlone) {
    WavFile file(scratch / "a.wav", stereo, {});
    EXPECT_TRUE(complete().empty());
    ASSERT_FALSE(file.append(sound(stereo, 100)));
    EXPECT_TRUE(complete().empty());
    ASSERT_FALSE(file.append(sound(stereo, 100)));
    ASSERT_FALSE(file.close());
    expect_finished(scratch / "a.wav", 200);
}

TEST_F(LeftOvers, WhatRedstartDidNotWriteIsLeftAsItIs) {
    Bytes others = stream_header(stereo, 100); // a WAV file, but not ours
    others.resize(44 + stereo.bytes(100));
    put(scratch / "a.wav.part", others);
    put(scratch / "b.wav.part", sound(stereo, 2000));
    const auto results = complete();
    ASSERT_EQ(results.size(), 2u);
    for (const LeftOver& result : results) {
        EXPECT_EQ(result.what, What::left);
        EXPECT_FALSE(result.why.empty());
    }
    EXPECT_EQ(contents(scratch / "a.wav.part"), others);
    EXPECT_EQ(contents(scratch / "b.wav.part"), sound(stereo, 2000));
}

TEST_F(LeftOvers, LinksFoldersAndFifosAreNotFollowed) {
    const TemporaryFolder elsewhere;
    crash("b");
    fs::rename(scratch / "b.wav.part", elsewhere / "b.wav.part");
    const Bytes before = contents(elsewhere / "b.wav.part");
    fs::create_symlink(elsewhere / "b.wav.part", scratch / "a.wav.part");
    fs::create_directory_symlink(elsewhere.path(), scratch / "folder");
    fs::create_directory(scratch / "c.wav.part");
    ASSERT_EQ(::mkfifo((scratch / "d.wav.part").c_str(), 0600), 0);
    EXPECT_TRUE(complete().empty());
    EXPECT_EQ(contents(elsewhere / "b.wav.part"), before);
}

TEST_F(LeftOvers, OneBadFileDoesNotKeepTheOthers) {
    fs::create_directories(scratch / "2026-11-21");
    crash("2026-11-21/b");
    put(scratch / "2026-11-21/a.wav.part", sound(stereo, 10));
    put(scratch / "2026-11-21/c.wav.part", {});
    const auto results = complete();
    ASSERT_EQ(results.size(), 3u);
    EXPECT_EQ(results[0].what, What::left);
    EXPECT_EQ(results[1].what, What::completed);
    EXPECT_EQ(results[2].what, What::removed);
    EXPECT_EQ(complete().size(), 1u); // the bad one is told again
}

TEST_F(LeftOvers, AMissingFolderIsToldNotThrown) {
    const auto results = complete_left_overs(scratch / "card", After::crash);
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].what, What::left);
}

} // namespace
} // namespace redstart
