// How a row of the table of keys is written: what the program needs of it, and what the manuals do.
#pragma once

#include "config/config.hpp"
#include "config/config_rules.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace redstart {

/// What manuals say of a key. Of what is shipped only keys_in_force.cpp may ask for it: another
/// copy of the prose would be one too many.
///
/// The meaning is Markdown, with nothing but `code`, names of pages like gpioinfo(1) and, in
/// brackets, ([links](manual.md), which only docs/configuration.md shows). What follows a line
/// break is left out of the packaged redstart.toml.
struct KeyManual {
    const char* example; // as a file has it, and other than the default
    const char* meaning;
};

template <class Rule>
struct Key {
    const char* name;
    Rule rule;
    KeyManual manual;
};

template <class Rule>
constexpr Key<Rule> key(const char* name, Rule rule, const char* example, const char* meaning) {
    return {name, rule, {example, meaning}};
}

enum class HowOften : std::uint8_t { once, repeatable };

/// What the program needs of a table's keys.
template <class Part, class... Rules>
struct TableRules {
    const char* name;
    HowOften how_often;
    Part& (*part)(Config&, std::size_t index); // finds or makes the Part that the rules are about
    std::array<const char*, sizeof...(Rules)> names;
    std::tuple<Rules...> rules;
};

template <std::size_t count>
struct TableManual {
    const char* meaning;
    std::array<KeyManual, count> keys;
};

template <class Part, class... Rules>
struct Table {
    TableRules<Part, Rules...> program;
    TableManual<sizeof...(Rules)> manual;
};

template <class Part, class... Rules>
constexpr Table<Part, Rules...> table(const char* name, HowOften how_often,
                                      Part& (*part)(Config&, std::size_t), const char* meaning,
                                      const Key<Rules>&... keys) {
    return {{name, how_often, part, {keys.name...}, {keys.rule...}}, {meaning, {keys.manual...}}};
}

} // namespace redstart
