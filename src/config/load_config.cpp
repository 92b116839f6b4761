// Layers of files over the built-in values, and errors that say where and what instead.
#include "config/load_config.hpp"

#include "base/nearest.hpp"
#include "config/board.hpp"
#include "config/config_file.hpp"
#include "config/config_keys.hpp"
#include "disk/lookup.hpp"

#include "deck/ring_size.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {
namespace {

std::string bracketed(const SettingTable& table) {
    if (table.name.empty()) return {};
    return table.repeated ? "[[" + table.name + "]]" : "[" + table.name + "]";
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

template <class Row>
std::vector<std::string> names_of(std::span<const Row> rows) {
    std::vector<std::string> names;
    for (const Row& row : rows) names.push_back(row.name);
    return names;
}

/// The row of that name; throws with the nearest name there is, or all of them.
template <class Row>
const Row& find(std::span<const Row> rows, const std::string& name, const std::string& object,
                std::string_view what) {
    const auto row = std::ranges::find(rows, name, &Row::name);
    if (row != rows.end()) return *row;
    const auto names = names_of(rows);
    const auto close = nearest(name, names);
    throw Error(object, "unknown " + std::string(what),
                close ? "did you mean " + *close + "?" : "there are " + join(names));
}

void apply(Config& config, const ConfigTable& keys, const SettingTable& table,
           const Setting& setting) {
    const std::string in = bracketed(table);
    const std::string object = setting.where + ": " + in + (in.empty() ? "" : " ") + setting.key;
    const ConfigKey& key = find(std::span(keys.keys), setting.key, object, "key");
    bool fits = false;
    try {
        fits = key.set(config, table.index, setting.value);
    } catch (const Error& error) {
        throw error.within(object);
    }
    if (!fits) throw Error(object, "is " + setting.shown, "it takes " + key.values);
}

/// Above the first table there is little that can stand; mostly its line has been forgotten.
void apply_top(Config& config, const SettingTable& table) {
    const auto keys = std::span(top_keys().keys);
    for (const Setting& setting : table.settings) {
        if (std::ranges::find(keys, setting.key, &ConfigKey::name) == keys.end())
            throw Error(setting.where + ": " + setting.key, "unknown outside of a table",
                        "keys stand below a line like [audio], only board above");
        apply(config, top_keys(), table, setting);
    }
}

/// The value as a control takes it; which of these it does, the card knows.
decltype(MixerSetting::value) mixer_value(const Setting& setting) {
    if (const auto* on = std::get_if<bool>(&setting.value)) return *on;
    if (const auto* step = std::get_if<std::int64_t>(&setting.value)) return *step;
    const auto* text = std::get_if<std::string>(&setting.value);
    if (text != nullptr && !text->empty()) return *text;
    throw Error(setting.where + ": [mixer] " + setting.key, "is " + setting.shown,
                std::string("it takes ") + mixer_values);
}

void apply_mixer(Config& config, const SettingTable& table) {
    for (const Setting& setting : table.settings) {
        std::erase_if(config.mixer,
                      [&](const MixerSetting& one) { return one.control == setting.key; });
        config.mixer.push_back({setting.key, mixer_value(setting)});
    }
}

void apply(Config& config, const SettingTable& table) {
    if (table.name.empty()) return apply_top(config, table);
    const std::string object = table.where + ": " + bracketed(table);
    const ConfigTable& keys = find(config_tables(), table.name, object, "table");
    if (table.repeated && !keys.repeatable)
        throw Error(object, "there is only one", "write [" + table.name + "]");
    if (keys.name == mixer_table) return apply_mixer(config, table);
    keys.make(config, table.index);
    for (const Setting& setting : table.settings) apply(config, keys, table, setting);
}

void check_line(const SettingTable& table, const std::string& line) {
    if (line.empty())
        throw Error(table.where + ": " + bracketed(table), "has no line",
                    "name it: line = \"GPIO17\"; gpioinfo lists the lines");
}

/// A terminal can be both.
void check_lines_differ(const Config& config, const std::vector<SettingTable>& tables) {
    if (!config.led || config.led->line == no_line || config.led->line == "terminal") return;
    if (std::ranges::find(config.buttons, config.led->line, &ButtonConfig::line) ==
        config.buttons.end())
        return;
    const auto last =
        std::ranges::find_if(tables.rbegin(), tables.rend(), [](const SettingTable& table) {
            return table.name == "led" || table.name == "button";
        });
    throw Error(last->where + ": " + bracketed(*last),
                config.led->line + " is the line of button and LED",
                "give one of them another line; gpioinfo lists the lines");
}

/// Two levels may contradict each other, and there is one recorder.
void check_switches(const Config& config, const std::vector<SettingTable>& tables) {
    const auto is_switch = [](const ButtonConfig& button) {
        return button.mode == ButtonMode::switch_ && button.line != no_line;
    };
    if (std::ranges::count_if(config.buttons, is_switch) < 2) return;
    const auto last =
        std::ranges::find(tables.rbegin(), tables.rend(), "button", &SettingTable::name);
    throw Error(last->where + ": " + bracketed(*last), "is a second button of mode switch",
                "give it another mode; one switch says whether it records");
}

void check_ring(const SettingTable& table, const AudioConfig& audio) {
    if (audio.pre_roll <= audio.ring - ring_reserve) return;
    // The blame is with the key that this file sets.
    const auto has = [&](std::string_view key) {
        return std::ranges::find(table.settings, key, &Setting::key);
    };
    const auto pre_roll = has("pre_roll");
    const auto culprit = pre_roll != table.settings.end() ? pre_roll : has("ring");
    const std::string& where = culprit != table.settings.end() ? culprit->where : table.where;
    throw Error(where + ": [audio] pre_roll", "is longer than the ring less 5 s",
                "a ring that is longer or a pre_roll that is shorter fits");
}

/// What only the whole can tell; a later layer may have filled in what an earlier one left open.
void check(const Config& config, const std::vector<SettingTable>& tables) {
    for (const SettingTable& table : tables) {
        if (table.name == "button") check_line(table, config.buttons[table.index].line);
        if (table.name == "led") check_line(table, config.led->line);
    }
    const auto audio =
        std::ranges::find(tables.rbegin(), tables.rend(), "audio", &SettingTable::name);
    if (audio != tables.rend()) check_ring(*audio, config.audio);
    check_switches(config, tables);
    check_lines_differ(config, tables);
}

void take_away_what_has_no_line(Config& config) {
    std::erase_if(config.buttons, [](const ButtonConfig& one) { return one.line == no_line; });
    if (config.led && config.led->line == no_line) config.led.reset();
}

/// The setting of the board in that file, if there is one.
std::optional<Setting> named_board(const std::filesystem::path& file) {
    for (const SettingTable& table : read_config_file(file))
        for (const Setting& setting : table.settings)
            if (table.name.empty() && setting.key == "board") return setting;
    return {};
}

/// One that names a board in turn would be a riddle.
std::filesystem::path profile_of(const std::string& board) {
    auto profile = find_board(board);
    if (const auto named = named_board(profile))
        throw Error(named->where + ": board", "a board's profile names no board",
                    "redstart.toml and --board do");
    return profile;
}

/// The profile of the board that the file names, if it does; the blame is with that line.
std::optional<std::filesystem::path> profile_named_in(const std::filesystem::path& file) {
    const auto named = named_board(file);
    const auto* board = named ? std::get_if<std::string>(&named->value) : nullptr;
    if (board == nullptr) return {};
    try {
        return profile_of(*board);
    } catch (const Error& error) {
        throw error.within(named->where);
    }
}

} // namespace

Config load_config(std::span<const std::filesystem::path> layers) {
    Config config;
    std::vector<SettingTable> tables;
    for (const auto& layer : layers)
        for (SettingTable& table : read_config_file(layer)) {
            apply(config, table);
            tables.push_back(std::move(table));
        }
    check(config, tables);
    take_away_what_has_no_line(config);
    for (ButtonConfig& button : config.buttons)
        if (!button.resume)
            button.resume =
                button.mode == ButtonMode::switch_ ? Resume::after_crash : Resume::never;
    return config;
}

Config load_config_or_default(const std::string& file, const std::string& board) {
    std::vector<std::filesystem::path> layers;
    if (!file.empty())
        layers.emplace_back(file);
    else if (is_there(default_config_file))
        layers.emplace_back(default_config_file);
    std::optional<std::filesystem::path> profile;
    if (!board.empty())
        profile = profile_of(board);
    else if (!layers.empty())
        profile = profile_named_in(layers.back());
    if (profile) layers.insert(layers.begin(), *profile);
    return load_config(layers);
}

std::vector<std::string> config_keys() {
    std::vector<std::string> names = names_of(std::span(top_keys().keys));
    for (const ConfigTable& table : config_tables())
        for (const ConfigKey& key : table.keys) names.push_back("[" + table.name + "] " + key.name);
    return names;
}

} // namespace redstart
