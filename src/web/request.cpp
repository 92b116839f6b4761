// An address is decoded once and strictly: what is no plain path is refused.
#include "web/request.hpp"

#include "base/utf8.hpp"

namespace redstart {
namespace {

int digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// RFC 3986, 2.1; in a query '+' is a space, as forms have it. Nothing where a '%' has no two
/// digits behind it, and where the text is not plain.
std::optional<std::string> decode(std::string_view text, bool is_query) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += is_query && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size()) return {};
        const int high = digit(text[i + 1]), low = digit(text[i + 2]);
        if (high < 0 || low < 0) return {};
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!out.empty() && !is_plain_text(out)) return {};
    return out;
}

/// Begins with '/', and has no step that is empty, "." or "..", and no backslash.
bool is_plain_path(std::string_view path) {
    if (!path.starts_with('/') || path.find('\\') != path.npos) return false;
    while (path.size() > 1) {
        path.remove_prefix(1);
        const std::string_view step = path.substr(0, path.find('/'));
        if (step.empty() || step == "." || step == "..") return false;
        path.remove_prefix(step.size());
    }
    return true;
}

bool parse_query(std::string_view text, HttpRequest::Pairs& query) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(pair.size() < text.size() ? pair.size() + 1 : pair.size());
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const auto name = decode(pair.substr(0, equals), true);
        const auto value =
            equals == pair.npos ? std::string() : decode(pair.substr(equals + 1), true);
        if (!name || !value) return false;
        query.emplace_back(*name, *value);
    }
    return true;
}

std::string_view first(const HttpRequest::Pairs& pairs, std::string_view name, bool& found) {
    for (const auto& [key, value] : pairs)
        if (key == name) {
            found = true;
            return value;
        }
    return {};
}

} // namespace

std::string_view HttpRequest::header(std::string_view name) const noexcept {
    bool found = false;
    return first(headers, name, found);
}

std::optional<std::string_view> HttpRequest::value(std::string_view name) const noexcept {
    bool found = false;
    const std::string_view value = first(query, name, found);
    return found ? std::optional(value) : std::nullopt;
}

std::string_view HttpRequest::cookie(std::string_view name) const noexcept {
    std::string_view all = header("cookie");
    while (!all.empty()) {
        std::string_view one = all.substr(0, all.find(';'));
        all.remove_prefix(one.size() < all.size() ? one.size() + 1 : one.size());
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
            return one.substr(name.size() + 1);
    }
    return {};
}

bool parse_target(std::string_view target, HttpRequest& request) {
    const std::size_t mark = target.find('?');
    const auto path = decode(target.substr(0, mark), false);
    if (!path || !is_plain_path(*path)) return false;
    request.path = *path;
    return mark == target.npos || parse_query(target.substr(mark + 1), request.query);
}

} // namespace redstart
