// Tries how long number and name may be, from the left; a shape that keeps them apart has one
// answer.
#include "takes/name_shape.hpp"

#include "base/take_words.hpp"
#include "base/utf8.hpp"

#include <algorithm>

namespace redstart {
namespace {

constexpr std::string_view separators = "_-. ";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool fits(char mark, char c) noexcept {
    return mark == time_mark ? is_digit(c) || c == '-' : mark == c;
}

} // namespace

std::optional<ShapeMatch> match(std::string_view shape, std::string_view text,
                                ShapeMatch found) noexcept {
    const std::size_t plain = std::min(shape.find(seq_mark), shape.find(name_mark));
    const std::string_view head = shape.substr(0, plain);
    if (text.size() < head.size() || !std::ranges::equal(head, text.substr(0, head.size()), fits))
        return {};
    text.remove_prefix(head.size());
    if (plain >= shape.size()) return text.empty() ? std::optional(found) : std::nullopt;
    const bool is_seq = shape[plain] == seq_mark;
    for (std::size_t n = 1; n <= std::min(text.size(), most_name_bytes); ++n) {
        if (is_seq ? !is_digit(text[n - 1]) : !is_word_character(text[n - 1])) return {};
        (is_seq ? found.seq : found.name) = text.substr(0, n);
        if (const auto whole = match(shape.substr(plain + 1), text.substr(n), found)) return whole;
    }
    return {};
}

bool keeps_name_and_seq_apart(std::string_view part) noexcept {
    const std::size_t seq = part.find(seq_mark);
    for (std::size_t at = part.find(name_mark); at != part.npos;
         at = part.find(name_mark, at + 1)) {
        const auto between =
            part.substr(std::min(at, seq) + 1, std::max(at, seq) - std::min(at, seq) - 1);
        const auto tells = [](char c) { return !is_digit(c) && c != time_mark && c != name_mark; };
        if (std::ranges::none_of(between, tells)) return false;
    }
    return true;
}

std::string with_name(std::string text, std::string_view name) {
    for (std::size_t at = text.find(name_mark); at != text.npos; at = text.find(name_mark))
        text.replace(at, 1, name);
    return text;
}

std::string without_name(std::string pattern) {
    for (std::size_t at = pattern.find(name_key); at != pattern.npos; at = pattern.find(name_key)) {
        const std::size_t behind = at + name_key.size();
        const bool is_first = at == 0 || pattern[at - 1] == '/';
        const bool is_last = behind == pattern.size() || pattern[behind] == '/';
        const auto is_separator = [&](std::size_t i) {
            return separators.find(pattern[i]) != separators.npos;
        };
        const bool stands_alone =
            (is_first || is_separator(at - 1)) && (is_last || is_separator(behind));
        const bool takes_next = stands_alone && behind < pattern.size() && (!is_last || is_first);
        const bool takes_last = stands_alone && is_last && !is_first;
        const std::size_t begin = at - (takes_last ? 1 : 0);
        pattern.erase(begin, behind + (takes_next ? 1 : 0) - begin);
    }
    return pattern;
}

} // namespace redstart
