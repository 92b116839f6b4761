// A level may be left out, so that the word behind --voice is looked at once all words are known.
#include "app/voice_options.hpp"

#include "app/audio_options.hpp"
#include "app/command_line.hpp"
#include "base/units.hpp"

#include <redstart/error.hpp>

#include <cstdio>
#include <string_view>

namespace redstart {
namespace {

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
        throw WrongUsage("--voice", "\"" + word + "\" is no level",
                         "from -120dBFS to 0dBFS, such as -40dBFS");
    settings_.level_dbfs = *level;
}

void VoiceOptions::set_hold(std::chrono::nanoseconds longest) {
    settings_.hold = parse_duration(hold_).value();
    if (settings_.hold > longest)
        throw WrongUsage("--hold", hold_ + " is too long", "at most " + exact_duration(longest));
}

std::string show_level(float dbfs) {
    char text[32];
    std::snprintf(text, sizeof text, "%g dBFS", static_cast<double>(dbfs));
    return text;
}

} // namespace redstart
