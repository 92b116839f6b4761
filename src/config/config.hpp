// What the appliance is to do: the tables of redstart.toml as values.
#pragma once

#include "base/mixer_setting.hpp"
#include "gpio/gesture.hpp"
#include "gpio/line.hpp"
#include "wav/metadata.hpp"

#include <redstart/defaults.hpp>
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
    std::string device = defaults::audio::device;
    unsigned rate = defaults::audio::rate;
    unsigned channels = defaults::audio::channels;
    std::string format{to_string(defaults::audio::format)}; // ALSA's name; S24_LE is taken too
    Frames chunk_frames = defaults::audio::chunk_frames;
    std::chrono::nanoseconds ring = defaults::audio::ring;
    std::uint64_t ring_limit = defaults::audio::ring_limit; // bytes
    std::chrono::nanoseconds pre_roll = defaults::audio::pre_roll;

    bool operator==(const AudioConfig&) const = default;
};

/// What follows from a life of the program that ended inside a take, by crash or power cut.
enum class Resume : std::uint8_t { after_crash, never };

/// As a button's or LED's `line`: what an earlier file, a board's profile, has there is not there.
inline constexpr const char* no_line = "none";

/// A `line` that reads "terminal" is no GPIO line: Enter is the button, and the LED is shown there.
struct ButtonConfig {
    std::string line;
    bool active_low = defaults::button::active_low;
    Bias bias = defaults::button::bias;
    std::chrono::nanoseconds debounce = defaults::button::debounce;
    ButtonMode mode = defaults::button::mode;
    std::chrono::nanoseconds hold = defaults::button::hold;
    std::chrono::nanoseconds power_off_hold =
        defaults::button::power_off_hold; // 0: the button does not power off
    std::optional<Resume> resume;         // nothing: after-crash for a switch, else never

    bool operator==(const ButtonConfig&) const = default;
};

struct LedConfig {
    std::string line;
    bool active_low = defaults::led::active_low;
    bool stealth = defaults::led::stealth;

    bool operator==(const LedConfig&) const = default;
};

enum class LargeFiles : std::uint8_t { split, rf64 }; // near 4 GiB
enum class WhenFull : std::uint8_t { stop, delete_oldest };

struct StorageConfig {
    std::filesystem::path folder = defaults::storage::folder;
    std::string name = defaults::storage::name;
    std::chrono::nanoseconds sync_every = defaults::storage::sync_every;
    std::chrono::nanoseconds split_every = defaults::storage::split_every; // 0: never by time
    LargeFiles large = LargeFiles::split;
    std::uint64_t keep_free = defaults::storage::keep_free; // bytes
    WhenFull when_full = WhenFull::stop;

    bool operator==(const StorageConfig&) const = default;
};

struct ControlConfig {
    std::filesystem::path socket = defaults::control::socket;

    bool operator==(const ControlConfig&) const = default;
};

struct ListenConfig {
    std::filesystem::path socket; // empty: nobody can listen

    bool operator==(const ListenConfig&) const = default;
};

using MetadataConfig = Description;

struct Config {
    std::string board; // whose profile is below the file that names it; empty: none
    AudioConfig audio;
    std::vector<ButtonConfig> buttons; // none built in
    std::optional<LedConfig> led;      // none built in
    StorageConfig storage;
    std::vector<MixerSetting> mixer; // of the microphone's card; empty: it is left alone
    ControlConfig control;
    ListenConfig listen;
    MetadataConfig metadata;

    bool operator==(const Config&) const = default;
};

} // namespace redstart
