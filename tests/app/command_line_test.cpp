// The command line: what is typed reaches its option, whichever of the others are built.
#include "app/command_line.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace redstart {
namespace {

using Words = std::vector<std::string>;

/// A program of one command, and what its last reading gave.
struct Typed {
    std::string file, device = "default";
    std::optional<unsigned> rate;
    std::optional<std::int64_t> chunk;
    std::vector<std::string> notes;
    bool quiet = false, meter = false;
    int readings = 0;
    bool has_run = false;
    int code = -1;

    explicit Typed(const Words& words, bool needs_device = false) {
        CommandLine line({"redstart", "a recorder", "1"}, words, [&](CommandLine& program) {
            ++readings;
            notes.clear();
            Command record = program.add("record", "records", [this] {
                has_run = true;
                return 7;
            });
            record.option("FILE", file, "the file");
            auto named = record.option("-D,--device", device, "the device").shows_default();
            if (needs_device) named.required();
            record.option("-r,--rate", rate, "the rate").check(between(8000, 9000));
            record.option("--chunk", chunk, "the chunk");
            record.repeated(
                "--note",
                [this](const std::string& note) {
                    if (note == "bad") throw Error("note", "it is bad", "write another");
                    notes.push_back(note);
                },
                "a note");
            record.flag("-q,--quiet", quiet, "nothing is shown").excludes("--meter");
            record.flag("-V,--meter", meter, "a meter is shown");
        });
        code = line.run();
    }
};

TEST(CommandLine, BuildsWhatIsNamedAndReadsItAtOnce) {
    const Typed typed(
        {"record", "-q", "--rate=8123", "--note", "a", "--note=b", "x.wav", "-Dnull"});
    EXPECT_EQ(typed.code, 7);
    EXPECT_EQ(typed.readings, 1);
    EXPECT_TRUE(typed.quiet);
    EXPECT_EQ(typed.rate, 8123u);
    EXPECT_EQ(typed.device, "null");
    EXPECT_EQ(typed.file, "x.wav");
    EXPECT_EQ(typed.notes, (Words{"a", "b"}));
    EXPECT_FALSE(typed.meter);
    EXPECT_FALSE(typed.chunk);
}

TEST(CommandLine, ReadsLettersThatStandTogether) {
    const Typed typed({"record", "-qr8001", "x.wav"});
    EXPECT_EQ(typed.code, 7);
    EXPECT_TRUE(typed.quiet);
    EXPECT_EQ(typed.rate, 8001u);
}

TEST(CommandLine, WithoutOptionsLeavesTheDefaults) {
    const Typed typed({"record"});
    EXPECT_EQ(typed.code, 7);
    EXPECT_EQ(typed.readings, 1);
    EXPECT_EQ(typed.device, "default");
    EXPECT_TRUE(typed.file.empty());
}

TEST(CommandLine, MissesARequiredOptionThatNobodyNamed) {
    const Typed typed({"record", "x.wav"}, true);
    EXPECT_EQ(typed.code, 2);
    EXPECT_FALSE(typed.has_run);
    EXPECT_EQ(Typed({"record", "x.wav", "--device", "null"}, true).code, 7);
}

TEST(CommandLine, RefusesWhatExcludesEachOtherInAnyOrder) {
    EXPECT_EQ(Typed({"record", "-q", "-V"}).code, 2);
    EXPECT_EQ(Typed({"record", "--meter", "--quiet"}).code, 2);
    EXPECT_EQ(Typed({"record", "-q"}).code, 7);
}

TEST(CommandLine, RunsNothingWhereAWordIsWrong) {
    for (const Words& words :
         {Words{}, Words{"rekord"}, Words{"record", "--nothing"}, Words{"record", "a", "b"},
          Words{"record", "-r", "7"}, Words{"record", "--note", "bad"}, Words{"record", "--chunk"},
          Words{"--quiet", "record"}}) {
        const Typed typed(words);
        EXPECT_EQ(typed.code, 2);
        EXPECT_FALSE(typed.has_run);
    }
}

TEST(CommandLine, HelpTellsOfEveryOption) {
    ::testing::internal::CaptureStdout();
    const Typed typed({"record", "--help"});
    const std::string help = ::testing::internal::GetCapturedStdout();
    EXPECT_EQ(typed.code, 0);
    EXPECT_FALSE(typed.has_run);
    for (const char* option : {"--device", "default", "--rate", "--chunk", "--note", "--meter"})
        EXPECT_NE(help.find(option), std::string::npos) << option << " in:\n" << help;
}

} // namespace
} // namespace redstart
