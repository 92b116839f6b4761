// A Session against simulated microphones: what is kept, what is refused, where it goes on.
#include "dataset/manifest.hpp"
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/scratch.hpp"
#include "wav/file.hpp"

#include <redstart/session.hpp>

#include <fstream>
#include <iterator>
#include <set>

namespace redstart {
namespace {

using namespace std::chrono_literals;

std::vector<Prompt> prompts(int count) {
    std::vector<Prompt> all;
    for (int i = 1; i <= count; ++i)
        all.push_back({std::to_string(i), "say " + std::to_string(i), "", 1});
    return all;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class SessionTest : public testing::Test {
protected:
    /// That keep anything that has a frame.
    static TakeLimits generous() { return {0ns, -200, 0, true}; }

    SessionOptions options(const SimulatedMicrophone& microphone, std::vector<Prompt> list) const {
        SessionOptions result;
        result.folder = folder_ / "set";
        result.prompts = std::move(list);
        result.recorder = {.device = microphone.pcm(),
                           .format = SampleFormat::s32_le,
                           .exact = true,
                           .ring = 6s,
                           .sync_every = 50ms};
        result.in_order = true;
        result.limits = generous();
        return result;
    }

    /// The prompt at hand, with a take that has some frames at least.
    static SessionTake record(Session& session, Frames at_least = 480) {
        session.start();
        wait_until([&] { return session.recorder().frames() >= at_least; });
        return session.stop();
    }
    std::filesystem::path file(const std::string& name) const { return folder_ / "set" / name; }
    std::vector<ManifestLine> manifest() const { return read_manifest(folder_ / "set"); }
    std::vector<std::string> files() const {
        std::vector<std::string> all;
        for (const ManifestLine& line : manifest()) all.push_back(line.file);
        return all;
    }

    TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
};

using Files = std::vector<std::string>;

TEST_F(SessionTest, ATakeForEachPromptAndALineForEachTake) {
    auto wish = options(microphone_, {{"a", "say a", "vowels", 1}, {"b", "say b", "", 2}});
    wish.notes = {{"speaker", "alice"}, {"place", "kitchen"}};
    Session session(wish);
    EXPECT_EQ(session.prompts(), 3u);
    std::vector<SessionTake> takes;
    while (session.prompt()) takes.push_back(record(session));
    EXPECT_EQ(session.prompts_kept(), 3u);
    EXPECT_EQ(session.prompts_left(), 0u);
    const auto lines = manifest();
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(files(), (Files{"vowels/alice_a.wav", "alice_b.wav", "alice_b_2.wav"}));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Heard heard(file(lines[i].file));
        EXPECT_EQ(heard.fault(), "");
        EXPECT_EQ(lines[i].format, heard.format);
        EXPECT_NEAR(lines[i].seconds, static_cast<double>(heard.frames) / 48000, 1e-8);
        EXPECT_EQ(takes[i].duration, heard.format.duration(heard.frames));
        EXPECT_EQ(lines[i].speaker, "alice");
        EXPECT_EQ(lines[i].session, session.id());
        EXPECT_EQ(lines[i].attempts, 1u);
        EXPECT_EQ(lines[i].sha256.size(), 64u);
    }
    EXPECT_EQ(lines[2].id, "b_2");
    EXPECT_NE(text_of(file("session.jsonl")).find("\"place\":\"kitchen\""), std::string::npos);
    EXPECT_EQ(microphone_.opens(), 1u);
    EXPECT_NE(error_of([&] { session.start(); }).find("all are done"), std::string::npos);
}

/// The press cannot be later than `before`, nor the take than `after`; a machine that is busy may
/// stop this process in between, but not in most of the takes.
TEST_F(SessionTest, ATakeBeginsWithin5MillisecondsOfThePress) {
    Session session(options(microphone_, prompts(15)));
    wait_until([&] { return microphone_.has_run_for(300ms); });
    constexpr auto clock_error = 50ms; // of a stream clock on a machine that is busy
    int punctual = 0, takes = 0;
    for (; session.prompt(); ++takes) {
        const TimePoint before = Clock::now();
        session.start();
        const TimePoint after = Clock::now();
        const SessionTake take = session.stop();
        ASSERT_TRUE(take.is_kept()) << take.faults.front();
        const Heard heard(file(take.file));
        const auto first = microphone_.started_at() + heard.format.duration(heard.first());
        EXPECT_GT(first, before - clock_error);
        EXPECT_LT(first, after + clock_error);
        punctual += std::chrono::abs(first - before) <= 5ms;
        RecordProperty("late_us_" + std::to_string(takes), std::to_string((first - before) / 1us));
    }
    EXPECT_GT(punctual, takes / 2);
}

TEST_F(SessionTest, WhatIsRefusedGoesAndIsAskedForAgain) {
    auto wish = options(microphone_, prompts(1));
    wish.limits = {.shortest = 100ms, .quietest_dbfs = -200, .clips = 3, .gaps_allowed = false};
    Session session(wish);
    session.start();
    SessionTake take = session.stop();
    ASSERT_FALSE(take.is_kept());
    EXPECT_TRUE(take.faults.front().starts_with("too short (")) << take.faults.front();
    EXPECT_FALSE(std::filesystem::exists(file("1.wav")));
    EXPECT_EQ(session.prompt()->id, "1");
    EXPECT_EQ(manifest().size(), 0u);
    take = record(session, 4800);
    EXPECT_TRUE(take.is_kept());
    EXPECT_EQ(take.attempts, 2u);
    EXPECT_EQ(manifest().at(0).attempts, 2u);
    EXPECT_EQ(files(), Files{"1.wav"});
}

TEST_F(SessionTest, ATakeWithAGapIsRefused) {
    auto wish = options(microphone_, prompts(1));
    wish.limits.gaps_allowed = false;
    Session session(wish);
    session.start();
    microphone_.overrun();
    wait_until([&] { return session.recorder().frames_lost() > 0; });
    const SessionTake refused = session.stop();
    ASSERT_FALSE(refused.is_kept());
    EXPECT_EQ(refused.faults.front(), "with a gap (1)");
    EXPECT_TRUE(record(session).is_kept());
}

TEST_F(SessionTest, TooQuietAndClippedAreRefusedByTheirLimits) {
    auto wish = options(microphone_, prompts(1));
    wish.limits.quietest_dbfs = -40;
    {
        Session session(wish);
        const SessionTake take = record(session); // a counter of 32 bits is quiet for long
        ASSERT_FALSE(take.is_kept());
        EXPECT_TRUE(take.faults.front().starts_with("too quiet (peak -"));
    }
    const SimulatedMicrophone square((folder_ / "square.wav").string());
    std::vector<std::int16_t> samples;
    for (int i = 0; i < 480; ++i) samples.push_back(i % 20 < 10 ? 32767 : -32768);
    {
        WavFile wav(folder_ / "square.wav", {48000, 1, SampleFormat::s16_le}, {});
        ASSERT_FALSE(wav.append(std::as_bytes(std::span(samples))));
        ASSERT_FALSE(wav.close());
    }
    wish = options(square, prompts(1));
    wish.recorder.format = SampleFormat::s16_le;
    wish.recorder.channels = 1;
    wish.limits = {.shortest = 0ns};
    Session session(wish);
    const SessionTake take = record(session);
    ASSERT_EQ(take.faults.size(), 1u);
    EXPECT_TRUE(take.faults.front().starts_with("clipped (")) << take.faults.front();
}

TEST_F(SessionTest, GoesOnWhereItWasLeftAndKeepsItsSeed) {
    auto wish = options(microphone_, prompts(6));
    wish.in_order = false;
    std::vector<std::string> asked;
    std::optional<std::uint64_t> seed;
    for (int life = 0; life < 3; ++life) {
        Session session(wish);
        EXPECT_TRUE(!seed || session.seed() == seed);
        seed = session.seed();
        ASSERT_TRUE(seed);
        EXPECT_EQ(session.prompts_kept(), asked.size());
        for (int i = 0; i < 2; ++i) {
            asked.push_back(session.prompt()->id);
            record(session);
        }
    }
    EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()).size(), 6u);
    EXPECT_EQ(manifest().size(), 6u);
    EXPECT_FALSE(Session(wish).prompt());
    wish.seed = *seed + 1;
    EXPECT_NE(error_of([&] { Session session(wish); }).find("shuffled by the seed"),
              std::string::npos);
}

TEST_F(SessionTest, EachSpeakerIsAskedForAll) {
    auto wish = options(microphone_, prompts(2));
    for (const char* speaker : {"alice", "bob"}) {
        wish.notes["speaker"] = speaker;
        Session session(wish);
        EXPECT_EQ(session.prompts_left(), 2u);
        record(session);
        record(session);
        EXPECT_FALSE(session.prompt());
    }
    EXPECT_EQ(files(), (Files{"alice_1.wav", "alice_2.wav", "bob_1.wav", "bob_2.wav"}));
}

TEST_F(SessionTest, APromptThatIsDoneAgainSaysWhatItReplaces) {
    Session session(options(microphone_, prompts(3)));
    EXPECT_FALSE(session.repeat());
    EXPECT_FALSE(session.back());
    record(session);
    record(session);
    EXPECT_TRUE(session.repeat());
    EXPECT_EQ(session.prompt()->id, "2");
    const SessionTake again = record(session);
    EXPECT_EQ(again.replaces, "2.wav");
    EXPECT_EQ(again.file, "2-2.wav");
    EXPECT_EQ(session.prompt()->id, "3");
    EXPECT_TRUE(session.back());
    EXPECT_TRUE(session.back());
    EXPECT_EQ(session.prompt()->id, "1");
    EXPECT_EQ(record(session).replaces, "1.wav");
    EXPECT_EQ(session.prompt()->id, "3");
    EXPECT_EQ(files(), (Files{"2-2.wav", "1-2.wav"}));
    EXPECT_TRUE(std::filesystem::exists(file("1.wav"))); // what was kept stays
    EXPECT_NE(text_of(file(manifest_name)).find("\"replaces\":\"1.wav\"}\n"), std::string::npos);
}

TEST_F(SessionTest, WhatIsSkippedIsAskedForInALaterSession) {
    const auto wish = options(microphone_, prompts(2));
    {
        Session session(wish);
        EXPECT_TRUE(session.skip());
        EXPECT_EQ(session.prompt()->id, "2");
        record(session);
        EXPECT_FALSE(session.prompt());
        EXPECT_FALSE(session.skip());
        EXPECT_TRUE(session.back());
        EXPECT_EQ(session.prompt()->id, "2");
    }
    Session session(wish);
    EXPECT_EQ(session.prompt()->id, "1");
    session.note("a lorry \"passed\"");
    EXPECT_NE(text_of(file("session.jsonl")).find("{\"note\":\"a lorry \\\"passed\\\"\""),
              std::string::npos);
}

TEST_F(SessionTest, ATakeThatIsDiscardedOrLeftUnderWayGoes) {
    const auto wish = options(microphone_, prompts(1));
    {
        Session session(wish);
        session.start();
        EXPECT_NE(error_of([&] { session.skip(); }).find("one is under way"), std::string::npos);
        session.discard();
        EXPECT_EQ(session.prompt()->id, "1");
        session.start();
    }
    EXPECT_FALSE(std::filesystem::exists(file("1.wav")));
    EXPECT_FALSE(std::filesystem::exists(file("1.wav.part")));
    Session session(wish);
    EXPECT_EQ(record(session).attempts, 3u);
}

TEST_F(SessionTest, ADeviceThatVanishesIsAFaultOfTheTakeAndOpenedAgain) {
    Session session(options(microphone_, prompts(1)));
    session.start();
    microphone_.vanish();
    wait_until([&] { return !session.recorder().fault().empty(); });
    const SessionTake take = session.stop();
    EXPECT_FALSE(take.is_kept());
    microphone_.come_back();
    EXPECT_TRUE(record(session).is_kept());
    EXPECT_EQ(files(), Files{"1.wav"});
}

TEST_F(SessionTest, AFolderHasOneSessionAtATime) {
    const auto wish = options(microphone_, prompts(1));
    const Session session(wish);
    EXPECT_EQ(error_of([&] { Session other(wish); }),
              file("").parent_path().string() + ": another session is under way in it; end that "
                                                "one, or name another folder");
}

/// A line that the first is just writing is no torn one.
TEST_F(SessionTest, ASecondOneLeavesTheFilesOfTheFirstAsTheyAre) {
    const auto wish = options(microphone_, prompts(1));
    const Session session(wish);
    std::ofstream(file("session.jsonl"), std::ios::app) << "{\"half\"";
    const std::string log = text_of(file("session.jsonl"));
    EXPECT_THROW(Session{wish}, Error);
    EXPECT_EQ(text_of(file("session.jsonl")), log);
}

/// The manifest could not name such a file, and the next session would not know the prompt again.
TEST_F(SessionTest, WordsThatAreNoUtf8AreRefused) {
    const std::string latin_1 = "sp\xE4t";
    EXPECT_NE(error_of([&] {
                  Session(options(microphone_, {{"a", "b", latin_1, 1}}));
              }).find("no UTF-8"),
              std::string::npos);
    auto wish = options(microphone_, prompts(1));
    wish.notes["speaker"] = latin_1;
    EXPECT_NE(error_of([&] { Session session(wish); }).find("no UTF-8"), std::string::npos);
}

TEST_F(SessionTest, WhatItsFilesNameOutsideOfTheFolderIsRefusedAndStays) {
    const auto wish = options(microphone_, prompts(1));
    std::filesystem::create_directory(folder_ / "set");
    {
        WavFile outside(folder_ / "mine.wav", {48000, 1, SampleFormat::s16_le}, {});
        ASSERT_FALSE(outside.append_silence(480));
        ASSERT_FALSE(outside.close());
    }
    for (const char* path : {"../mine.wav", "a/../../mine.wav"}) {
        std::ofstream(file("session.jsonl")) << "\n{\"next\":\"" << path << "\",\"id\":\"1\"}\n";
        EXPECT_NE(error_of([&] {
                      Session session(wish);
                  }).find("session.jsonl:2: its file's path leads out of the folder"),
                  std::string::npos);
        EXPECT_TRUE(std::filesystem::exists(folder_ / "mine.wav"));
    }
}

/// The manifest is a megabyte of empty lines, so that a limit meets it alone.
TEST_F(SessionTest, ATakeWhoseLineCannotBeWrittenIsJudgedByTheNextStop) {
    constexpr std::uint64_t bytes = 1'000'000;
    std::filesystem::create_directory(folder_ / "set");
    std::ofstream(file(manifest_name)) << std::string(bytes, '\n');
    Session session(options(microphone_, prompts(2)));
    session.start();
    wait_until([&] { return session.recorder().frames() >= 480; });
    {
        const FullCard full(bytes);
        EXPECT_THROW(session.stop(), Error);
        EXPECT_THROW(session.stop(), Error);
    }
    EXPECT_FALSE(session.is_recording());
    EXPECT_THROW(session.start(), Error);
    EXPECT_TRUE(session.stop().is_kept());
    EXPECT_TRUE(record(session).is_kept());
    EXPECT_EQ(files(), (Files{"1.wav", "2.wav"}));
}

// What a kill leaves at each place

TEST_F(SessionTest, AFinishedTakeWithoutALineIsJudgedAsItWouldHaveBeen) {
    auto wish = options(microphone_, prompts(2));
    crash_after([&] {
        Session session(wish);
        record(session, 4800);
    });
    const std::string lines = text_of(file(manifest_name)), log = text_of(file("session.jsonl"));
    const auto cut = [](const std::string& name, const std::string& text, const char* end) {
        std::ofstream(name, std::ios::binary) << text.substr(0, text.find(end));
    };
    cut(file(manifest_name), lines, "\"sha256\""); // torn
    cut(file("session.jsonl"), log, "{\"take\"");
    {
        Session session(wish);
        EXPECT_EQ(session.remarks(), Files{"1: finished before the program was; kept"});
        EXPECT_EQ(session.prompt()->id, "2");
    }
    EXPECT_EQ(text_of(file(manifest_name)), lines);

    cut(file(manifest_name), lines, "{"); // the same where it is not good enough
    cut(file("session.jsonl"), log, "{\"take\"");
    wish.limits.shortest = 10s;
    Session session(wish);
    EXPECT_EQ(session.prompt()->id, "1");
    EXPECT_EQ(session.remarks().size(), 1u);
    EXPECT_FALSE(std::filesystem::exists(file("1.wav")));
    EXPECT_EQ(text_of(file(manifest_name)), "");
}

TEST_F(SessionTest, ATakeThatWasCutOffGoesAndItsPromptIsAskedForAgain) {
    const auto wish = options(microphone_, prompts(1));
    crash_after([&] {
        Session* session = new Session(wish);
        session->start();
        ::_exit(0);
    });
    EXPECT_TRUE(std::filesystem::exists(file("1.wav.part")));
    Session session(wish);
    EXPECT_FALSE(std::filesystem::exists(file("1.wav.part")));
    EXPECT_EQ(session.remarks(), Files{"1: was being recorded when the program ended; removed"});
    EXPECT_EQ(record(session).attempts, 2u);
    EXPECT_EQ(files(), Files{"1.wav"});
}

TEST_F(SessionTest, AFileOfSomebodyElseIsLeftAndNeverOverwritten) {
    std::filesystem::create_directory(folder_ / "set");
    std::ofstream(file("1.wav")) << "mine";
    std::ofstream(file("2.wav.part")) << "mine";
    Session session(options(microphone_, prompts(2)));
    record(session);
    record(session);
    EXPECT_EQ(files(), (Files{"1-2.wav", "2-2.wav"}));
    EXPECT_EQ(text_of(file("1.wav")), "mine");
    EXPECT_EQ(text_of(file("2.wav.part")), "mine");
}

} // namespace
} // namespace redstart
