// What hands type that know arecord, sox or ffmpeg: what is said, and the exit code, as one table.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Habit {
    const char *typed, *said; // of both outputs a part; "" where nothing but the usual is said
    int code;
};

void PrintTo(const Habit& habit, std::ostream* out) {
    *out << habit.typed;
}

constexpr std::array habits = {
    Habit{"redstart record -f cd -d 1 x.wav", "", 0},
    Habit{"redstart record -fcd -d1 x.wav", "", 0},
    Habit{"redstart record -t wav -d 0.2 x.wav", "", 0},
    Habit{"redstart record -t raw -d 1 x.raw", "sox -t wav - x.raw makes it", 2},
    Habit{"redstart record -t au -d 1 x.au", "sox -t wav - x.au makes it", 2},
    Habit{"redstart record -t flac -d 1 x", "flac is made of a FILE that is called so: x.flac", 2},
    Habit{"redstart record -d 1 x.mp3", "redstart record -q - | ffmpeg -i - x.mp3", 1},
    Habit{"redstart record -s 4800 x.wav", "", 0},
    Habit{"redstart record --samples=4800 x.wav", "", 0},
    Habit{"redstart record --process-id-file pid -d 0.2 x.wav", "", 0},
    Habit{"redstart record -r 48k -d 0.2 x.wav", "", 0},
    Habit{"redstart record -r 44.1k -d 0.2 x.wav", "", 0},
    Habit{"redstart record -r 48 -d 0.2 x.wav", "", 0},
    Habit{"redstart record -c mono -d 0.2 x.wav", "", 0},
    Habit{"redstart record -c stereo -d 0.2 x.wav", "", 0},
    Habit{"redstart record -c two -d 0.2 x.wav", "\"two\" is no number; 1 is mono, 2 is stereo", 2},
    Habit{"redstart record -f s16_le -d 0.2 x.wav", "", 0},
    Habit{"redstart record -f S16 -d 0.2 x.wav", "", 0},
    Habit{"redstart record -f CD -d 0.2 x.wav", "", 0},
    Habit{"redstart record -f s24le -d 0.2 x.wav", "", 0},
    Habit{"redstart record -f U8 -d 0.2 x.wav", "U8 not in", 2},
    Habit{"redstart record -d 0:00.2 x.wav", "", 0},
    Habit{"redstart record -d 00:00:01 x.wav", "", 0},
    Habit{"redstart record -d 1:75 x.wav", "\"1:75\" is no duration", 2},
    Habit{"redstart record -V stereo -d 0.2 x.wav", "", 0},
    Habit{"redstart record -Vmono -d 0.2 x.wav", "", 0},
    Habit{"redstart record --vumeter=mono -d 0.2 x.wav", "", 0},
    Habit{"redstart record -M -d 0.2 x.wav", "-M: taken from arecord, and ignored", 0},
    Habit{"redstart record -N -d 0.2 x.wav", "-N: taken from arecord, and ignored", 0},
    Habit{"redstart record -v -d 0.2 x.wav", "-v: taken from arecord, and ignored", 0},
    Habit{"redstart record -i -d 0.2 x.wav", "-i: taken from arecord, and ignored", 0},
    Habit{"redstart record -F 125000 -d 0.2 x.wav", "-F: taken from arecord, and ignored", 0},
    Habit{"redstart record -B 500000 -d 0.2 x.wav", "-B: taken from arecord, and ignored", 0},
    Habit{"redstart record --period-size=1024 --buffer-size=4096 -d 0.2 x.wav",
          "--buffer-size: taken from arecord, and ignored", 0},
    Habit{"redstart -l", "redstart devices lists sound cards", 2},
    Habit{"redstart record -L", "-L: no such option; redstart devices lists sound cards", 2},
    Habit{"redstart record --list-devices", "redstart devices lists sound cards", 2},
    Habit{"redstart record start", "\"start\" is a command: redstart start", 2},
    Habit{"redstart record -d 5 s", "\"s\" looks like the unit of a time: -d 5s is one word", 2},
    Habit{"redstart record \"\"", "it is empty; leave it out for a name of its own", 2},
    Habit{"redstart record -d 0.2 | cat", "the sound goes there by redstart record - | ...", 0},
    Habit{"redstart record -d 0.2 - >/dev/null", "", 0},
    Habit{"redstart record -d 0.2 /dev/null", "", 0},
    Habit{"redstart record - | head -c 1000 >/dev/null", "", 0},
    Habit{"redstart rec -d 0.2 x.wav", "", 0},
    Habit{"redstart help", "Usage: redstart", 0},
    Habit{"redstart help record", "Usage: redstart record", 0},
    Habit{"redstart version", "redstart ", 0},
    Habit{"redstart rekord", "did you mean record?", 2},
    Habit{"redstart record --fomat cd -t wav x.wav",
          "--fomat: no such option; did you mean --format?", 2},
    Habit{"redstart record -d 1 -d 2 x.wav", "--duration: given more than once", 2},
    Habit{"redstart info .", "take.wav", 0},
    Habit{"redstart verify .", "take.wav: ok", 0},
    Habit{"redstart info - <take.wav", "standard input", 0},
    Habit{"cat take.wav | redstart info -", "(0.200 s, 9600 frames)", 0},
};

class Habits : public testing::TestWithParam<Habit> {
protected:
    Habits() { use_simulated_board(); }

    /// As a shell runs it whose microphone is the simulated one; the exit code is redstart's.
    Ended type(const std::string& line) const {
        const std::string shell =
            "redstart() { case $1 in record|rec) c=$1; shift; set -- \"$c\" -D '" +
            microphone_.pcm() + "' \"$@\";; esac; '" + redstart({})[0] +
            "' \"$@\"; code=$?; echo $code >code; return $code; }\n" + line;
        Surroundings around;
        around.folder = folder_.path();
        Ended ended = run({"/bin/sh", "-c", shell}, around);
        std::ifstream(folder_.path() / "code") >> ended.code;
        fs::remove(folder_.path() / "code");
        return ended;
    }

    const TemporaryFolder folder_;
    const SimulatedMicrophone microphone_;
};

TEST_P(Habits, AreTakenOrToldBy) {
    const Habit& habit = GetParam();
    if (std::string_view(habit.typed).find("x.") == std::string_view::npos) {
        ASSERT_EQ(type("redstart record -q -d 0.2 take.wav").code, 0);
    }
    const Ended ended = type(habit.typed);
    EXPECT_EQ(ended.code, habit.code) << ended.err;
    EXPECT_NE((ended.out + ended.err).find(habit.said), std::string::npos)
        << ended.out << ended.err;
    EXPECT_EQ(ended.err.find("Broken pipe"), std::string::npos) << ended.err;
    for (const char* slip : {"start", "s", "stereo", "mono", "pid"})
        EXPECT_FALSE(fs::exists(folder_.path() / slip)) << slip;
    const bool makes_x = habit.code == 0 && std::string_view(habit.typed).ends_with("x.wav");
    EXPECT_EQ(fs::exists(folder_.path() / "x.wav"), makes_x);
}

std::string row(const Habit& habit) {
    std::string text;
    for (const char* c = habit.typed; *c != '\0'; ++c)
        text += *c == '|' ? std::string("\\|") : std::string(1, *c);
    std::string said;
    for (const char* c = habit.said; *c != '\0'; ++c)
        said += *c == '|' ? std::string("\\|") : std::string(1, *c);
    return "| `" + text + "` | " + std::to_string(habit.code) + " | " + said + " |\n";
}

TEST(HabitsPage, HasTheTable) {
    std::ifstream file(REDSTART_HABITS_PAGE);
    const std::string page(std::istreambuf_iterator<char>(file), {});
    std::string table = "| typed | exit code | said |\n| --- | --- | --- |\n";
    for (const Habit& habit : habits) table += row(habit);
    EXPECT_NE(page.find(table), std::string::npos) << table;
}

INSTANTIATE_TEST_SUITE_P(OfOtherRecorders, Habits, testing::ValuesIn(habits));

} // namespace
} // namespace redstart
