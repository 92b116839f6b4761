// Each key of redstart.toml does what it says, and each slip is told with its place.
#include "config/load_config.hpp"
#include "support/folder.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class TheConfiguration : public testing::Test {
protected:
    /// Each text is a file of its own, the later over the earlier: 1.toml, 2.toml ...
    Config load(const std::vector<std::string>& texts) {
        std::vector<fs::path> layers;
        for (const std::string& text : texts) {
            layers.push_back(folder_ / (std::to_string(layers.size() + 1) + ".toml"));
            std::ofstream(layers.back()) << text;
        }
        return load_config(layers);
    }

    /// The error without the folder in front of it; empty where there is none.
    std::string why(const std::vector<std::string>& texts) {
        try {
            load(texts);
        } catch (const Error& error) {
            const std::string text = error.what();
            const std::string front = folder().string() + "/";
            return text.starts_with(front) ? text.substr(front.size()) : text;
        }
        return {};
    }

    const fs::path& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

TEST_F(TheConfiguration, OfAMixerNamesControlsAndALaterFileReplacesOne) {
    const Config config = load({"[mixer]\n\"Mic Capture Volume\" = \"80%\"\n\"Mic Capture "
                                "Switch\" = true\n",
                                "[mixer]\n\"Mic Capture Volume\" = 7\n"});
    ASSERT_EQ(config.mixer.size(), 2u);
    EXPECT_EQ(config.mixer[0], (MixerSetting{"Mic Capture Switch", true}));
    EXPECT_EQ(config.mixer[1], (MixerSetting{"Mic Capture Volume", std::int64_t{7}}));
    EXPECT_NE(why({"[mixer]\nGain = 3.5\n"}).find("1.toml:2:1: [mixer] Gain: is 3.5; it takes"),
              std::string::npos);
    EXPECT_NE(why({"[[mixer]]\nGain = 3\n"}), "");
}

// The built-in values, as the manual shows them, but for the parts that none are built in.
const char* const manual = R"(
[audio]
device = "default"
rate = 48000
channels = 2
format = "S16_LE"
chunk_frames = 1024
ring = "30s"
ring_limit = "64MB"
pre_roll = "0s"

[storage]
folder = "/var/lib/redstart/takes"
name = "{date}/{y}{m}{d}T{time}Z_{host}_{seq}"
sync_every = "1s"
split_every = "0s"
large = "split"
keep_free = "512MB"
when_full = "stop"

[control]
socket = "/run/redstart/control.sock"
)";

const char* const button_and_led = R"(
[button]
line = "GPIO17"
active_low = true
bias = "pull-up"
debounce = "20ms"
mode = "toggle"
resume = "never"
hold = "1500ms"
power_off_hold = "0s"

[led]
line = "GPIO27"
active_low = false
stealth = false
)";

TEST_F(TheConfiguration, WithoutAFileIsTheOneOfTheManual) {
    EXPECT_EQ(load_config({}), load({manual}));
    EXPECT_TRUE(load_config({}).buttons.empty());
    EXPECT_FALSE(load_config({}).led);
}

TEST_F(TheConfiguration, OfAButtonAndAnLedNeedsOnlyTheirLines) {
    EXPECT_EQ(load({button_and_led}), load({"button.line = 'GPIO17'\nled.line = 'GPIO27'"}));
}

TEST_F(TheConfiguration, EveryKeyReachesItsPlace) {
    const Config config = load({R"(
[audio]
device = "hw:CARD=mic,DEV=0"
rate = 96000
channels = 4
format = "S24_LE"
chunk_frames = 512
ring = "1m"
ring_limit = "32MiB"
pre_roll = "10s"
[button]
line = "gpiochip0:17"
active_low = false
bias = "as-is"
debounce = "5ms"
mode = "switch"
resume = "never"
hold = "3s"
power_off_hold = "6s"
[led]
line = "terminal"
active_low = true
stealth = true
[storage]
folder = "/mnt/card"
name = "{y}{m}{d}_{seq}"
sync_every = "2s"
split_every = "1h"
large = "rf64"
keep_free = "1GB"
when_full = "delete-oldest"
[control]
socket = "/tmp/redstart.sock"
[metadata]
project = "Dawn"
place = "North pond"
artist = "A. Wren"
note = "two pairs"
position = [52.5, -13]
tracks = ["left", "right"]
)"});
    const ButtonConfig button{"gpiochip0:17",      false, Bias::as_is, 5ms,
                              ButtonMode::switch_, 3s,    6s,          Resume::never};
    EXPECT_EQ(config.audio,
              (AudioConfig{"hw:CARD=mic,DEV=0", 96000, 4, "S24_LE", 512, 60s, 33'554'432, 10s}));
    EXPECT_EQ(config.buttons, std::vector{button});
    EXPECT_EQ(config.led, (LedConfig{"terminal", true, true}));
    EXPECT_EQ(config.storage,
              (StorageConfig{"/mnt/card", "{y}{m}{d}_{seq}", 2s, 1h, LargeFiles::rf64,
                             1'000'000'000, WhenFull::delete_oldest}));
    EXPECT_EQ(config.control, ControlConfig{"/tmp/redstart.sock"});
    EXPECT_EQ(config.metadata, (MetadataConfig{"Dawn",
                                               "North pond",
                                               "A. Wren",
                                               "two pairs",
                                               GeoPosition{52.5, -13},
                                               {"left", "right"}}));
}

TEST_F(TheConfiguration, OfALaterFileReplacesSingleKeys) {
    const Config config = load({button_and_led + std::string("[audio]\nrate = 44100\nchannels = 1"),
                                "[audio]\nrate = 96000\n[button]\nmode = 'guarded'"});
    EXPECT_EQ(config.audio.rate, 96000u);
    EXPECT_EQ(config.audio.channels, 1u);
    ASSERT_EQ(config.buttons.size(), 1u);
    EXPECT_EQ(config.buttons[0].line, "GPIO17");
    EXPECT_EQ(config.buttons[0].mode, ButtonMode::guarded);
    EXPECT_EQ(config.led.value().line, "GPIO27");
}

TEST_F(TheConfiguration, OfASwitchAloneResumesAfterACrashUnlessToldOtherwise) {
    const Config config =
        load({"[[button]]\nline = 'GPIO17'\nmode = 'switch'\n[[button]]\nline = 'GPIO22'\n"
              "[[button]]\nline = 'GPIO5'\nresume = 'after-crash'"});
    ASSERT_EQ(config.buttons.size(), 3u);
    EXPECT_EQ(config.buttons[0].resume, Resume::after_crash);
    EXPECT_EQ(config.buttons[1].resume, Resume::never);
    EXPECT_EQ(config.buttons[2].resume, Resume::after_crash);
}

TEST_F(TheConfiguration, TakesAwayWhatABoardHasByTheLineNone) {
    const Config config = load({button_and_led, "[button]\nline = 'none'\n[led]\nline = 'none'"});
    EXPECT_TRUE(config.buttons.empty());
    EXPECT_FALSE(config.led);
}

TEST_F(TheConfiguration, RefusesOneLineForButtonAndLed) {
    EXPECT_EQ(why({button_and_led, "[led]\nline = 'GPIO17'"}),
              "2.toml:1:1: [led]: GPIO17 is the line of button and LED; give one of them another "
              "line; gpioinfo lists the lines");
    load({"[button]\nline = 'terminal'\n[led]\nline = 'terminal'"});
}

TEST_F(TheConfiguration, MayHoldSeveralButtons) {
    const Config config = load({"[[button]]\nline = 'GPIO17'\n[[button]]\nline = 'GPIO22'",
                                "[[button]]\nhold = '2s'\n[[button]]\n[[button]]\nline='GPIO5'"});
    ASSERT_EQ(config.buttons.size(), 3u);
    EXPECT_EQ(config.buttons[0].hold, 2s);
    EXPECT_EQ(config.buttons[1].line, "GPIO22");
    EXPECT_EQ(config.buttons[2].line, "GPIO5");
}

TEST_F(TheConfiguration, TellsEachSlipWithItsPlace) {
    const std::pair<std::string, std::string> rows[] = {
        {"[audio]\nrat = 48000", "1.toml:2:1: [audio] rat: unknown key; did you mean rate?"},
        {"[storage]\nkeep_free = '512'", "1.toml:2:1: [storage] keep_free: is "},
        {"[audio]\nring = '10'", "1.toml:2:1: [audio] ring: is "},
        {"board = rpi",
         "1.toml:1:9: board: rpi is no value of TOML; text stands in quotes: board = \"rpi\""},
        {"[audio]\ndevice = hw:CARD=mic,DEV=0", "1.toml:2:10: device: hw:CARD=mic,DEV=0 is no "
                                                "value of TOML; text stands in quotes: device "
                                                "= \"hw:CARD=mic,DEV=0\""},
        {"[audio]\npre_roll = 10s # of it", "1.toml:2:14: pre_roll: 10s is no value of TOML; text "
                                            "stands in quotes: pre_roll = \"10s\""},
        {"[audio]\nrate = 1\n[audoi]", "1.toml:2:1: [audio] rate: is 1; "},
        {"\n[audoi]\nrate = 1", "1.toml:2:1: [audoi]: unknown table; did you mean audio?"},
        {"[led]\nline='GPIO2'\nbrightness = 5",
         "1.toml:3:1: [led] brightness: unknown key; there are line, active_low, stealth"},
        {"rate = 48000", "1.toml:1:1: rate: unknown outside of a table; keys stand below a line "
                         "like [audio], only board above"},
        {"audio = []", "1.toml:1:1: audio: unknown outside of a table; "},
        {"board = 5", "1.toml:1:1: board: is 5; it takes a board's name or a path"},
        {"board = ''", "1.toml:1:1: board: is \"\"; "},
        {"[[audio]]\nrate = 48000", "1.toml:1:1: [[audio]]: there is only one; write [audio]"},
        {"[audio]\nrate = \"48000\"",
         "1.toml:2:1: [audio] rate: is \"48000\"; it takes a number from 8000 to 384000"},
        {"[audio]\nrate = 48000.0", "1.toml:2:1: [audio] rate: is 48000.0; "},
        {"[audio]\n  channels = 0", "1.toml:2:3: [audio] channels: is 0; "},
        {"[audio]\nring = 30", "1.toml:2:1: [audio] ring: is 30; it takes a time with its unit"},
        {"[led]\nline='GPIO2'\nstealth = 1", "1.toml:3:1: [led] stealth: is 1; it takes true or"},
        {"[led]\nstealth = true", "1.toml:1:1: [led]: has no line; "},
        {"[[button]]\nline='GPIO1'\n[[button]]", "1.toml:3:1: [[button]]: has no line; "},
        {"[button]\nline = 'knob'\nmode = 'tggle'", "1.toml:3:1: [button] mode: is "},
        {"[button]\nline = 17", "1.toml:2:1: [button] line: is 17; it takes a line like"},
        {"[button]\nline = 'GPIO 17:x'", "1.toml:2:1: [button] line: "},
        {"[button.x]\ny = 1", "1.toml:1:"},
        {"[storage]\nname = '{dat}'", "1.toml:2:1: [storage] name: "},
        {"[storage]\nwhen_full = 'panic'",
         "1.toml:2:1: [storage] when_full: is \"panic\"; it takes one of stop, delete-oldest"},
        {"[storage]\nfolder = '~/takes'",
         "1.toml:2:1: [storage] folder: \"~/takes\": only a shell knows what ~ is; write the path "
         "from / on, like /home/pi/takes"},
        {"[storage]\nfolder = 'takes'",
         "1.toml:2:1: [storage] folder: \"takes\": a service has no folder of its own to begin "
         "at; write the whole path, like /home/pi/takes"},
        {"[control]\nsocket = 'x'", "1.toml:2:1: [control] socket: \"x\": a service has no"},
        {"[control]\nsocket = '~/x'", "1.toml:2:1: [control] socket: \"~/x\": only a shell"},
        {"[audio]\nrate = 48000\nrate = 44100", "1.toml:3:"},
        {"[metadata]\nposition = [91, 0]",
         "1.toml:2:1: [metadata] position: is a list; it takes [latitude, longitude] in degrees"},
        {"[metadata]\nposition = '52.5,13.4'", "1.toml:2:1: [metadata] position: is "},
        {"[metadata]\ntracks = 'left'", "1.toml:2:1: [metadata] tracks: is \"left\"; it takes a "
                                        "list of up to 32 texts"},
        {"[metadata]\ntracks = ['left', 1]", "1.toml:2:1: [metadata] tracks: is a list; "},
        {"[metadata]\nplace = \"a\\nb\"", "1.toml:2:1: [metadata] place: is "},
        {"[metadata]\nplaces = 'x'",
         "1.toml:2:1: [metadata] places: unknown key; did you mean place?"},
        {"[audio\nrate = 48000", "1.toml:1:"},
        {"[audio]\nrate = ", "1.toml:2:"},
        {"[ü]\nrate = 48000", "1.toml:1:2: "},
        {"ċ = 1", "1.toml:1:1: "},
    };
    for (const auto& [text, expected] : rows) {
        const std::string told = why({text});
        EXPECT_EQ(told.substr(0, expected.size()), expected) << text << "\n -> " << told;
    }
}

TEST_F(TheConfiguration, HasOneSwitchAtMost) {
    EXPECT_NE(why({"[[button]]\nline = 'GPIO17'\nmode = 'switch'\n"
                   "[[button]]\nline = 'GPIO22'\nmode = 'switch'"})
                  .find("1.toml:4:1: [[button]]: is a second button of mode switch"),
              std::string::npos);
}

TEST_F(TheConfiguration, TellsWhatStandsTwice) {
    EXPECT_NE(why({"[audio]\nrate = 48000\nrate = 44100"}).find("take one out"), std::string::npos);
    EXPECT_NE(why({"[button]\nline = 'GPIO17'\n[button]\nline = 'GPIO22'"}).find("[[button]]"),
              std::string::npos);
}

TEST_F(TheConfiguration, KeepsEachValueWithinItsBounds) {
    struct Row {
        std::string table, key;
        std::vector<std::string> good, bad;
    };
    const Row rows[] = {
        {"audio", "rate", {"8000", "384000"}, {"7999", "384001", "-1", "true"}},
        {"audio", "channels", {"1", "32"}, {"0", "33", "4294967298"}},
        {"audio", "chunk_frames", {"16", "65536"}, {"15", "65537"}},
        {"audio", "format", {"'S24_3LE'", "'S24_LE'", "'FLOAT_LE'"}, {"'S16_BE'", "''", "16"}},
        {"audio", "device", {"'default'"}, {"''", "[]", "{}"}},
        {"audio", "ring", {"'6s'", "'1h'"}, {"'5999ms'", "'0s'", "'30 sec'", "''"}},
        {"audio", "ring_limit", {"'1MB'"}, {"'999kB'", "64000000", "'64mb'"}},
        {"audio", "pre_roll", {"'0s'", "'25s'"}, {"'25001ms'", "'-1s'"}},
        {"storage", "sync_every", {"'100ms'", "'60s'"}, {"'99ms'", "'61s'", "'0s'"}},
        {"storage", "split_every", {"'0s'", "'1s'", "'24h'"}, {"'999ms'"}},
        {"storage", "keep_free", {"'0B'"}, {"'lots'"}},
        {"storage", "large", {"'split'", "'rf64'"}, {"'RF64'", "true"}},
        {"storage", "folder", {"'/x'"}, {"''"}},
        {"control", "socket", {"'/x'"}, {"''", "'" + std::string(108, 'x') + "'"}},
    };
    for (const Row& row : rows) {
        const std::string front = "[" + row.table + "]\n" + row.key + " = ";
        for (const std::string& value : row.good) EXPECT_EQ(why({front + value}), "") << value;
        for (const std::string& value : row.bad) {
            const std::string place = "1.toml:2:1: [" + row.table + "] " + row.key + ": ";
            EXPECT_TRUE(why({front + value}).starts_with(place)) << front + value;
        }
    }
}

TEST_F(TheConfiguration, TellsThatThePreRollDoesNotFitTheRingOfAnotherFile) {
    const std::string pre_roll = "[audio]\npre_roll = '20s'";
    EXPECT_EQ(why({pre_roll}), "");
    const std::string told = why({pre_roll, "[audio]\nring = '20s'"});
    EXPECT_TRUE(told.starts_with("2.toml:2:1: [audio] pre_roll: is longer than")) << told;
}

TEST_F(TheConfiguration, OfAFileThatIsNotThereIsToldAndNotPassedOver) {
    const std::vector<fs::path> missing = {folder() / "none.toml"};
    const std::vector<fs::path> directory = {folder()};
    EXPECT_THROW(load_config(missing), Error);
    EXPECT_THROW(load_config(directory), Error);
    EXPECT_THROW(load_config_or_default(missing[0]), Error);
}

TEST_F(TheConfiguration, OfABoardIsBelowTheFile) {
    fs::create_directory(folder() / "hat");
    std::ofstream(folder() / "hat" / "redstart.toml") << button_and_led << "[audio]\nrate = 44100";
    std::ofstream(folder() / "own.toml") << "[audio]\nrate = 96000";
    const Config config = load_config_or_default(folder() / "own.toml", folder() / "hat");
    EXPECT_EQ(config.audio.rate, 96000u);
    EXPECT_EQ(config.buttons.size(), 1u);
}

class TheBoard : public TheConfiguration {
public:
    TheBoard() {
        add("hat", "[audio]\nrate = 44100\nchannels = 1\n[led]\nline = 'GPIO5'");
        add("other", "[audio]\nrate = 32000");
    }

protected:
    /// A board's profile in a folder of that name.
    void add(const char* name, const char* profile) {
        fs::create_directory(folder() / name);
        std::ofstream(folder() / name / "redstart.toml") << profile;
    }

    std::string path(const char* name) const { return (folder() / name).string(); }

    /// What this file means, over the board that it names or that the command line does.
    Config with(const std::string& text, const std::string& board = {}) {
        std::ofstream(folder() / "own.toml") << text;
        return load_config_or_default(folder() / "own.toml", board);
    }

    std::string why_not(const std::string& text, const std::string& board = {}) {
        try {
            with(text, board);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
};

TEST_F(TheBoard, ThatTheFileNamesIsBelowTheFile) {
    const Config config = with("board = '" + path("hat") + "'\n[audio]\nrate = 96000");
    EXPECT_EQ(config.board, path("hat"));
    EXPECT_EQ(config.audio.rate, 96000u);
    EXPECT_EQ(config.audio.channels, 1u);
    EXPECT_EQ(config.led.value().line, "GPIO5");
}

TEST_F(TheBoard, OfTheCommandLineBeatsTheOneOfTheFile) {
    const Config config = with("board = '" + path("hat") + "'", path("other"));
    EXPECT_EQ(config.audio.rate, 32000u);
    EXPECT_FALSE(config.led);
}

TEST_F(TheBoard, ThatIsNotThereIsBlamedOnTheLineThatNamesIt) {
    EXPECT_TRUE(why_not("\nboard = 'pi99'").starts_with(path("own.toml") + ":2:1: board pi99: "));
}

TEST_F(TheBoard, NamesNoBoardInTurn) {
    add("riddle", "board = 'rpi'");
    for (const std::string& told :
         {why_not("board = '" + path("riddle") + "'"), why_not("", path("riddle"))})
        EXPECT_NE(told.find("a board's profile names no board"), std::string::npos) << told;
}

/// Loads it as nobody, where /etc is a folder of this process's own that only root may search; 0
/// for an Error, 77 where there is no such folder to be had.
int load_where_etc_is_closed() {
    constexpr uid_t nobody = 65534;
    const bool is_closed = ::unshare(CLONE_NEWNS) == 0 &&
                           ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                           ::mount("etc", "/etc", "tmpfs", 0, "mode=0700") == 0 &&
                           ::setresuid(nobody, nobody, nobody) == 0;
    if (!is_closed) return 77;
    try {
        load_config_or_default("", "");
    } catch (const Error&) {
        return 0;
    } catch (...) {
        return 1;
    }
    return 2;
}

/// Of ours, which SIGHUP in a take survives; and never the built-in values in place of a file.
TEST(TheDefaultConfiguration, ThatMayNotBeSearchedForIsAnError) {
    if (::geteuid() != 0) GTEST_SKIP() << "a closed folder in place of /etc needs root";
    const pid_t child = ::fork();
    if (child == 0) ::_exit(load_where_etc_is_closed());
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mounts of its own here";
    EXPECT_EQ(status, 0);
}

} // namespace
} // namespace redstart
