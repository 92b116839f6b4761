// What the appliance is to do: the tables of redstart.toml as values.
#pragma once

#include "gpio/gesture.hpp"
#include "gpio/line.hpp"

#include <redstart/format.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redstart {

struct AudioConfig {
    std::string device = "default";
    unsigned rate = 48000;
    unsigned channels = 2;
    std::string format = "S16_LE"; // ALSA's name; S24_LE is taken too
    Frames chunk_frames = 1024;
    std::chrono::nanoseconds ring = std::chrono::seconds(30);
    std::uint64_t ring_limit = 64'000'000; // bytes
    std::chrono::nanoseconds pre_roll{};

    bool operator==(const AudioConfig&) const = default;
};

/// What follows from a life of the program that ended inside a take, by crash or power cut.
enum class Resume : std::uint8_t { after_crash, never };

/// As a button's or LED's `line`: what an earlier file, a board's profile, has there is not there.
inline constexpr const char* no_line = "none";

/// A `line` that reads "terminal" is no GPIO line: Enter is the button, and the LED is shown there.
struct ButtonConfig {
    std::string line;
    bool active_low = true;
    Bias bias = Bias::pull_up;
    std::chrono::nanoseconds debounce = std::chrono::milliseconds(20);
    ButtonMode mode = ButtonMode::toggle;
    std::chrono::nanoseconds hold = std::chrono::milliseconds(1500);
    std::chrono::nanoseconds power_off_hold{}; // 0: the button does not power off
    std::optional<Resume> resume;              // nothing: after-crash for a switch, else never

    bool operator==(const ButtonConfig&) const = default;
};

struct LedConfig {
    std::string line;
    bool active_low = false;
    bool stealth = false;

    bool operator==(const LedConfig&) const = default;
};

enum class LargeFiles : std::uint8_t { split, rf64 }; // near 4 GiB
enum class WhenFull : std::uint8_t { stop, delete_oldest };

struct StorageConfig {
    std::filesystem::path folder = "/var/lib/redstart/takes";
    std::string name = "{date}/{date}T{time}Z_{host}_{seq}";
    std::chrono::nanoseconds sync_every = std::chrono::seconds(1);
    std::chrono::nanoseconds split_every{}; // 0: never by time
    LargeFiles large = LargeFiles::split;
    std::uint64_t keep_free = 512'000'000; // bytes
    WhenFull when_full = WhenFull::stop;

    bool operator==(const StorageConfig&) const = default;
};

struct ControlConfig {
    std::filesystem::path socket = "/run/redstart/control.sock";

    bool operator==(const ControlConfig&) const = default;
};

struct Config {
    std::string board; // whose profile is below the file that names it; empty: none
    AudioConfig audio;
    std::vector<ButtonConfig> buttons; // none built in
    std::optional<LedConfig> led;      // none built in
    StorageConfig storage;
    ControlConfig control;

    bool operator==(const Config&) const = default;
};

/// The built-in values, and over them the files in their order: a key of a later file replaces that
/// one key; the n-th button of a later file goes over the n-th of an earlier one. Throws Error
/// (`FILE:LINE:COLUMN: [table] key: cause; remedy`) for whatever is not as it should be: nothing
/// in a file is ever passed over.
Config load_config(std::span<const std::filesystem::path> layers);

/// The profile of `board`, else of the board that the file names, if any (see find_board), and over
/// it the file: `file`; where none is named, default_config_file, if there is one.
Config load_config_or_default(const std::string& file, const std::string& board = {});

inline constexpr const char* default_config_file = "/etc/redstart/redstart.toml";

/// Every key there is, as "board" or "[audio] device": what the manual has to name.
std::vector<std::string> config_keys();

} // namespace redstart
