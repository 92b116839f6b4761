// Some letters are a habit from arecord: those have a remedy of their own.
#include "app/wrong_words.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace redstart {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::pair<std::string_view, const char*>, 4> habits = {
    {{"-l", "redstart devices lists sound cards"},
     {"-L", "redstart devices lists sound cards"},
     {"--list-", "redstart devices lists sound cards"},
     {"-v", "redstart --version tells the version"}}};

bool holds(const Words& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

std::string remedy_for(const std::string& option, const Words& options,
                       const std::string& command) {
    for (const auto& [letter, remedy] : habits)
        if (option.starts_with(letter)) return remedy;
    const bool is_long = option.starts_with("--");
    const auto near =
        is_long ? nearest(option.substr(2, option.find('=') - 2), options) : std::nullopt;
    return near ? "did you mean --" + *near + "?" : command + " --help shows what there is";
}

} // namespace

std::string left_over(const Words& left, const Words& typed, const Words& options,
                      const std::string& command) {
    const auto is_option = [&](const std::string& word) {
        return word.size() > 1 && word.front() == '-' && holds(left, word);
    };
    if (const auto option = std::ranges::find_if(typed, is_option); option != typed.end())
        return *option + ": no such option; " + remedy_for(*option, options, command);
    const std::string& word = left.empty() ? command : left.back();
    return word + ": one argument too many; see " + command + " --help";
}

std::string no_command(const std::string& word, const Words& commands) {
    const std::string quoted = "\"" + word + "\"";
    if (word.starts_with("-"))
        return quoted + ": no such option; " + remedy_for(word, {}, "redstart");
    const auto near = nearest(word, commands);
    return quoted + " is no command" + (near ? "; did you mean " + *near + "?" : "");
}

std::string with_help(const std::string& what, const std::string& command) {
    if (what.find(" --help") != what.npos) return what;
    const bool asks = what.ends_with('?');
    return what + (asks ? " " : "; see ") + command + " --help" + (asks ? " shows all" : "");
}

} // namespace redstart
