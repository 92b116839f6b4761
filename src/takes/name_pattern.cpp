// Turns a pattern into a format for strftime(3), and into the shape of what comes out.
#include "takes/name_pattern.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <sstream>
#include <unistd.h>

namespace redstart {
namespace {

constexpr std::string_view not_on_fat = "<>:\"\\|?*{}";
constexpr char seq_mark = 1, time_mark = 2; // no name may hold them
constexpr std::size_t longest_part = 200;   // of FAT's 255, for ".wav.part" and more digits

struct TimeKey {
    std::string_view name, format;
    std::size_t width;
};

constexpr std::array time_keys = {TimeKey{"date", "%Y-%m-%d", 10}, TimeKey{"time", "%H%M%S", 6},
                                  TimeKey{"y", "%Y", 4},           TimeKey{"m", "%m", 2},
                                  TimeKey{"d", "%d", 2},           TimeKey{"H", "%H", 2},
                                  TimeKey{"M", "%M", 2},           TimeKey{"S", "%S", 2}};

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_illegal(char c) noexcept {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7F ||
           not_on_fat.find(c) != std::string_view::npos;
}

/// A host's name may hold anything that its administrator can type.
std::string sanitised(std::string_view host) {
    std::string name(host.substr(0, 63));
    for (char& c : name)
        if (is_illegal(c) || c == '/' || c == ' ' || c == '.') c = '-';
    return name.empty() ? "host" : name;
}

bool is_legal_part(std::string_view part) noexcept {
    return !part.empty() && part.size() <= longest_part && part.front() != ' ' &&
           part.back() != '.' && part.back() != ' ' && std::ranges::none_of(part, is_illegal);
}

bool fits(char mark, char c) noexcept {
    return mark == time_mark ? is_digit(c) || c == '-' : mark == c;
}

} // namespace

NamePattern::NamePattern(std::string_view pattern, std::string_view host) : pattern_(pattern) {
    while (!pattern.empty()) {
        const bool key = pattern[0] == '{';
        const std::size_t end = std::min(pattern.find(key ? '}' : '{'), pattern.size());
        if (key && end == pattern.size())
            throw Error(pattern_, "a { without its }", "keys are written like {date}");
        if (key)
            add_key(pattern.substr(1, end - 1), host);
        else
            add_text(pattern.substr(0, end));
        pattern.remove_prefix(end + key);
    }
    check();
}

void NamePattern::add_text(std::string_view text) {
    if (std::ranges::any_of(text, is_illegal))
        throw Error(pattern_, "a character that FAT does not have",
                    "leave out <>:\"\\|?* and whatever cannot be seen");
    for (const char c : text) format_ += c == '%' ? "%%" : std::string(1, c);
    shape_ += text;
}

void NamePattern::add_key(std::string_view key, std::string_view host) {
    const auto time = std::ranges::find(time_keys, key, &TimeKey::name);
    if (time != time_keys.end()) {
        format_ += time->format;
        shape_.append(time->width, time_mark);
    } else if (key == "seq") {
        format_ += seq_mark;
        shape_ += seq_mark;
    } else if (key == "host") {
        add_text(sanitised(host));
    } else {
        throw Error(pattern_, "no key {" + std::string(key) + "}",
                    "there are {date}, {time}, {y}, {m}, {d}, {H}, {M}, {S}, {host} and {seq}");
    }
}

void NamePattern::check() const {
    if (std::ranges::count(shape_, seq_mark) != 1 || shape_.find(seq_mark) < shape_.rfind('/') + 1)
        throw Error(pattern_, "{seq} has to stand once in its last part",
                    "two takes may begin in the same second");
    std::istringstream parts(expand({}, 1));
    for (std::string part; std::getline(parts, part, '/');)
        if (!is_legal_part(part))
            throw Error(pattern_, "\"" + part + "\" is no name of a file",
                        "a name is not empty, not long, and has no dot or space at its end");
}

std::string NamePattern::expand(std::chrono::system_clock::time_point time, unsigned seq) const {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::string name(format_.size() + shape_.size(), '\0');
    name.resize(std::strftime(name.data(), name.size(), format_.c_str(), &utc));
    char number[16];
    std::snprintf(number, sizeof number, "%04u", seq);
    return name.replace(name.find(seq_mark), 1, number);
}

std::optional<unsigned> NamePattern::seq_of(std::string_view last_part) const noexcept {
    const std::string_view shape = std::string_view(shape_).substr(shape_.rfind('/') + 1);
    const std::size_t before = shape.find(seq_mark), behind = shape.size() - before - 1;
    if (last_part.size() <= before + behind) return {};
    const auto front = last_part.substr(0, before);
    const auto number = last_part.substr(before, last_part.size() - before - behind);
    const auto back = last_part.substr(last_part.size() - behind);
    if (!std::ranges::equal(shape.substr(0, before), front, fits) ||
        !std::ranges::equal(shape.substr(before + 1), back, fits))
        return {};
    unsigned seq = 0;
    const char* end = number.data() + number.size();
    const auto read = std::from_chars(number.data(), end, seq);
    if (read.ec != std::errc{} || read.ptr != end) return {};
    return seq;
}

/// Read loosely and written again: only what comes out the same was made so.
std::optional<NamePattern::Made> NamePattern::made(const std::string& name) const {
    const std::size_t mark = format_.find(seq_mark);
    std::tm utc{};
    utc.tm_mday = 1;
    utc.tm_year = 70;
    const char* at = ::strptime(name.c_str(), format_.substr(0, mark).c_str(), &utc);
    if (at == nullptr) return {};
    Made made;
    const char* end = name.data() + name.size();
    const auto number = std::from_chars(at, end, made.seq);
    if (number.ec != std::errc{}) return {};
    if (::strptime(number.ptr, format_.c_str() + mark + 1, &utc) != end) return {};
    if (utc.tm_year < 70 || utc.tm_year > 361) return {}; // 1970 to 2261, which can be counted
    const auto time = std::chrono::system_clock::from_time_t(::timegm(&utc));
    if (expand(time, made.seq) != name) return {};
    const auto has = [this](const char* key) { return format_.find(key) != format_.npos; };
    if (has("%Y") && has("%m") && has("%d")) made.time = time;
    return made;
}

std::size_t NamePattern::depth() const noexcept {
    return static_cast<std::size_t>(std::ranges::count(shape_, '/'));
}

std::string host_name() {
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return {};
    return std::string(std::string_view(name).substr(0, std::string_view(name).find('.')));
}

} // namespace redstart
