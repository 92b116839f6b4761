// A take and its journal: nothing of it is lost, and nothing in it costs sound.
#include "base/boot_id.hpp"
#include "takes/take_file.hpp"

#include "support/scratch.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/label.hpp"
#include "takes/left_overs.hpp"
#include "takes/verify.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <memory>
#include <sys/resource.h>
#include <sys/stat.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};
constexpr AudioFormat odd{48000, 1, SampleFormat::s24_3le};

std::string text_of(const fs::path& file) {
    const Bytes bytes = contents(file);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void put_text(const fs::path& file, std::string_view text) {
    put(file, std::as_bytes(std::span(text)));
}

nlohmann::json json_of(const fs::path& file) {
    return nlohmann::json::parse(text_of(file));
}

TakeFigures figures() {
    TakeFigures result;
    result.worst_write = 12345us;
    result.writes = {7, 1, 0, 0, 0, 0, 0, 0};
    result.ring_frames = 48000;
    result.ring_highest = 4096;
    result.drift_ppm = -3.25;
    result.stop = StopReason::order;
    return result;
}

struct TakeFileTest : testing::Test {
    const TemporaryFolder scratch;
    const fs::path wav = scratch / "a.wav", sidecar = scratch / "a.json",
                   journal = scratch / "a.json.part";

    /// 1000 frames with a mark and a gap, up to the point where it is closed.
    static void record_into(TakeOutput& file, const AudioFormat& format) {
        file.begins(Clock::now(), 0, {});
        ASSERT_FALSE(file.append(sound(format, 500)));
        file.mark(7, "a wren, \"at last\"\n\xFFz\xC3\xA4");
        ASSERT_FALSE(file.append_silence(100));
        file.gap({500, 100, GapCause::ring_full});
        ASSERT_FALSE(file.append(sound(format, 401)));
        file.note(figures());
        ASSERT_FALSE(file.sync());
    }
    TakeFile make(const AudioFormat& format = stereo) const {
        return {wav, format, {}, "hw:CARD=mic,DEV=0"};
    }
    void record_whole(const AudioFormat& format = stereo) const {
        TakeFile file = make(format);
        record_into(file, format);
        ASSERT_FALSE(file.close());
    }
    void crash(const AudioFormat& format = stereo) const {
        crash_after([&] {
            TakeFile file = make(format);
            record_into(file, format);
        });
    }
    const std::unique_ptr<DigestBlock> block = std::make_unique<DigestBlock>();

    Finished finish() const { return finish_sidecar(wav, *block, {}, timestamp_now()); }
};

TEST_F(TakeFileTest, ItsRecordTellsAllThatIsKnown) {
    record_whole();
    EXPECT_FALSE(fs::exists(sidecar)) << "there only when it is finished";
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_FALSE(fs::exists(journal));
    const nlohmann::json told = json_of(sidecar);
    EXPECT_EQ(told["file"], "a.wav");
    EXPECT_EQ(told["device"], "hw:CARD=mic,DEV=0");
    EXPECT_EQ(told["format"], "S16_LE");
    EXPECT_EQ(told["frames"], 1001);
    EXPECT_EQ(told["frames_lost"], 100);
    EXPECT_EQ(told["marks"][0]["at"], 7);
    EXPECT_EQ(told["marks"][0]["label"], "a wren, \"at last\"\n\xEF\xBF\xBDz\xC3\xA4");
    EXPECT_EQ(told["gaps"][0],
              (nlohmann::json{{"at", 500}, {"frames", 100}, {"cause", "ring full"}}));
    EXPECT_EQ(told["worst_write_ms"], 12.345);
    EXPECT_EQ(told["drift_ppm"], -3.25);
    EXPECT_EQ(told["stop"], "order");
    EXPECT_EQ(told["sha256"].get<std::string>().size(), 64u);
    EXPECT_EQ(told["boot"], boot_id());
}

TEST_F(TakeFileTest, ItsDigestIsThatOfTheSound) {
    record_whole(odd);
    ASSERT_EQ(finish(), Finished::done);
    const Ran ran = run("tail -c +4097 '" + wav.string() + "' | head -c 3003 | sha256sum");
    ASSERT_EQ(ran.status, 0);
    EXPECT_EQ(json_of(sidecar)["sha256"], ran.output.substr(0, 64));
}

TEST_F(TakeFileTest, TheUmaskSaysWhoReadsItsFiles) {
    const mode_t before = ::umask(0002);
    record_whole();
    struct stat status {};
    EXPECT_EQ(::stat(journal.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0664u);
    EXPECT_EQ(finish(), Finished::done);
    EXPECT_EQ(::stat(sidecar.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0664u);
    ::umask(before);
}

TEST_F(TakeFileTest, EventsAreInTheJournalWithTheSoundThatTheyAreAbout) {
    crash();
    const auto told = read_journal(journal);
    ASSERT_TRUE(told);
    EXPECT_FALSE(told->frames);
    ASSERT_EQ(told->events.size(), 2u);
    EXPECT_EQ(told->events[0].at, 7);
    EXPECT_EQ(told->events[1].gap->frames, 100);
}

TEST_F(TakeFileTest, AfterACrashTheWavIsByteForByteThatOfACleanStop) {
    if (boot_id().empty()) GTEST_SKIP() << "no boot id here";
    for (const AudioFormat& format : {stereo, odd}) {
        crash(format);
        ASSERT_EQ(complete_left_overs(scratch.path(), After::crash).size(), 1u);
        const Bytes completed = contents(wav);
        fs::remove(wav);
        fs::remove(journal);
        record_whole(format);
        EXPECT_EQ(completed, contents(wav));
        EXPECT_EQ(read_wav_info(wav).marks.size(), 2u);
        fs::remove(wav);
        fs::remove(journal);
    }
}

TEST_F(TakeFileTest, AfterACrashTheRecordSaysSo) {
    crash();
    complete_left_overs(scratch.path(), After::crash);
    ASSERT_EQ(unfinished_sidecars(scratch.path()), std::vector{wav});
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_EQ(json_of(sidecar)["stop"], boot_id().empty() ? "power" : "crash");
    EXPECT_EQ(json_of(sidecar)["frames"], 1001);
    EXPECT_TRUE(unfinished_sidecars(scratch.path()).empty());
}

TEST_F(TakeFileTest, WhatLiesBehindThePowerCutIsNotTold) {
    crash();
    fs::resize_file(wav.string() + ".part", header_bytes + stereo.bytes(550));
    complete_left_overs(scratch.path(), After::card_was_away);
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_EQ(json_of(sidecar)["frames"], 550);
    EXPECT_EQ(json_of(sidecar)["frames_lost"], 50);
    EXPECT_EQ(read_wav_info(wav).marks.back().label, "gap: 50 frames, ring full");
    EXPECT_EQ(verify_take(wav).faults, std::vector<std::string>());
}

TEST_F(TakeFileTest, ATornLastLineIsLeftOut) {
    crash();
    put_text(journal, text_of(journal) + "{\"mark\":{\"at\":9,\"lab");
    complete_left_overs(scratch.path(), After::crash);
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_EQ(json_of(sidecar)["marks"].size(), 1u);
    EXPECT_EQ(json_of(sidecar)["frames"], 1001);
}

TEST_F(TakeFileTest, CompletingIsDoneAgainWhereItWasCutShort) {
    crash();
    complete_left_overs(scratch.path(), After::crash);
    const Bytes completed = contents(wav);
    fs::rename(wav, wav.string() + ".part"); // as if it had ended before the new name
    complete_left_overs(scratch.path(), After::crash);
    EXPECT_EQ(contents(wav), completed);
    const std::string before = text_of(journal);
    ASSERT_EQ(finish(), Finished::done);
    put_text(journal, before); // as if it had ended before the journal went
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_FALSE(fs::exists(journal));
    EXPECT_EQ(verify_take(wav).faults, std::vector<std::string>());
}

TEST_F(TakeFileTest, AJournalWithoutSoundGoesAndNothingElse) {
    crash();
    fs::remove(wav.string() + ".part");
    put_text(scratch / "torn.json.part", text_of(journal).substr(0, 30));
    for (const char* name : {"b", "zeros"}) put(scratch / (name + std::string(".wav.part")), {});
    put_text(scratch / "b.json.part", "");
    put_text(scratch / "zeros.json.part", std::string(300, '\0'));
    put_text(scratch / "d.json", "{}");
    complete_left_overs(scratch.path(), After::crash);
    for (const char* name : {"a", "b", "torn", "zeros"})
        EXPECT_FALSE(fs::exists(scratch / (name + std::string(".json.part")))) << name;
    EXPECT_TRUE(fs::exists(scratch / "d.json"));
}

TEST_F(TakeFileTest, OthersFilesThatEndAsAJournalStay) {
    const std::vector<std::string> foreign = {
        "", "{\"", "{\"guid\":\"7\",", "somebody's", std::string(300, '\0'), "[1,\n2]\n"};
    fs::create_directories(scratch / "downloads");
    for (const std::string& text : foreign)
        put_text(scratch / "downloads" / (std::to_string(text.size()) + ".json.part"), text);
    put(scratch / "downloads" / "2.wav", sound(stereo, 10)); // no take of ours
    complete_left_overs(scratch.path(), After::crash);
    for (const std::string& text : foreign) {
        const fs::path name = scratch / "downloads" / (std::to_string(text.size()) + ".json.part");
        ASSERT_TRUE(fs::exists(name)) << text;
        EXPECT_EQ(text_of(name), text);
    }
}

TEST_F(TakeFileTest, AJournalThatNeverBeganGoesOnceItsSoundIsWhole) {
    crash();
    put_text(journal, "");
    complete_left_overs(scratch.path(), After::crash);
    EXPECT_TRUE(fs::exists(wav));
    EXPECT_FALSE(fs::exists(journal));
}

constexpr const char* head = "{\"redstart\":1,\"format\":\"S16_LE\",\"rate\":48000,\"channels\":2";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t much = 1'000'000; // they are slow, and keep what was freed: it only reads
constexpr long most_growth = std::numeric_limits<long>::max();
#else
constexpr std::size_t much = 16'000'000;
constexpr long most_growth = 1024;
#endif

/// So many bytes, or nearly so, of one text again and again.
void put_much(const fs::path& file, const std::string& begin, const std::string& again) {
    std::ofstream out(file, std::ios::binary);
    out << begin;
    for (std::size_t bytes = begin.size(); bytes < much; bytes += again.size()) out << again;
}

/// By how many kB a process grows that reads the file, once it has read a small one: what it is
/// made of is in memory then.
template <class Read>
long growth(Read read_it, const fs::path& small, const fs::path& file) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) throw system_error("pipe", errno);
    if (::fork() == 0) {
        rusage before{}, after{};
        static_cast<void>(read_it(small));
        ::getrusage(RUSAGE_SELF, &before);
        static_cast<void>(read_it(file));
        ::getrusage(RUSAGE_SELF, &after);
        const long grown = after.ru_maxrss - before.ru_maxrss;
        ::_exit(::write(pipe[1], &grown, sizeof grown) == sizeof grown ? 0 : 1);
    }
    long grown = -1;
    ::close(pipe[1]);
    if (::read(pipe[0], &grown, sizeof grown) != sizeof grown) grown = -1;
    ::close(pipe[0]);
    ::wait(nullptr);
    return grown;
}

TEST_F(TakeFileTest, AHostileRecordCostsLessThanAMegabyte) {
    put_text(scratch / "small",
             std::string(head) + ",\"marks\":[{\"at\":1,\"label\":\"x\"}],\"ring\":{}}");
    const std::string of_events = std::string(head) + ",\"marks\":[";
    for (const auto& [begin, again] :
         {std::pair{std::string(head) + ",\"x\":", std::string(1000, '[')},
          std::pair{std::string(head) + ",\"host\":\"", std::string(1000, 'x')},
          std::pair{std::string(head) + ",\"writes\":[1", std::string(",1")},
          std::pair{std::string(head) + ",\"y\":{\"1\":1", std::string(",\"z\":{\"1\":1}")},
          std::pair{of_events, std::string("{\"at\":1},")}}) {
        put_much(sidecar, begin, again);
        const long kb = growth(read_sidecar, scratch / "small", sidecar);
        EXPECT_GE(kb, 0) << again.substr(0, 40);
        EXPECT_LE(kb, most_growth) << again.substr(0, 40);
    }
}

TEST_F(TakeFileTest, AHostileJournalCostsLessThanAMegabyte) {
    const std::string first = std::string(head) + "}\n";
    put_text(scratch / "small",
             first + "{\"mark\":{\"at\":1,\"label\":\"x\"}}\n{\"end\":{\"frames\":1}}\n");
    for (const std::string& again :
         {std::string("{\"mark\":{\"at\":1}}\n"), std::string(1000, '['),
          "{\"end\":{\"writes\":[" + std::string(4000, '[') + "\n",
          "{\"mark\":{\"at\":1,\"label\":\"" + std::string(95, 'x') + "\"}}\n"}) {
        put_much(journal, first, again);
        const long kb = growth(read_journal, scratch / "small", journal);
        EXPECT_GE(kb, 0) << again.substr(0, 40);
        EXPECT_LE(kb, most_growth) << again.substr(0, 40);
    }
}

TEST_F(TakeFileTest, GapsBeyondTheListAreLostFramesAllTheSame) {
    std::ofstream out(journal);
    out << head << "}\n";
    for (int i = 0; i < 10'000; ++i)
        out << "{\"gap\":{\"at\":" << i << ",\"frames\":3,\"cause\":\"overrun\"}}\n";
    out << "{\"end\":{\"frames\":30000}}\n";
    out.close();
    const auto told = read_journal(journal);
    ASSERT_TRUE(told);
    EXPECT_LT(told->events.size(), 10'000u);
    EXPECT_EQ(told->frames_lost(), 30'000);
    EXPECT_EQ(told->frames, 30'000);
    const auto again = parse_sidecar(to_json(*told).dump());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->events.size(), told->events.size());
    EXPECT_EQ(again->frames_lost(), 30'000);
}

TEST_F(TakeFileTest, OfNoSoundNothingIsLeft) {
    TakeFile file = make();
    file.begins(Clock::now(), 0, {});
    EXPECT_FALSE(file.close());
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST_F(TakeFileTest, AJournalThatCannotBeMadeCostsNoSound) {
    put_text(journal, "somebody's");
    {
        TakeFile file = make();
        record_into(file, stereo);
        EXPECT_TRUE(file.trouble());
        ASSERT_FALSE(file.close());
    }
    EXPECT_EQ(read_wav_info(wav).frames, 1001);
    EXPECT_EQ(text_of(journal), "somebody's");
    EXPECT_EQ(finish(), Finished::no_sidecar);
}

TEST_F(TakeFileTest, OfNoSoundNothingIsLeftWhereItsJournalMetAnErrorToo) {
    const FullCard nothing_is_written(0);
    TakeFile file = make();
    file.begins(Clock::now(), 0, {});
    EXPECT_TRUE(file.trouble());
    EXPECT_TRUE(file.append(sound(stereo, 10)));
    EXPECT_FALSE(file.close());
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST_F(TakeFileTest, ARecordNeverReplacesAFile) {
    record_whole();
    put_text(sidecar, "somebody's");
    EXPECT_THROW(finish(), Error);
    EXPECT_EQ(text_of(sidecar), "somebody's");
    EXPECT_TRUE(fs::exists(journal));
    EXPECT_FALSE(fs::exists(scratch / "a.json.new"));
}

TEST_F(TakeFileTest, ADigestCanBePutOffAndMadeLater) {
    record_whole();
    EXPECT_EQ(finish_sidecar(
                  wav, *block, [](std::uint64_t, std::uint64_t) { return false; }, timestamp_now()),
              Finished::put_off);
    EXPECT_TRUE(fs::exists(journal));
    EXPECT_FALSE(fs::exists(sidecar));
    EXPECT_EQ(finish(), Finished::done);
}

TEST_F(TakeFileTest, BesideAnotherFileOfItsNameTheRecordGoesWithTheSound) {
    crash();
    const Bytes precious = sound(stereo, 3);
    put(wav, precious);
    complete_left_overs(scratch.path(), After::crash);
    const fs::path recovered = scratch / "a_recovered.wav";
    EXPECT_EQ(contents(wav), precious);
    ASSERT_EQ(finish_sidecar(recovered, *block, {}, timestamp_now()), Finished::done);
    EXPECT_EQ(json_of(scratch / "a_recovered.json")["file"], "a_recovered.wav");
    EXPECT_EQ(finish(), Finished::no_sidecar);
}

TEST_F(TakeFileTest, ASplitTakeSaysWhereItGoesOn) {
    TakeFile file(wav, stereo, {}, "mic");
    file.begins(Clock::now(), 48000, "takes/before.wav.part");
    ASSERT_FALSE(file.append(sound(stereo, 10)));
    ASSERT_FALSE(file.close());
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_EQ(json_of(sidecar)["continues"],
              (nlohmann::json{{"file", "before.wav"}, {"frame", 48000}}));
}

TEST_F(TakeFileTest, AsManyMarksAsThereIsRoomForAreCuePoints) {
    {
        TakeFile file = make();
        ASSERT_FALSE(file.append(sound(stereo, 2000)));
        for (int i = 0; i < 1500; ++i) file.mark(i, std::string(200, 'x'));
        ASSERT_FALSE(file.close());
    }
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_EQ(json_of(sidecar)["marks"].size(), 1500u) << "the sidecar has them all";
    EXPECT_EQ(read_wav_info(wav).marks.size(), Marks::most);
    EXPECT_EQ(verify_take(wav).faults, std::vector<std::string>());
}

TEST_F(TakeFileTest, AMarkThatReadsLikeAGapIsAMark) {
    {
        TakeFile file = make();
        ASSERT_FALSE(file.append(sound(stereo, 2000)));
        file.mark(7, "gap: 480 frames, overrun");
        ASSERT_FALSE(file.close());
    }
    ASSERT_EQ(finish(), Finished::done);
    EXPECT_EQ(json_of(sidecar)["marks"].size(), 1u);
    EXPECT_EQ(json_of(sidecar)["gaps"].size(), 0u) << json_of(sidecar);
    EXPECT_EQ(verify_take(wav).faults, std::vector<std::string>());
}

TEST(LabelTest, IsValidUtf8AndFits) {
    EXPECT_EQ(Label("gr\xC3\xBCn").text(), "gr\xC3\xBCn");
    EXPECT_EQ(Label("a\xC3").text(), "a\xEF\xBF\xBD");
    EXPECT_EQ(Label("\xED\xA0\x80").text().size(), 9u) << "a surrogate is no character";
    EXPECT_EQ(Label("\xC0\x80").text().size(), 6u) << "nor is an overlong NUL";
    EXPECT_EQ(Label(std::string("a\0b", 3)).text(), "a");
    const std::string longest(94, 'x');
    EXPECT_EQ(Label(longest + "\xC3\xBC").text(), longest);
    EXPECT_EQ(Label(longest + "yz").text(), longest + "y");
}

} // namespace
} // namespace redstart
