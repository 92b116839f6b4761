// The kinds of values that a key takes: each says so in words, sets its member and shows it.
#pragma once

#include "config/config_file.hpp"

#include "base/units.hpp"
#include "wav/position.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redstart {

/// "512" may be meant as megabytes: a text without a unit is refused, though the command line takes
/// a bare number for seconds.
bool has_unit(const std::string& text) noexcept;

// What a text may be. They may also throw Error, where they know better what is wrong.
bool is_any_text(const std::string& text);
bool is_line(const std::string& text);
bool is_place(const std::string& text);
bool is_name(const std::string& text);
bool is_format(const std::string& text);
bool is_socket(const std::string& text);
bool is_socket_or_off(const std::string& text); // empty is off
bool is_plain_line(const std::string& text);    // of at most 256 bytes

/// As a TOML file has a text.
std::string in_quotes(std::string_view text);

// Each kind of value has
//   values()              in words, for the manuals and for those who wrote something else;
//   set(part, value)     false where the value is not what it takes;
//   show(part)           the member as a file has it; empty where there is none.

template <class Part, class Member>
struct Text {
    Member Part::*member;
    const char* words;
    bool (*fits)(const std::string&);

    std::string values() const { return words; }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::string>(&value);
        if (given == nullptr || !fits(*given)) return false;
        part.*member = *given;
        return true;
    }

    std::string show(const Part& part) const { return in_quotes(std::string(part.*member)); }
};

template <class Part, class Member>
struct Number {
    Member Part::*member;
    std::int64_t least, most;

    std::string values() const {
        return "a number from " + std::to_string(least) + " to " + std::to_string(most);
    }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::int64_t>(&value);
        if (given == nullptr || *given < least || *given > most) return false;
        part.*member = static_cast<Member>(*given);
        return true;
    }

    std::string show(const Part& part) const { return std::to_string(part.*member); }
};

template <class Part>
struct YesOrNo {
    bool Part::*member;

    std::string values() const { return "true or false"; }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<bool>(&value);
        if (given == nullptr) return false;
        part.*member = *given;
        return true;
    }

    std::string show(const Part& part) const { return part.*member ? "true" : "false"; }
};

template <class Part>
struct Duration {
    std::chrono::nanoseconds Part::*member;
    std::chrono::nanoseconds least, most;
    bool or_zero;

    std::string values() const {
        return (or_zero ? "\"0s\" or a time" : "a time") + std::string(" with its unit from ") +
               exact_duration(least) + " to " + exact_duration(most);
    }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::string>(&value);
        const auto time =
            given == nullptr || !has_unit(*given) ? std::nullopt : parse_duration(*given);
        if (!time || *time > most) return false;
        if (*time < least && !(or_zero && time->count() == 0)) return false;
        part.*member = *time;
        return true;
    }

    std::string show(const Part& part) const { return '"' + exact_duration(part.*member) + '"'; }
};

template <class Part>
struct Size {
    std::uint64_t Part::*member;
    std::uint64_t least;

    std::string values() const {
        const std::string size = "a size with its unit like \"512MB\"";
        return least == 0 ? size : size + ", at least " + exact_size(least);
    }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::string>(&value);
        const auto bytes =
            given == nullptr || !has_unit(*given) ? std::nullopt : parse_size(*given);
        if (!bytes || *bytes < least) return false;
        part.*member = *bytes;
        return true;
    }

    std::string show(const Part& part) const { return '"' + exact_size(part.*member) + '"'; }
};

template <class Part>
struct Place {
    std::optional<GeoPosition> Part::*member;

    std::string values() const {
        return "[latitude, longitude] in degrees, from [-90, -180] to [90, 180]";
    }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::vector<double>>(&value);
        if (given == nullptr || given->size() != 2) return false;
        const GeoPosition place{given->front(), given->back()};
        if (!is_on_earth(place)) return false;
        part.*member = place;
        return true;
    }

    std::string show(const Part& part) const {
        if (!(part.*member)) return {};
        std::string degrees = to_string(*(part.*member));
        return "[" + degrees.replace(degrees.find(' '), 1, ", ") + "]";
    }
};

template <class Part>
struct Texts {
    std::vector<std::string> Part::*member;
    std::size_t most;
    bool (*fits)(const std::string&);

    std::string values() const {
        return "a list of up to " + std::to_string(most) + " texts like [\"left\", \"right\"]";
    }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::vector<std::string>>(&value);
        if (given == nullptr || given->size() > most) return false;
        if (!std::ranges::all_of(*given, fits)) return false;
        part.*member = *given;
        return true;
    }

    std::string show(const Part& part) const {
        std::string list;
        for (const std::string& text : part.*member)
            list += (list.empty() ? "[" : ", ") + in_quotes(text);
        return list.empty() ? list : list + "]";
    }
};

template <class Part, class Member, std::size_t count>
struct Choice {
    Member Part::*member;
    std::array<std::pair<std::string_view, Member>, count> choices;

    std::string values() const {
        std::string text = "one of";
        for (const auto& [word, value] : choices)
            text.append(text == "one of" ? " " : ", ").append(word);
        return text;
    }

    bool set(Part& part, const Setting::Value& value) const {
        const auto* given = std::get_if<std::string>(&value);
        if (given == nullptr) return false;
        const auto row = std::ranges::find(choices, *given, [](auto& one) { return one.first; });
        if (row == choices.end()) return false;
        part.*member = row->second;
        return true;
    }

    std::string show(const Part& part) const {
        for (const auto& [word, value] : choices)
            if (part.*member == value) return '"' + std::string(word) + '"';
        return {}; // nothing is built in
    }
};

// How the table of keys writes them, so that no type has to be spelled there.

template <class Part, class Member>
constexpr Text<Part, Member> text(Member Part::*member, const char* values,
                                  bool (*fits)(const std::string&) = is_any_text) {
    return {member, values, fits};
}

template <class Part, class Member>
constexpr Number<Part, Member> number(Member Part::*member, std::int64_t least, std::int64_t most) {
    return {member, least, most};
}

template <class Part>
constexpr YesOrNo<Part> yes_or_no(bool Part::*member) {
    return {member};
}

template <class Part>
constexpr Place<Part> place_on_earth(std::optional<GeoPosition> Part::*member) {
    return {member};
}

template <class Part>
constexpr Texts<Part> texts(std::vector<std::string> Part::*member, std::size_t most,
                            bool (*fits)(const std::string&)) {
    return {member, most, fits};
}

template <class Part>
constexpr Duration<Part> duration(std::chrono::nanoseconds Part::*member,
                                  std::chrono::nanoseconds least, std::chrono::nanoseconds most) {
    return {member, least, most, false};
}

template <class Part>
constexpr Duration<Part> duration_or_zero(std::chrono::nanoseconds Part::*member,
                                          std::chrono::nanoseconds least,
                                          std::chrono::nanoseconds most) {
    return {member, least, most, true};
}

template <class Part>
constexpr Size<Part> size(std::uint64_t Part::*member, std::uint64_t least) {
    return {member, least};
}

template <class Part, class Member, std::size_t count>
constexpr Choice<Part, Member, count>
choice(Member Part::*member, const std::pair<std::string_view, Member> (&choices)[count]) {
    return {member, std::to_array(choices)};
}

} // namespace redstart
