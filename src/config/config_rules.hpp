// The kinds of values that a key takes, and how rows of them become a table.
#pragma once

#include "config/config_keys.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redstart {

/// What one member of a Part takes. The Setting's value is set only where it fits.
template <class Part>
struct Rule {
    std::string takes;
    std::function<bool(Part&, const Setting::Value&)> set;
};

inline bool any_text(const std::string& text) {
    return !text.empty();
}

/// "512" may be meant as megabytes: a text without a unit is refused, though the command line takes
/// a bare number for seconds.
inline bool has_unit(const std::string& text) {
    return !text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) != 0;
}

/// `fits` may also throw Error, where it knows better what is wrong.
template <class Part, class Member>
Rule<Part> text(Member Part::*member, std::string takes,
                const std::function<bool(const std::string&)>& fits = any_text) {
    return {std::move(takes), [=](Part& part, const Setting::Value& value) {
                const auto* given = std::get_if<std::string>(&value);
                if (given == nullptr || !fits(*given)) return false;
                part.*member = *given;
                return true;
            }};
}

template <class Part, class Member>
Rule<Part> number(Member Part::*member, std::int64_t least, std::int64_t most) {
    return {"a number from " + std::to_string(least) + " to " + std::to_string(most),
            [=](Part& part, const Setting::Value& value) {
                const auto* given = std::get_if<std::int64_t>(&value);
                if (given == nullptr || *given < least || *given > most) return false;
                part.*member = static_cast<Member>(*given);
                return true;
            }};
}

template <class Part>
Rule<Part> yes_or_no(bool Part::*member) {
    return {"true or false", [=](Part& part, const Setting::Value& value) {
                const auto* given = std::get_if<bool>(&value);
                if (given == nullptr) return false;
                part.*member = *given;
                return true;
            }};
}

template <class Part>
Rule<Part> duration_or_zero(std::chrono::nanoseconds Part::*member, std::chrono::nanoseconds least,
                            std::chrono::nanoseconds most) {
    return {"\"0s\" or a time with its unit from " + show_duration(least) + " to " +
                show_duration(most),
            [=](Part& part, const Setting::Value& value) {
                const auto* given = std::get_if<std::string>(&value);
                const auto time =
                    given == nullptr || !has_unit(*given) ? std::nullopt : parse_duration(*given);
                if (!time || *time > most || (*time < least && time->count() != 0)) return false;
                part.*member = *time;
                return true;
            }};
}

template <class Part>
Rule<Part> duration(std::chrono::nanoseconds Part::*member, std::chrono::nanoseconds least,
                    std::chrono::nanoseconds most) {
    const auto or_zero = duration_or_zero(member, least, most);
    return {"a time with its unit from " + show_duration(least) + " to " + show_duration(most),
            [=](Part& part, const Setting::Value& value) {
                Part changed = part;
                if (!or_zero.set(changed, value) || changed.*member < least) return false;
                part = changed;
                return true;
            }};
}

template <class Part>
Rule<Part> size(std::uint64_t Part::*member, std::uint64_t least) {
    return {"a size with its unit like \"512MB\", at least " + show_bytes(least),
            [=](Part& part, const Setting::Value& value) {
                const auto* given = std::get_if<std::string>(&value);
                const auto bytes =
                    given == nullptr || !has_unit(*given) ? std::nullopt : parse_size(*given);
                if (!bytes || *bytes < least) return false;
                part.*member = *bytes;
                return true;
            }};
}

template <class Part, class Choice>
Rule<Part> choice(Choice Part::*member,
                  std::initializer_list<std::pair<std::string_view, Choice>> choices) {
    const std::vector<std::pair<std::string_view, Choice>> all(choices);
    std::string takes = "one of";
    for (const auto& [word, chosen] : all)
        takes.append(takes == "one of" ? " " : ", ").append(word);
    return {std::move(takes), [=](Part& part, const Setting::Value& value) {
                const auto* given = std::get_if<std::string>(&value);
                if (given == nullptr) return false;
                const auto row =
                    std::ranges::find(all, *given, [](auto& one) { return one.first; });
                if (row == all.end()) return false;
                part.*member = row->second;
                return true;
            }};
}

/// `part` finds (or makes) the Part that the rows are about.
template <class Part>
ConfigTable table(std::string name, Part& (*part)(Config&, std::size_t),
                  std::initializer_list<std::pair<std::string_view, Rule<Part>>> rows) {
    ConfigTable result{std::move(name),
                       false,
                       [=](Config& config, std::size_t index) { part(config, index); },
                       {}};
    for (const auto& [key, rule] : rows)
        result.keys.push_back({std::string(key), rule.takes,
                               [part, set = rule.set](Config& config, std::size_t index,
                                                      const Setting::Value& value) {
                                   return set(part(config, index), value);
                               }});
    return result;
}

} // namespace redstart
