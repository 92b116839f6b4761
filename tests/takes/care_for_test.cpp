// What people do with a finished take holds on the card, touches nothing else, and can be taken
// back.
#include "takes/care_for.hpp"

#include "support/scratch.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/journal.hpp"
#include "takes/names.hpp"
#include "takes/retention.hpp"
#include "takes/sidecar.hpp"
#include "takes/take_file.hpp"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/file.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};

struct CareForATake : testing::Test {
    const TemporaryFolder scratch;
    DeletedTakes deleted{scratch.path()};

    fs::path record(const std::string& name) const {
        const fs::path wav = scratch / (name + ".wav");
        fs::create_directories(wav.parent_path());
        TakeFile file(wav, mono, {}, "mic");
        file.begins(Clock::now(), 0, {});
        EXPECT_FALSE(file.append(sound(mono, 1000)));
        EXPECT_FALSE(file.close());
        return wav;
    }
    fs::path record_whole(const std::string& name) const {
        const fs::path wav = record(name);
        EXPECT_EQ(finish_sidecar_without_digest(wav, timestamp_now()), Finished::done);
        return wav;
    }
    fs::path care(Care care, const std::string& file, const std::string& text = {}) {
        return care_for(scratch.path(), {care, file, text}, deleted);
    }
    std::string why_not(Care care, const std::string& file, const std::string& text = {}) {
        try {
            this->care(care, file, text);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    std::set<std::string> files() const {
        std::set<std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(scratch.path()))
            if (entry.is_regular_file())
                all.insert(entry.path().lexically_relative(scratch.path()));
        return all;
    }
};

using Names = std::set<std::string>;

TEST_F(CareForATake, KeepsItFromGoingToMakeRoom) {
    record_whole("20261121T060000Z_pi_0001");
    record_whole("20261121T070000Z_pi_0002");
    record_whole("20261121T080000Z_pi_0003");
    EXPECT_EQ(care(Care::keep, "20261121T060000Z_pi_0001.wav"),
              scratch / "20261121T060000Z_pi_0001.wav");
    care(Care::keep, "20261121T060000Z_pi_0001.wav"); // twice is as good
    std::vector<fs::path> gone;
    make_room(scratch.path(), NamePattern("{y}{m}{d}T{time}Z_{host}_{seq}", "pi"), 1 << 30,
              [&](const fs::path& file) { gone.push_back(file.filename()); });
    EXPECT_EQ(gone, std::vector<fs::path>{"20261121T070000Z_pi_0002.wav"});
}

TEST_F(CareForATake, SaysOfOneThatIsStillRecordedThatItIs) {
    TakeFile file(scratch / "now.wav", mono, {}, "mic");
    file.begins(Clock::now(), 0, {});
    EXPECT_FALSE(file.append(sound(mono, 1000)));
    for (const Care order : {Care::keep, Care::note, Care::remove}) {
        const std::string why = why_not(order, "now.wav", "a wren");
        EXPECT_NE(why.find("it is still being recorded; redstart stop ends it"), why.npos) << why;
    }
    EXPECT_FALSE(file.close());
}

TEST_F(CareForATake, SaysOfWhatACrashLeftHowItIsCompleted) {
    {
        TakeFile file(scratch / "now.wav", mono, {}, "mic");
        file.begins(Clock::now(), 0, {});
        EXPECT_FALSE(file.append(sound(mono, 1000)));
        EXPECT_FALSE(file.sync());
    } // nobody has it open any more, and nobody closed it
    for (const Care order : {Care::keep, Care::note, Care::remove}) {
        const std::string why = why_not(order, "now.wav", "a wren");
        EXPECT_NE(why.find("it was left unfinished; redstart repair --apply " +
                           (scratch / "now.wav.part").string()),
                  why.npos)
            << why;
    }
}

TEST_F(CareForATake, PutsANoteIntoItsSidecarAndTakesItOut) {
    const fs::path wav = record_whole("a");
    const auto before = *read_sidecar(scratch / "a.json");
    care(Care::note, wav, "a wren ♪");
    auto after = *read_sidecar(scratch / "a.json");
    EXPECT_EQ(after.notes.all().at("note"), "a wren ♪");
    care(Care::note, "a.wav", "two wrens");
    EXPECT_EQ(read_sidecar(scratch / "a.json")->notes.all().at("note"), "two wrens");
    care(Care::note, "a.wav");
    EXPECT_EQ(to_json(*read_sidecar(scratch / "a.json")), to_json(before));
    EXPECT_EQ(files(), (Names{"a.json", "a.wav"}));
}

/// As long as a take is under way, those before it have no sidecar yet.
TEST_F(CareForATake, PutsANoteIntoAJournalToo) {
    const fs::path wav = record("a");
    const auto before = *read_journal(scratch / "a.json.part");
    care(Care::note, "a.wav", "a wren ♪");
    EXPECT_EQ(read_journal(scratch / "a.json.part")->notes.all().at("note"), "a wren ♪");
    care(Care::note, "a.wav");
    EXPECT_EQ(to_json(*read_journal(scratch / "a.json.part")), to_json(before));
    care(Care::note, "a.wav", "two wrens");
    EXPECT_EQ(finish_sidecar_without_digest(wav, timestamp_now()), Finished::done);
    EXPECT_EQ(read_sidecar(scratch / "a.json")->notes.all().at("note"), "two wrens");
    EXPECT_EQ(read_sidecar(scratch / "a.json")->frames, before.frames);
}

TEST_F(CareForATake, ANoteThatComesWhileTheDigestIsMadeIsInTheSidecarToo) {
    const fs::path wav = record("a");
    DigestBlock block;
    const auto note = [&](std::uint64_t, std::uint64_t) {
        if (read_journal(scratch / "a.json.part")->notes.all().empty())
            care(Care::note, "a.wav", "a wren");
        return true;
    };
    EXPECT_EQ(finish_sidecar(wav, block, note, timestamp_now()), Finished::done);
    EXPECT_EQ(read_sidecar(scratch / "a.json")->notes.all().at("note"), "a wren");
}

TEST_F(CareForATake, RefusesANoteThatItCannotKeep) {
    record_whole("b");
    EXPECT_NE(why_not(Care::note, "b.wav", std::string(257, 'x')), "");
    EXPECT_NE(why_not(Care::note, "b.wav", "two\nlines"), "");
    fs::remove(scratch / "b.json");
    EXPECT_NE(why_not(Care::note, "b.wav", "x").find("no sidecar"), std::string::npos);
}

TEST_F(CareForATake, DeletesItInAMinuteWithAllThatBelongsToIt) {
    record_whole("a");
    record_whole("b");
    const Bytes before = contents(scratch / "a.wav");
    care(Care::remove, "a.wav");
    EXPECT_EQ(files(), (Names{"a.wav.deleted", "a.json.deleted", "b.wav", "b.json"}));
    EXPECT_EQ(contents(scratch / "a.wav.deleted"), before);
    deleted.remove_due(Clock::now() + 59s);
    EXPECT_EQ(files().size(), 4U);
    deleted.remove_due(Clock::now() + 61s);
    EXPECT_EQ(files(), (Names{"b.wav", "b.json"}));
    EXPECT_TRUE(deleted.is_empty());
}

TEST_F(CareForATake, TakesADeletionBack) {
    record_whole("day/a");
    const Bytes before = contents(scratch / "day/a.wav");
    care(Care::remove, scratch / "day/a.wav");
    care(Care::restore, scratch / "day/a.wav");
    EXPECT_EQ(files(), (Names{"day/a.wav", "day/a.json"}));
    EXPECT_EQ(contents(scratch / "day/a.wav"), before);
    EXPECT_TRUE(deleted.is_empty());
    deleted.remove_due(Clock::now() + 61s);
    EXPECT_EQ(files().size(), 2U);
    EXPECT_NE(why_not(Care::restore, "day/a.wav"), "");
}

TEST_F(CareForATake, DeletesOneWhoseSidecarIsNotFinishedAndTakesThatBackToo) {
    record("a");
    care(Care::remove, "a.wav");
    EXPECT_EQ(files(), (Names{"a.wav.deleted", "a.json.part.deleted"}));
    care(Care::restore, "a.wav");
    EXPECT_EQ(finish_sidecar_without_digest(scratch / "a.wav", timestamp_now()), Finished::done);
}

TEST_F(CareForATake, TheNextLifeGivesAnotherMinute) {
    record_whole("day/a");
    care(Care::remove, "day/a.wav");
    DeletedTakes next_life(scratch.path());
    EXPECT_TRUE(next_life.is_empty());
    next_life.find(Clock::now());
    EXPECT_FALSE(next_life.is_empty());
    next_life.remove_due(Clock::now() + 59s);
    EXPECT_EQ(files().size(), 2U);
    next_life.remove_due(Clock::now() + 61s);
    EXPECT_TRUE(files().empty());
}

/// By then it has its first name again, and two takes of one name cannot both be there.
TEST_F(CareForATake, ItsNameIsGivenToNoOtherAsLongAsItCanComeBack) {
    TakeNames names(scratch.path(), NamePattern("{seq}", ""));
    const auto take_next = [&] {
        const fs::path wav = names.next({}, true);
        return record_whole(wav.stem());
    };
    EXPECT_EQ(take_next().filename(), "0001.wav");
    const fs::path second = take_next();
    care(Care::remove, second);
    EXPECT_EQ(names.next({}, true).filename(), "0003.wav");
    EXPECT_EQ(TakeNames(scratch.path(), NamePattern("{seq}", "")).next({}, true).filename(),
              "0003.wav");
    care(Care::restore, second);
    EXPECT_EQ(files(), (Names{"0001.json", "0001.wav", "0002.json", "0002.wav"}));
}

TEST_F(CareForATake, OneThatAProgramHasInUseWhenItsMinuteIsOverGoesAMinuteLater) {
    record_whole("a");
    care(Care::remove, "a.wav");
    const int fd = ::open((scratch / "a.wav.deleted").c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(::flock(fd, LOCK_EX), 0);
    deleted.remove_due(Clock::now() + 61s);
    EXPECT_EQ(files().size(), 2U);
    EXPECT_FALSE(deleted.is_empty());
    ::close(fd);
    deleted.remove_due(Clock::now() + 122s);
    EXPECT_TRUE(files().empty());
    EXPECT_TRUE(deleted.is_empty());
}

TEST_F(CareForATake, WhatIsNotRedstartsStaysUnderThatNameAndIsNotWaitedFor) {
    put(scratch / "notes.wav.deleted", Bytes(5000));
    fs::create_symlink("notes.wav.deleted", scratch / "link.wav.deleted");
    DeletedTakes next_life(scratch.path());
    next_life.find(Clock::now());
    next_life.remove_due(Clock::now() + 61s);
    EXPECT_TRUE(next_life.is_empty());
    EXPECT_TRUE(fs::exists(scratch / "notes.wav.deleted"));
    EXPECT_TRUE(fs::is_symlink(scratch / "link.wav.deleted"));
}

/// Whatever a crash or a power cut left of a deletion or of its end, sound and sidecar go together,
/// or come back together.
TEST_F(CareForATake, IsWholeOrGoneWhereverADeletionWasCutShort) {
    const auto move = [this](const char* from, const char* to) {
        fs::rename(scratch / from, scratch / to);
    };
    for (const bool is_restored : {false, true}) {
        record_whole("a");
        move("a.wav", "a.wav.deleted"); // the sidecar still has its name
        DeletedTakes next_life(scratch.path());
        next_life.find(Clock::now());
        if (is_restored) care_for(scratch.path(), {Care::restore, "a.wav", {}}, next_life);
        next_life.remove_due(Clock::now() + 61s);
        EXPECT_EQ(files(), is_restored ? (Names{"a.json", "a.wav"}) : Names{});
        for (const std::string& file : files()) fs::remove(scratch / file);
    }
}

TEST_F(CareForATake, NeverTakesANameFromAnother) {
    record_whole("a");
    care(Care::remove, "a.wav");
    record_whole("a"); // by hand: the recorder's names go on
    const Bytes second = contents(scratch / "a.wav");
    EXPECT_NE(why_not(Care::restore, "a.wav"), "");
    EXPECT_NE(why_not(Care::remove, "a.wav"), "");
    EXPECT_EQ(contents(scratch / "a.wav"), second);
    deleted.remove_due(Clock::now() + 61s);
    EXPECT_EQ(files(), (Names{"a.json", "a.wav"})) << "the second's sidecar is its own";
}

TEST_F(CareForATake, KnowsItByThePathOnTheCardWhereTheFolderIsALink) {
    const TemporaryFolder elsewhere;
    fs::create_directory_symlink(scratch.path(), elsewhere / "takes");
    const fs::path wav = record_whole("day/a");
    EXPECT_EQ(care_for(elsewhere / "takes", {Care::keep, wav, {}}, deleted),
              elsewhere / "takes/day/a.wav");
    EXPECT_TRUE(fs::exists(scratch / "day/a.keep"));
}

TEST_F(CareForATake, LeavesWhatIsNotToGo) {
    record_whole("kept");
    care(Care::keep, "kept.wav");
    EXPECT_NE(why_not(Care::remove, "kept.wav").find("it is kept"), std::string::npos);
    put(scratch / "foreign.wav", contents(scratch / "kept.json"));
    EXPECT_NE(why_not(Care::remove, "foreign.wav"), "");
    fs::create_hard_link(scratch / "kept.wav", scratch / "second.wav");
    EXPECT_NE(why_not(Care::remove, "second.wav"), "");
    fs::create_symlink(scratch / "kept.wav", scratch / "link.wav");
    EXPECT_NE(why_not(Care::remove, "link.wav"), "");
    const fs::path used = record_whole("used");
    const int fd = ::open(used.c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(::flock(fd, LOCK_EX), 0);
    EXPECT_NE(why_not(Care::remove, "used.wav"), "");
    ::close(fd);
    EXPECT_EQ(why_not(Care::remove, "used.wav"), "");
    EXPECT_TRUE(fs::exists(scratch / "kept.wav") && fs::exists(scratch / "foreign.wav"));
}

TEST_F(CareForATake, KnowsNoFileBesideTheFolderAndNoOther) {
    const TemporaryFolder elsewhere;
    const fs::path outside = elsewhere / "a.wav";
    put(outside, {});
    fs::create_directory_symlink(elsewhere.path(), scratch / "way");
    using namespace std::string_literals;
    for (const std::string& name :
         {outside.string(), "../a.wav"s, "x/../../a.wav"s, "way/a.wav"s, ""s, "."s, "/"s, "a.wav"s,
          "a.wav\0b"s, "a.json"s, "a"s, std::string(5000, 'a') + ".wav"})
        for (const Care care : {Care::keep, Care::note, Care::remove, Care::restore})
            EXPECT_NE(why_not(care, name, "x"), "") << name << " " << to_string(care);
    EXPECT_TRUE(files().empty());
    EXPECT_EQ(fs::directory_iterator(elsewhere.path())->path(), outside);
}

} // namespace
} // namespace redstart
