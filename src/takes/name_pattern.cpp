// Turns a pattern into a format for strftime(3), and into the shape of what comes out.
#include "takes/name_pattern.hpp"

#include "base/take_words.hpp"
#include "takes/name_shape.hpp"

#include <redstart/defaults.hpp>
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
constexpr std::size_t longest_part = 200; // of FAT's 255, for ".wav.part" and more digits

struct TimeKey {
    std::string_view name, format;
    std::size_t width;
};

constexpr std::array time_keys = {TimeKey{"date", "%Y-%m-%d", 10}, TimeKey{"time", "%H%M%S", 6},
                                  TimeKey{"y", "%Y", 4},           TimeKey{"m", "%m", 2},
                                  TimeKey{"d", "%d", 2},           TimeKey{"H", "%H", 2},
                                  TimeKey{"M", "%M", 2},           TimeKey{"S", "%S", 2}};

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

std::string expanded(const std::string& format, std::chrono::system_clock::time_point time,
                     unsigned seq) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::string name(4 * format.size() + 1, '\0'); // no key is four times as long as what it makes
    name.resize(std::strftime(name.data(), name.size(), format.c_str(), &utc));
    char number[16];
    std::snprintf(number, sizeof number, "%04u", seq);
    return name.replace(name.find(seq_mark), 1, number);
}

/// What stood where the default pattern, or its last part, stands now; empty for another.
std::string_view former_pattern(std::string_view pattern) noexcept {
    const auto last_part = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
    constexpr std::string_view now = defaults::storage::name, then = defaults::storage::former_name;
    if (pattern == now) return then;
    return pattern == last_part(now) ? last_part(then) : std::string_view{};
}

} // namespace

NamePattern::NamePattern(std::string_view pattern, std::string_view host)
    : pattern_(pattern), plain_(form(without_name(pattern_), host)) {
    if (pattern_.find(name_key) != pattern_.npos) named_ = form(pattern_, host);
    check(plain_, {});
    if (named_) check(*named_, std::string(most_name_bytes, 'x'));
    if (const auto former = former_pattern(pattern_); !former.empty()) former_ = form(former, host);
}

NamePattern::Form NamePattern::form(std::string_view pattern, std::string_view host) const {
    Form result;
    while (!pattern.empty()) {
        const bool key = pattern[0] == '{';
        const std::size_t end = std::min(pattern.find(key ? '}' : '{'), pattern.size());
        if (key && end == pattern.size())
            throw Error(pattern_, "a { without its }", "keys are written like {date}");
        if (key)
            add_key(result, pattern.substr(1, end - 1), host);
        else
            add_text(result, pattern.substr(0, end));
        pattern.remove_prefix(end + key);
    }
    return result;
}

void NamePattern::add_text(Form& form, std::string_view text) const {
    if (std::ranges::any_of(text, is_illegal))
        throw Error(pattern_, "a character that FAT does not have",
                    "leave out <>:\"\\|?* and whatever cannot be seen");
    for (const char c : text) form.format += c == '%' ? "%%" : std::string(1, c);
    form.shape += text;
}

void NamePattern::add_key(Form& form, std::string_view key, std::string_view host) const {
    const auto time = std::ranges::find(time_keys, key, &TimeKey::name);
    if (time != time_keys.end()) {
        form.format += time->format;
        form.shape.append(time->width, time_mark);
    } else if (key == "seq" || key == "name") {
        form.format += key == "seq" ? seq_mark : name_mark;
        form.shape += form.format.back();
    } else if (key == "host") {
        add_text(form, sanitised(host));
    } else {
        throw Error(
            pattern_, "no key {" + std::string(key) + "}",
            "there are {date}, {time}, {y}, {m}, {d}, {H}, {M}, {S}, {host}, {name} and {seq}");
    }
}

void NamePattern::check(const Form& form, std::string_view name) const {
    const std::size_t last = form.shape.rfind('/') + 1;
    if (std::ranges::count(form.shape, seq_mark) != 1 || form.shape.find(seq_mark) < last)
        throw Error(pattern_, "{seq} has to stand once in its last part",
                    "two takes may begin in the same second");
    if (!keeps_name_and_seq_apart(std::string_view(form.shape).substr(last)))
        throw Error(pattern_, "nothing tells where {name} ends and {seq} begins",
                    "write a _ between them");
    std::istringstream parts(expanded(with_name(form.format, name), {}, 1));
    for (std::string part; std::getline(parts, part, '/');)
        if (!is_legal_part(part))
            throw Error(pattern_, "\"" + part + "\" is no name of a file",
                        "a name is not empty, not long, and has no dot or space at its end");
}

std::string NamePattern::expand(std::chrono::system_clock::time_point time, unsigned seq,
                                std::string_view name) const {
    return expanded(name.empty() || !named_ ? plain_.format : with_name(named_->format, name), time,
                    seq);
}

std::optional<unsigned> NamePattern::seq_of(std::string_view last_part) const noexcept {
    const auto last_of = [](const Form& form) {
        return std::string_view(form.shape).substr(form.shape.rfind('/') + 1);
    };
    auto found = match(last_of(plain_), last_part, {});
    if (!found && named_) found = match(last_of(*named_), last_part, {});
    if (!found && former_) found = match(last_of(*former_), last_part, {});
    if (!found) return {};
    unsigned seq = 0;
    const char* end = found->seq.data() + found->seq.size();
    const auto read = std::from_chars(found->seq.data(), end, seq);
    if (read.ec != std::errc{} || read.ptr != end) return {};
    return seq;
}

std::optional<NamePattern::Made> NamePattern::made(const std::string& name) const {
    if (auto made = made_by(plain_, name)) return made;
    if (named_)
        if (auto made = made_by(*named_, name)) return made;
    return former_ ? made_by(*former_, name) : std::nullopt;
}

/// Read loosely and written again: only what comes out the same was made so.
std::optional<NamePattern::Made> NamePattern::made_by(const Form& form, const std::string& name) {
    const auto found = match(form.shape, name, {});
    if (!found) return {};
    const std::string format = with_name(form.format, found->name);
    const std::size_t mark = format.find(seq_mark);
    std::tm utc{};
    utc.tm_mday = 1;
    utc.tm_year = 70;
    const char* at = ::strptime(name.c_str(), format.substr(0, mark).c_str(), &utc);
    if (at == nullptr) return {};
    Made made{0, {}, std::string(found->name)};
    const char* end = name.data() + name.size();
    const auto number = std::from_chars(at, end, made.seq);
    if (number.ec != std::errc{}) return {};
    if (::strptime(number.ptr, format.c_str() + mark + 1, &utc) != end) return {};
    if (utc.tm_year < 70 || utc.tm_year > 361) return {}; // 1970 to 2261, which can be counted
    const auto time = std::chrono::system_clock::from_time_t(::timegm(&utc));
    if (expanded(format, time, made.seq) != name) return {};
    const auto has = [&format](const char* key) { return format.find(key) != format.npos; };
    if (has("%Y") && has("%m") && has("%d")) made.time = time;
    return made;
}

std::size_t NamePattern::depth() const noexcept {
    return static_cast<std::size_t>(std::ranges::count((named_ ? *named_ : plain_).shape, '/'));
}

NamePattern boot_pattern(unsigned boot) {
    return {"boot-" + std::to_string(boot) + "_{name}_{seq}", ""};
}

std::string host_name() {
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return {};
    return std::string(std::string_view(name).substr(0, std::string_view(name).find('.')));
}

} // namespace redstart
