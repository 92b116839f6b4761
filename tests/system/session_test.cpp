// `redstart session` as a speaker uses it: by Enter, by keys and a pedal, and killed in the middle.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "wav/frames.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <linux/input.h>
#include <map>
#include <random>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using Words = std::vector<std::string>;

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Whole lines of JSON, each an object; what follows the last line end is no line.
std::vector<ordered_json> lines_of(const fs::path& file) {
    std::vector<ordered_json> lines;
    std::string text = text_of(file);
    for (std::size_t end; (end = text.find('\n')) != text.npos; text.erase(0, end + 1)) {
        lines.push_back(ordered_json::parse(text.substr(0, end), nullptr, false));
        EXPECT_TRUE(lines.back().is_object()) << text.substr(0, end);
    }
    return lines;
}

class SessionProgram : public testing::Test {
protected:
    SessionProgram() {
        ::mkfifo(fifo_path().c_str(), 0600);
        fifo_ = UniqueFd(::open(fifo_path().c_str(), O_RDWR | O_CLOEXEC));
    }

    std::string fifo_path() const { return folder_ / "keys"; }
    fs::path set() const { return folder_ / "set"; }
    fs::path manifest() const { return set() / "manifest.jsonl"; }

    std::string prompts(int count, const std::string& words = "say it") const {
        const fs::path file = folder_ / "prompts.csv";
        std::ofstream out(file);
        out << "id,text,label\n";
        for (int i = 1; i <= count; ++i)
            out << "p" << i << "," << words << "," << (i % 2 == 0 ? "even" : "odd") << "\n";
        return file;
    }
    Words arguments(const std::string& file, const Words& more = {}) const {
        Words all = {"session", file,    "--folder", set(), "-D", microphone_.pcm(),
                     "-r",      "48000", "-c",       "1",   "-f", "S16_LE"};
        all.insert(all.end(), more.begin(), more.end());
        return redstart(all);
    }
    static Words any_length() { return {"--shortest", "0", "--quietest=-120", "--in-order"}; }

    /// With its standard input from a pipe, into which type() writes.
    Words with_keys(Words command) const {
        command.insert(command.begin(), {"sh", "-c", "exec \"$0\" \"$@\" <\"$KEYS\""});
        return command;
    }
    Surroundings around() const { return {.environment = {"KEYS=" + fifo_path()}}; }
    void type(const std::string& keys) const {
        ASSERT_EQ(::write(fifo_.get(), keys.data(), keys.size()),
                  static_cast<ssize_t>(keys.size()));
    }
    static bool says(Program& program, const std::string& text) {
        return eventually([&] {
            program.complains_of("\1", 1ms); // reads on
            return program.out().find(text) != std::string::npos;
        });
    }
    std::size_t log_lines(const std::string& key) const {
        std::size_t count = 0;
        const std::string text = text_of(set() / "session.jsonl"), begin = "{\"" + key + "\":";
        for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) ++count;
        return count;
    }
    /// Until so many takes began, and the newest has some sound.
    bool is_recording(std::size_t takes) const {
        return eventually([&] { return log_lines("began") == takes; });
    }

    TemporaryFolder folder_;
    SimulatedMicrophone microphone_{"tone"};
    UniqueFd fifo_;
};

TEST_F(SessionProgram, CollectsATakeForEachPromptByEnterOfEitherKind) {
    Words more = any_length();
    more.insert(more.end(), {"--ask", "speaker,place", "--note", "place=kitchen"});
    Program program(with_keys(arguments(prompts(4), more)), around());
    type("alice\n");
    std::size_t began = 0;
    for (const char* enter : {"\n", "\r", "\r\n", "\n"}) {
        ASSERT_TRUE(eventually([&] { return log_lines("next") == began + 1; }));
        type(enter);
        ASSERT_TRUE(is_recording(++began)) << program.out() << program.err();
        type(enter);
    }
    EXPECT_EQ(program.wait(), 0) << program.err();
    const auto lines = lines_of(manifest());
    ASSERT_EQ(lines.size(), 4u) << program.out();
    Words keys;
    for (const auto& [key, value] : lines[1].items()) keys.push_back(key);
    EXPECT_EQ(keys, (Words{"id", "file", "text", "label", "speaker", "session", "start", "seconds",
                           "rate", "channels", "format", "peak_dbfs", "rms_dbfs", "clips", "gaps",
                           "attempts", "sha256"}));
    EXPECT_EQ(lines[1]["file"], "even/alice_p2.wav");
    EXPECT_EQ(lines[1]["speaker"], "alice");
    EXPECT_EQ(lines[1]["peak_dbfs"], -20.0);
    EXPECT_NE(program.out().find("4 of 4 kept: "), std::string::npos) << program.out();
    EXPECT_NE(text_of(set() / "session.jsonl").find("\"place\":\"kitchen\""), std::string::npos);

    const WavFrames take(set() / "even/alice_p2.wav");
    const std::string sound = "tail -c +4097 '" + (set() / "even/alice_p2.wav").string() +
                              "' | head -c " + std::to_string(take.info().data_bytes) +
                              " | sha256sum";
    EXPECT_EQ(run({"sh", "-c", sound}).out.substr(0, 64), lines[1]["sha256"].get<std::string>());
}

/// Every line is whole, no prompt stands in it twice, and each has its take.
std::set<std::string> ids_in(const fs::path& set) {
    std::set<std::string> ids;
    for (const ordered_json& line : lines_of(set / "manifest.jsonl")) {
        EXPECT_TRUE(ids.insert(line.at("id")).second) << line.at("id") << " is there twice";
        EXPECT_FALSE(line.contains("replaces"));
        const WavFrames take(set / line.at("file").get<std::string>());
        EXPECT_TRUE(take.info().complete);
        EXPECT_NEAR(static_cast<double>(take.info().frames) / 48000,
                    line.at("seconds").get<double>(), 1e-6);
    }
    return ids;
}

TEST_F(SessionProgram, KilledAtTwentyPlacesLosesNoPromptAndHasNoneTwice) {
    const unsigned seed = std::random_device()();
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    const auto up_to = [&random](int most) {
        return std::uniform_int_distribution<int>(0, most)(random);
    };
    const std::string file = prompts(50);
    std::set<std::string> before;
    for (int life = 0; life < 20; ++life) {
        const std::size_t announced = log_lines("next");
        Program program(with_keys(arguments(file, any_length())), around());
        ASSERT_TRUE(eventually([&] { return log_lines("next") > announced; })) << program.err();
        for (int enter = up_to(4); enter >= 0; --enter) {
            type("\n");
            std::this_thread::sleep_for(std::chrono::milliseconds(up_to(15)));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(up_to(20'000)));
        program.signal(SIGKILL);
        ASSERT_EQ(program.wait(), 128 + SIGKILL) << program.err();
        ::fcntl(fifo_.get(), F_SETFL, O_NONBLOCK); // what it did not read any more goes
        for (char rest; ::read(fifo_.get(), &rest, 1) == 1;) {
        }
        const std::set<std::string> now = ids_in(set());
        EXPECT_TRUE(std::ranges::includes(now, before)) << "seed " << seed;
        before = now;
    }
    Program program(with_keys(arguments(file, any_length())), around());
    ASSERT_TRUE(eventually([&] {
        type("\n");
        program.complains_of("\1", 10ms);
        return program.out().find("50 of 50 kept") != std::string::npos;
    })) << program.out();
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_EQ(ids_in(set()).size(), 50u) << "seed " << seed;
    std::size_t sounds = 0;
    for (const auto& entry : fs::recursive_directory_iterator(set()))
        sounds += entry.is_regular_file() && entry.path().extension() != ".jsonl";
    EXPECT_EQ(sounds, 50u) << "seed " << seed;
}

/// What the newest line of each prompt names; each file is there.
std::set<std::string> files_in(const fs::path& set) {
    std::map<std::string, std::string> newest;
    for (const auto& line : lines_of(set / "manifest.jsonl")) newest[line["id"]] = line["file"];
    std::set<std::string> files;
    for (const auto& [id, file] : newest) {
        EXPECT_TRUE(fs::exists(set / file)) << id << ": " << file;
        files.insert(file);
    }
    return files;
}

TEST_F(SessionProgram, MakesFlacOfItsTakesAndNamesAtEachMomentAFileThatIsThere) {
    const std::string file = prompts(8);
    Words more = any_length();
    Program program(with_keys(arguments(file, more)), around());
    ASSERT_TRUE(eventually([&] {
        type("\n");
        program.complains_of("\1", 10ms);
        return program.out().find("8 of 8 kept") != std::string::npos;
    })) << program.out();
    ASSERT_EQ(program.wait(), 0) << program.err();

    more.push_back("--flac");
    const unsigned seed = std::random_device()();
    std::mt19937 random(seed);
    for (int life = 0; life < 20; ++life) {
        Program killed(arguments(file, more));
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        killed.signal(SIGKILL);
        killed.wait();
        EXPECT_EQ(files_in(set()).size(), 8u) << "seed " << seed;
    }
    const auto done = run(arguments(file, more));
    EXPECT_EQ(done.code, 0) << done.err;
    for (const std::string& name : files_in(set())) {
        EXPECT_EQ(fs::path(name).extension(), ".flac") << "seed " << seed;
        EXPECT_FALSE(fs::exists(set() / fs::path(name).replace_extension(".wav"))) << name;
        EXPECT_EQ(run(redstart({"verify", set() / name})).code, 0) << name;
    }
    std::size_t sounds = 0;
    for (const auto& entry : fs::recursive_directory_iterator(set()))
        sounds += entry.is_regular_file() && entry.path().extension() != ".jsonl";
    EXPECT_EQ(sounds, 8u) << "nothing else is left; seed " << seed;
}

TEST_F(SessionProgram, ItsTakesAreExportedWithTheirWordsInEachFormat) {
    Words more = any_length();
    more.insert(more.end(), {"--note", "speaker=alice"});
    Program program(with_keys(arguments(prompts(4), more)), around());
    for (std::size_t take = 1; take <= 4; ++take) {
        ASSERT_TRUE(eventually([&] { return log_lines("next") == take; })) << program.err();
        type("\n");
        ASSERT_TRUE(is_recording(take));
        type("\n");
    }
    ASSERT_EQ(program.wait(), 0) << program.err();
    for (const std::string format :
         {"audiofolder", "commonvoice", "kaldi", "ljspeech", "nemo", "webdataset"}) {
        const fs::path out = folder_ / format;
        const Ended ended = run(redstart({"export", set(), "--as", format, "--to", out}));
        EXPECT_EQ(ended.code, 0) << format << ": " << ended.err;
        EXPECT_NE(ended.out.find(": 4 takes, "), std::string::npos) << ended.out;
        EXPECT_EQ(ended.err, "");
    }
    const auto lines = lines_of(folder_ / "nemo/manifest.json");
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[1]["text"], "say it");
    EXPECT_EQ(lines[1]["speaker"], "alice");
    const fs::path exported = lines[1]["audio_filepath"].get<std::string>();
    EXPECT_EQ(exported.filename(), "alice_p2.wav");
    EXPECT_NEAR(lines[1]["duration"].get<double>(),
                static_cast<double>(WavFrames(exported).info().frames) / 48000, 1e-9);
    EXPECT_EQ(text_of(folder_ / "kaldi/text").substr(0, 16), "alice-p1 say it\n");
}

TEST_F(SessionProgram, ATakeThatIsTooShortIsToldAtOnceAndAskedForAgain) {
    Program program(with_keys(arguments(prompts(1), {"--shortest", "1h", "--in-order"})), around());
    ASSERT_TRUE(says(program, "say it")) << program.err();
    type("\n\n");
    EXPECT_TRUE(says(program, "once more: too short (")) << program.out();
    type("\n");
    EXPECT_TRUE(is_recording(2));
    type("q");
    EXPECT_EQ(program.wait(), 0) << program.err();

    Program again(with_keys(arguments(prompts(1), any_length())), around());
    ASSERT_TRUE(says(again, "say it")) << again.err();
    type("\n");
    EXPECT_TRUE(is_recording(3));
    type("\n");
    EXPECT_EQ(again.wait(), 0) << again.err();
    ASSERT_EQ(lines_of(manifest()).size(), 1u) << again.out();
    EXPECT_EQ(lines_of(manifest())[0]["attempts"], 3);
}

TEST_F(SessionProgram, NeverWaitsForItsDisplay) {
    // Far more than a pipe holds: nothing is read of it before wait().
    Program program(with_keys(arguments(prompts(40, std::string(6000, 'x')), any_length())),
                    around());
    for (std::size_t take = 1; take <= 40; ++take) {
        ASSERT_TRUE(eventually([&] { return log_lines("next") == take; })) << take;
        type("\n");
        ASSERT_TRUE(is_recording(take)) << take;
        type("\n");
    }
    EXPECT_TRUE(eventually([&] { return lines_of(manifest()).size() == 40; }));
    EXPECT_EQ(program.wait(), 0);
}

TEST_F(SessionProgram, KeysOfATerminalRepeatSkipGoBackAndNote) {
    if (!has_terminals()) GTEST_SKIP() << "no pseudo terminal can be had here";
    Program program(arguments(prompts(3), any_length()), {.in_terminal = true});
    const auto take = [&](std::size_t number, const char* prompt) {
        ASSERT_TRUE(eventually([&] { return log_lines("next") >= number; }));
        ASSERT_TRUE(program.complains_of(prompt)) << program.err();
        program.type("\r");
        ASSERT_TRUE(program.complains_of("recording 00:00:0")) << program.err();
        ASSERT_TRUE(is_recording(number));
        program.type("\r");
        ASSERT_TRUE(eventually([&] { return lines_of(manifest()).size() == number; }));
    };
    take(1, "1/3  p1  (odd)");
    program.type("r");
    take(2, "1/3  p1  (odd)");
    program.type("s"); // p2
    ASSERT_TRUE(program.complains_of("3/3  p3"));
    program.type("b");
    program.type("na lorry,\x7f passed\r");
    ASSERT_TRUE(program.complains_of("noted")) << program.err();
    take(3, "2/3  p2  (even)");
    program.type("q");
    EXPECT_EQ(program.wait(), 0);
    const auto lines = lines_of(manifest());
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[1]["replaces"], "odd/p1.wav");
    EXPECT_EQ(lines[1]["file"], "odd/p1-2.wav");
    EXPECT_EQ(lines[2]["id"], "p2");
    EXPECT_NE(text_of(set() / "session.jsonl").find("{\"note\":\"a lorry passed\""),
              std::string::npos);
}

TEST_F(SessionProgram, APedalIsEnter) {
    const fs::path pedal = folder_ / "pedal";
    ::mkfifo(pedal.c_str(), 0600);
    const UniqueFd foot(::open(pedal.c_str(), O_RDWR | O_CLOEXEC));
    const auto step = [&foot] {
        for (const int value : {1, 2, 0}) { // down, held, up
            input_event event{};
            event.type = EV_KEY;
            event.code = KEY_B;
            event.value = value;
            ASSERT_EQ(::write(foot.get(), &event, sizeof event), ssize_t{sizeof event});
        }
    };
    Words more = any_length();
    more.insert(more.end(), {"--pedal", pedal});
    Program program(arguments(prompts(2), more)); // its standard input is at its end
    for (std::size_t take = 1; take <= 2; ++take) {
        ASSERT_TRUE(eventually([&] { return log_lines("next") == take; })) << program.err();
        step();
        ASSERT_TRUE(is_recording(take));
        step();
    }
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_EQ(lines_of(manifest()).size(), 2u);
}

TEST_F(SessionProgram, NothingBeginsBehindItsEnd) {
    Program program(with_keys(arguments(prompts(2), any_length())), around());
    ASSERT_TRUE(says(program, "say it"));
    type("q\n\n");
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_EQ(log_lines("began"), 0u);
}

TEST_F(SessionProgram, ATakeUnderWayGoesAtCtrlC) {
    Program program(with_keys(arguments(prompts(2), any_length())), around());
    ASSERT_TRUE(says(program, "say it"));
    type("\n");
    ASSERT_TRUE(is_recording(1));
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_NE(program.out().find("0 of 2 kept"), std::string::npos) << program.out();
    EXPECT_FALSE(fs::exists(set() / "odd/p1.wav"));
    EXPECT_FALSE(fs::exists(set() / "odd/p1.wav.part"));
    EXPECT_EQ(text_of(manifest()), "");
}

TEST_F(SessionProgram, WhatCannotBeIsOneComplaint) {
    EXPECT_EQ(run(redstart({"session", prompts(1)})).code, 2);
    EXPECT_EQ(run(arguments(prompts(1), {"--quietest=3"})).code, 2);
    EXPECT_EQ(run(arguments(prompts(1), {"--note", "speaker"})).code, 2);
    const Ended none = run(arguments(folder_ / "none.csv"));
    EXPECT_EQ(none.code, 1);
    EXPECT_TRUE(is_one_complaint(none.err));
    const Ended unanswered = run(arguments(prompts(1), {"--ask", "speaker"}));
    EXPECT_EQ(unanswered.code, 1);
    EXPECT_TRUE(is_one_complaint(unanswered.err));
    EXPECT_FALSE(fs::exists(set()));
}

} // namespace
} // namespace redstart
