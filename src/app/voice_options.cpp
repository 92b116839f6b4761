// A level may be left out, so that the word behind --voice is looked at once all words are known.
#include "app/voice_options.hpp"

#include "app/audio_options.hpp"
#include "app/command_line.hpp"
#include "base/units.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace redstart {
namespace {

constexpr float lowest_dbfs = -120;

/// No name of a file that anybody would take for one, nor standard output.
bool is_meant_as_level(const std::string& word) {
    return word != "-" &&
           std::string_view("+-.0123456789").find(word.front()) != std::string_view::npos;
}

} // namespace

void VoiceOptions::add_to(Command& command, const std::string& split) {
    command
        .option_or_flag("--voice", has_level_, level_,
                        "keep what is above this level (RMS of 10 ms), and 0.25 s around it; "
                        "without a LEVEL -40dBFS")
        .type_name("[LEVEL]");
    command.option("--hold", hold_, "a shorter pause stays, a longer one is cut; 1s")
        .check(a_duration());
    command.flag(split, settings_.splits, "a file for each part between two such pauses");
}

void VoiceOptions::settle(std::chrono::nanoseconds longest_hold, const GiveBack& give_back) {
    if (!level_.empty()) set_level(level_, give_back);
    if (!hold_.empty()) set_hold(longest_hold);
}

void VoiceOptions::set_level(const std::string& word, const GiveBack& give_back) {
    if (!is_meant_as_level(word)) return give_back(word);
    const auto level = parse_level(word);
    if (!level)
        throw Error("--voice", "\"" + word + "\" is no level",
                    "from -120dBFS to 0dBFS, such as -40dBFS");
    settings_.level_dbfs = *level;
}

void VoiceOptions::set_hold(std::chrono::nanoseconds longest) {
    settings_.hold = parse_duration(hold_).value();
    if (settings_.hold > longest)
        throw Error("--hold", hold_ + " is too long", "at most " + exact_duration(longest));
}

std::optional<float> parse_level(const std::string& text) {
    char* end = nullptr;
    const float dbfs = std::strtof(text.c_str(), &end);
    std::string unit = end;
    std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::tolower(c); });
    constexpr std::array<std::string_view, 3> units = {"", "db", "dbfs"};
    const bool is_known = std::ranges::find(units, std::string_view(unit)) != units.end();
    if (end == text.c_str() || !is_known || !(dbfs >= lowest_dbfs && dbfs <= 0)) return {};
    return dbfs;
}

std::string show_level(float dbfs) {
    char text[32];
    std::snprintf(text, sizeof text, "%g dBFS", static_cast<double>(dbfs));
    return text;
}

} // namespace redstart
