// The table of keys: what each is called, what it takes, an example, and what it means.
#pragma once

#include "config/config_rows.hpp"

#include <chrono>

/// A new key is a member in config.hpp, its default in <redstart/defaults.hpp> and a row in here;
/// scripts/keys writes it into the manuals and the packaged redstart.toml.
namespace redstart::config_table {

using namespace std::chrono_literals;
using enum HowOften;

inline Config& whole(Config& config, std::size_t) {
    return config;
}
inline AudioConfig& audio_part(Config& config, std::size_t) {
    return config.audio;
}
inline ButtonConfig& button_part(Config& config, std::size_t index) {
    if (config.buttons.size() <= index) config.buttons.resize(index + 1);
    return config.buttons[index];
}
inline LedConfig& led_part(Config& config, std::size_t) {
    return config.led ? *config.led : config.led.emplace();
}
inline StorageConfig& storage_part(Config& config, std::size_t) {
    return config.storage;
}
inline ControlConfig& control_part(Config& config, std::size_t) {
    return config.control;
}
inline ListenConfig& listen_part(Config& config, std::size_t) {
    return config.listen;
}
inline MetadataConfig& metadata_part(Config& config, std::size_t) {
    return config.metadata;
}

/// Those that stand above the first table.
inline constexpr auto top = table(
    "", once, whole, "",
    key("board", text(&Config::board, "a board's name or a path to its profile"), R"("pi5")",
        "Which board this is: a folder in `/usr/share/redstart/board`, or a path with a `/` in it. "
        "Its profile names the button, the LED and the microphone; what stands in this file beats "
        "it. Without a board there is neither button nor LED, unless this file names their lines.\n"
        "A profile is a file of this format that names no board."));

inline constexpr auto audio = table(
    "audio", once, audio_part, "",
    key("device", text(&AudioConfig::device, R"(an ALSA name like "hw:CARD=mic,DEV=0")"),
        R"("hw:CARD=Device,DEV=0")",
        "The microphone; `redstart devices` lists what there is. Best is a name with the card in "
        "it. `auto` is the one card that records, of several the first by name: log and status "
        "tell which.\n"
        "`auto` comes with the boards `rpi` and `pi5`. A desktop's `default` belongs to its sound "
        "server, which no service can reach."),
    key("rate", number(&AudioConfig::rate, AudioFormat::min_rate, AudioFormat::max_rate), "44100",
        "Frames in a second. What the device cannot do becomes its nearest, and the log says so; "
        "`channels` and `format` likewise."),
    key("channels", number(&AudioConfig::channels, 1, AudioFormat::max_channels), "1",
        "1 is mono, 2 is stereo."),
    key("format",
        text(&AudioConfig::format, "S16_LE, S24_3LE, S24_LE, S32_LE or FLOAT_LE", is_format),
        R"("S32_LE")",
        "How a sample is written: 16, 24 or 32 bits, or as a floating-point number.\n"
        "`S24_LE` is written as `S24_3LE`, without its empty fourth byte."),
    key("chunk_frames", number(&AudioConfig::chunk_frames, 16, 65536), "512",
        "The unit in which sound moves through the program, in frames."),
    key("ring", duration(&AudioConfig::ring, 6s, 1h), R"("2m")",
        "How long a card may stall before a frame is lost, less 5 seconds.\n"
        "Where `sync_every` and 2 seconds are more than these 5, they are held back instead, but "
        "at most half of the ring."),
    key("ring_limit", size(&AudioConfig::ring_limit, 1'000'000), R"("128MB")",
        "Where the ring would take more memory than this, it takes this much; `redstart plan` "
        "tells how long that is."),
    key("pre_roll", duration(&AudioConfig::pre_roll, 0s, 1h), R"("10s")",
        "Sound from before the press, in front of each take; at most the ring less 5 seconds. "
        "A take that begins soon after another repeats the end of that one."));

inline constexpr auto button = table(
    "button", repeatable, button_part,
    "Several buttons are written as `[[button]]`, one after the other. Without this table there is "
    "no button, unless the board has one; a key that stands here replaces the board's.",
    key("line", text(&ButtonConfig::line, R"(a line like "GPIO17")", is_line), R"("gpiochip0:17")",
        "A line's name, or chip and offset; gpioinfo(1) lists them. `terminal`: Enter is the "
        "button; `none`: the board's button is not there.\n"
        "It has to be set where no board sets it."),
    key("active_low", yes_or_no(&ButtonConfig::active_low), "false",
        "Pressed is low: true for a button to ground."),
    key("bias",
        choice(&ButtonConfig::bias, {{"pull-up", Bias::pull_up},
                                     {"pull-down", Bias::pull_down},
                                     {"disabled", Bias::disabled},
                                     {"as-is", Bias::as_is}}),
        R"("disabled")", "The Pi's own resistor."),
    key("debounce", duration(&ButtonConfig::debounce, 0s, 1s), R"("50ms")",
        "A level counts once it was quiet for so long; a press keeps the time of its first edge."),
    key("mode",
        choice(&ButtonConfig::mode, {{"toggle", ButtonMode::toggle},
                                     {"momentary", ButtonMode::momentary},
                                     {"switch", ButtonMode::switch_},
                                     {"guarded", ButtonMode::guarded}}),
        R"("guarded")",
        "`toggle`: a press starts, the next one stops. `momentary`: records while held. `switch`: "
        "follows a latching switch; there can be only one. `guarded`: a press starts, a press "
        "marks, a hold stops ([more](manual.md#the-appliance))."),
    key("resume",
        choice(&ButtonConfig::resume,
               {{"after-crash", Resume::after_crash}, {"never", Resume::never}}),
        R"("after-crash")",
        "`after-crash`: where a life of the program ended inside a take, by crash or power cut, "
        "the next one goes on recording; `never`: it does not. Built in is `after-crash` for a "
        "switch, `never` for the others.\n"
        "It never does after a clean stop, nor where that next life ends before its take has "
        "begun. For a switch, `never` means that one that is on has to be moved first."),
    key("hold", duration(&ButtonConfig::hold, 100ms, 60s), R"("3s")",
        "How long a long press is, in mode `guarded`."),
    key("power_off_hold", duration_or_zero(&ButtonConfig::power_off_hold, 1s, 60s), R"("6s")",
        "Held that long, the take is finished and the Pi powers off; `0s`: never. Not in mode "
        "`switch`."));

inline constexpr auto led = table(
    "led", once, led_part, "Without this table there is no LED, unless the board has one.",
    key("line", text(&LedConfig::line, R"(a line like "GPIO27")", is_line), R"("gpiochip0:27")",
        "A line's name, or chip and offset, as for the button. `terminal`: the light is drawn "
        "there; `none`: the board's LED is not there.\n"
        "It has to be set where no board sets it."),
    key("active_low", yes_or_no(&LedConfig::active_low), "true", "True for an LED to 3.3 V."),
    key("stealth", yes_or_no(&LedConfig::stealth), "true",
        "Dark while armed and recording; a fault shows all the same."));

inline constexpr auto storage = table(
    "storage", once, storage_part, "",
    key("folder", text(&StorageConfig::folder, "the path of a folder", is_place),
        R"("/media/redstart")",
        "Where takes go. For a card or stick of its own: label it REDSTART and write "
        "`/media/redstart`. It is mounted when it is there; boot and service do not wait for it "
        "(CARDS in redstart(1)).\n"
        "The folder is never made, for it may be a card that is not there. `~` is refused: only a "
        "shell knows it."),
    key("name", text(&StorageConfig::name, R"(a pattern like "{date}_{seq}")", is_name),
        R"("{host}-{seq}_{y}{m}{d}_{time}")",
        "How takes are named, in UTC and legal on FAT: `{date}` 2026-11-21, `{time}` 081500, `{y}` "
        "`{m}` `{d}` `{H}` `{M}` `{S}`, `{host}`, `{name}`, the word of `redstart start --name`, "
        "and `{seq}`, 0001 and on, which its last part must have.\n"
        "A take without a word leaves out `{name}` and a separator beside it: `{name}_{seq}` is "
        "then 0001.\n"
        "The time is that of the file's first frame. A clock that was never set gives "
        "`boot-<n>_<seq>`."),
    key("sync_every", duration(&StorageConfig::sync_every, 100ms, 60s), R"("2s")",
        "What a power cut may cost: this much sound and a chunk."),
    key("split_every", duration_or_zero(&StorageConfig::split_every, 1s, 24h * 365), R"("1h")",
        "A new file after so long; `0s`: never by time."),
    key("large",
        choice(&StorageConfig::large, {{"split", LargeFiles::split}, {"rf64", LargeFiles::rf64}}),
        R"("rf64")",
        "Near 4 GiB a take goes on in a new file (`split`), or in the same as RF64, EBU Tech 3306 "
        "(`rf64`)."),
    key("keep_free", size(&StorageConfig::keep_free, 0), R"("2GB")",
        "With less than this left on the card, or less than 1 MB, the take is finished and none "
        "begins."),
    key("when_full",
        choice(&StorageConfig::when_full,
               {{"stop", WhenFull::stop}, {"delete-oldest", WhenFull::delete_oldest}}),
        R"("delete-oldest")",
        "`stop`: below `keep_free` the take is finished and none begins. `delete-oldest`: a while "
        "before that the oldest finished takes are deleted until there is room again; a file "
        "`NAME.keep` beside `NAME.wav` keeps it.\n"
        "Each goes with its `NAME.json` and a line in the log. A file goes only if it is a take of "
        "Redstart's that was finished, with a name that `name` makes; the newest take stays. Where "
        "nothing may go, it is as with `stop` ([more](manual.md#a-card-that-fills-up))."));

inline constexpr auto control =
    table("control", once, control_part, "",
          key("socket", text(&ControlConfig::socket, "a path of 1 to 107 bytes", is_socket),
              R"("/run/user/1000/redstart.sock")", "Where the appliance listens for orders."));

inline constexpr auto listen =
    table("listen", once, listen_part,
          "Without this table nobody can listen, and nothing is done for it.",
          key("socket",
              text(&ListenConfig::socket, R"("" or a path of up to 107 bytes)", is_socket_or_off),
              R"("/run/redstart/sound.sock")",
              "Where programs hear what the microphone hears, as it comes; empty: nowhere "
              "([more](listen.md)).\n"
              "At most four listen at a time. One that is slow loses sound, the takes never do."));

inline constexpr auto metadata = table(
    "metadata", once, metadata_part,
    "What each file says of itself to editors, archives and players "
    "([which reads what](metadata.md)). `--note KEY=TEXT` of the same name beats it for one take.",
    key("project", text(&MetadataConfig::project, "a line of text", is_plain_line),
        R"("Dawn chorus 2026")", "What the takes belong to."),
    key("place", text(&MetadataConfig::place, "a line of text", is_plain_line), R"("North pond")",
        "Where they are made."),
    key("artist", text(&MetadataConfig::artist, "a line of text", is_plain_line), R"("A. Wren")",
        "Who made them."),
    key("note", text(&MetadataConfig::note, "a line of text", is_plain_line),
        R"("two pairs of microphones")", "What else is to be known."),
    key("position", place_on_earth(&MetadataConfig::position), "[52.5, 13.4]",
        "Latitude and longitude, WGS84; north and east are positive."),
    key("tracks", texts(&MetadataConfig::tracks, AudioFormat::max_channels, is_plain_line),
        R"(["left", "right"])", "The names of the channels."));

/// In the order of the manuals.
inline constexpr auto tables = std::tuple(audio, button, led, storage, control, listen, metadata);

} // namespace redstart::config_table
