// Words are changed before they are read, values before they are checked.
#include "app/habits.hpp"

#include "base/decimal.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <utility>

namespace redstart {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// All of it, or nothing.
std::optional<double> number(std::string_view text) {
    const auto value = whole_decimal(text);
    return value && *value >= 0 && *value < 1e9 ? value : std::nullopt;
}

bool is_word_of_vumeter(std::string_view word) {
    return word == "mono" || word == "stereo";
}

/// "-V", "-qV" and "--vumeter", behind which arecord has a word.
bool asks_for_vumeter(std::string_view word) {
    constexpr std::string_view flags = "qVvMNi";
    return word == "--vumeter" || (word.size() > 1 && word[0] == '-' && word.ends_with('V') &&
                                   word.find_first_not_of(flags, 1) == word.npos);
}

/// "-Vstereo" and "--vumeter=stereo"
bool has_word_of_vumeter(std::string_view word) {
    for (const std::string_view front : {std::string_view("-V"), std::string_view("--vumeter=")})
        if (word.starts_with(front) && is_word_of_vumeter(word.substr(front.size()))) return true;
    return false;
}

void leave_out_words_of_vumeter(std::vector<std::string>& words) {
    for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
        if (has_word_of_vumeter(words[i])) words[i] = "-V";
        if (asks_for_vumeter(words[i - 1]) && is_word_of_vumeter(words[i]))
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i--));
    }
}

/// A sign and what is beyond all counting would be a length that no take has.
std::string refusal_of_frames(const std::string& text) {
    std::int64_t frames = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, frames);
    if (error == std::errc{} && rest == end && frames >= 0) return {};
    return '"' + text + "\" is no number of frames; 48000 is one";
}

std::string refusal_of_type(const std::string& type) {
    if (lower(type) == "wav") return {};
    if (lower(type) == "flac") return "flac is made of a FILE that is called so: x.flac";
    constexpr std::array<std::string_view, 4> by_sox = {"raw", "au", "voc", "aiff"};
    const std::string name = lower(type), what = "\"" + name + "\" is not written, only wav";
    if (std::ranges::find(by_sox, name) == by_sox.end()) return what;
    return what + "; redstart record -q - | sox -t wav - x." + name + " makes it";
}

} // namespace

std::vector<std::string> in_our_words(std::vector<std::string> words) {
    if (words.empty()) return words;
    if (words[0] == "version") words[0] = "--version";
    if (words[0] == "help") {
        words.erase(words.begin());
        words.emplace_back("--help");
    }
    if (words[0] == "rec") words[0] = "record";
    if (words[0] == "record") leave_out_words_of_vumeter(words);
    return words;
}

std::string number_of_hertz(const std::string& text) {
    constexpr double least_in_hertz = 1000; // arecord takes what is below 300 times a thousand
    std::string digits = lower(text);
    if (digits.ends_with("hz")) digits.resize(digits.size() - 2);
    const bool is_thousands = digits.ends_with("k");
    if (is_thousands) digits.pop_back();
    const auto value = number(digits);
    if (!value) return text;
    const double hertz = is_thousands || *value < least_in_hertz ? *value * 1000 : *value;
    return std::to_string(std::llround(hertz));
}

std::string number_of_channels(const std::string& text) {
    const std::string word = lower(text);
    return word == "mono" ? "1" : word == "stereo" ? "2" : text;
}

std::string name_of_format(const std::string& text) {
    constexpr std::array<std::pair<std::string_view, const char*>, 14> names = {
        {{"s16_le", "S16_LE"},
         {"s16", "S16_LE"},
         {"s16le", "S16_LE"},
         {"s24_3le", "S24_3LE"},
         {"s24le", "S24_3LE"},
         {"s24_le", "S24_LE"},
         {"s24", "S24_LE"},
         {"s32_le", "S32_LE"},
         {"s32", "S32_LE"},
         {"s32le", "S32_LE"},
         {"float_le", "FLOAT_LE"},
         {"f32le", "FLOAT_LE"},
         {"cd", "cd"},
         {"dat", "dat"}}};
    const std::string word = lower(text);
    for (const auto& [name, ours] : names)
        if (word == name) return ours;
    return text;
}

std::string plain_duration(const std::string& text) {
    const std::size_t colons = static_cast<std::size_t>(std::ranges::count(text, ':'));
    if (colons == 0 || colons > 2) return text;
    double seconds = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find(':'));
        const auto value = number(part);
        const bool is_first = part.data() == text.data();
        if (!value || (!is_first && *value >= 60)) return text;
        seconds = seconds * 60 + *value;
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    if (text.ends_with(':')) return text;
    return std::to_string(std::llround(seconds * 1000)) + "ms";
}

void ArecordOptions::add_to(Command& command) {
    command.option("-t,--file-type", file_type_, "wav: it writes nothing else, but x.flac")
        .type_name("TYPE")
        .check({"", refusal_of_type});
    command.option("-s,--samples", samples, "stop after so many frames")
        .type_name("FRAMES")
        .check({"", refusal_of_frames})
        .excludes("-d");
    command
        .option("--process-id-file", process_id_file,
                "holds the process's number while it records, for kill -INT")
        .type_name("FILE");
    ignored_ = {{"-v,--verbose", "-v"},
                {"-M,--mmap", "-M"},
                {"-N,--nonblock", "-N"},
                {"-i,--interactive", "-i"},
                {"-F,--period-time", "-F"},
                {"-B,--buffer-time", "-B"},
                {"--period-size", "--period-size"},
                {"--buffer-size", "--buffer-size"}};
    constexpr std::size_t flags = 4; // the others have a value
    for (std::size_t i = 0; i < ignored_.size(); ++i) {
        Ignored& one = ignored_[i];
        if (i < flags)
            command.flag(one.names, one.is_given, "not needed").hidden();
        else
            command.option(one.names, one.value, "not needed").hidden();
    }
}

void ArecordOptions::tell_what_is_ignored() const {
    for (const Ignored& one : ignored_) {
        if (!one.is_given && one.value.empty()) continue;
        const std::string_view name = one.shown;
        const char* const why = name == "-i"   ? "a take is stopped by Ctrl-C"
                                : name == "-v" ? "redstart devices and info tell more"
                                : name == "-M" ? "how frames are fetched is decided by itself"
                                : name == "-N" ? "a device that is in use is told at once"
                                               : "the ring is set by itself (--chunk is its unit)";
        log(Level::notice, std::string(name) + ": taken from arecord, and ignored; " + why);
    }
}

Check no_slip() {
    return {"", [](const std::string& file) {
                constexpr std::array<std::string_view, 10> orders = {
                    "start",  "stop",    "toggle", "split", "mark",
                    "status", "devices", "plan",   "play",  "record"};
                constexpr std::array<std::string_view, 6> units = {"s",   "ms", "m",
                                                                   "min", "h",  "sec"};
                if (file.empty())
                    return std::string("it is empty; leave it out for a name of its own");
                if (std::ranges::find(orders, file) != orders.end())
                    return "\"" + file + "\" is a command: redstart " + file + "; ./" + file +
                           " is a file of that name";
                if (std::ranges::find(units, file) != units.end())
                    return "\"" + file + "\" looks like the unit of a time: -d 5" + file +
                           " is one word; ./" + file + " is a file of that name";
                return std::string();
            }};
}

} // namespace redstart
