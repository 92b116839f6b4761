// The one place in the program that the prose of the table of keys is for.
#include "config/keys_in_force.hpp"

#include "config/config_keys.hpp"
#include "config/config_table.hpp"

#include <array>
#include <string_view>
#include <variant>

namespace redstart {
namespace {

struct Walk {
    std::vector<KeyInForce>& keys;
    Config now, built_in; // a part that is asked for is made
};

/// A link says nothing where there is no manual beside it, and a line break nothing at all.
std::string plain(std::string_view meaning) {
    std::string text;
    for (std::size_t at = 0; at < meaning.size(); ++at) {
        if (meaning.substr(at).starts_with(" ([")) at = meaning.find("))", at) + 2;
        text += meaning[at] == '\n' ? ' ' : meaning[at];
    }
    return text;
}

/// A text that is empty is none.
std::string value(const std::string& shown) {
    return shown == in_quotes("") ? std::string() : shown;
}

/// No template, so that the compiler makes it once.
void add(Walk& walk, const std::string& head, const char* name, const char* meaning,
         const std::array<std::string, 3>& words) {
    const auto& [now, built_in, range] = words;
    walk.keys.push_back({head + name, value(now), value(built_in), plain(meaning), range});
}

template <class Rule, class Part>
std::array<std::string, 3> words_of(const Rule& rule, const Part& now, const Part& built_in) {
    return {rule.show(now), rule.show(built_in), rule.values()};
}

template <class Part, class... Rules>
void add_table(Walk& walk, const Table<Part, Rules...>& table, const std::string& head,
               std::size_t index = 0) {
    const Part& now = table.program.part(walk.now, index);
    const Part& built_in = table.program.part(walk.built_in, 0);
    std::size_t i = 0;
    const auto add_next = [&](const auto& rule) {
        add(walk, head, table.program.names[i], table.manual.keys[i].meaning,
            words_of(rule, now, built_in));
        ++i;
    };
    std::apply([&](const auto&... rule) { (add_next(rule), ...); }, table.program.rules);
}

template <class Part, class... Rules>
void add_all_of(Walk& walk, const Table<Part, Rules...>& table) {
    const std::string name = table.program.name;
    if (name == "led" && !walk.now.led) return;
    if (table.program.how_often == HowOften::once) return add_table(walk, table, "[" + name + "] ");
    for (std::size_t i = 0; i < walk.now.buttons.size(); ++i)
        add_table(walk, table, "[" + name + (i == 0 ? "" : " " + std::to_string(i + 1)) + "] ", i);
}

std::string show(const MixerSetting& setting) {
    if (const auto* on = std::get_if<bool>(&setting.value)) return *on ? "true" : "false";
    if (const auto* step = std::get_if<std::int64_t>(&setting.value)) return std::to_string(*step);
    return in_quotes(std::get<std::string>(setting.value));
}

} // namespace

std::vector<KeyInForce> keys_in_force(const Config& config) {
    std::vector<KeyInForce> keys;
    Walk walk{keys, config, {}};
    add_table(walk, config_table::top, "");
    std::apply([&](const auto&... table) { (add_all_of(walk, table), ...); }, config_table::tables);
    for (const MixerSetting& setting : config.mixer)
        keys.push_back({"[mixer] " + setting.control,
                        show(setting),
                        {},
                        "A control of the microphone's card.",
                        mixer_values});
    return keys;
}

} // namespace redstart
