// The table of keys without its prose, in a form that a file can be held to at run time.
#include "config/config_keys.hpp"

#include "base/utf8.hpp"
#include "config/config_table.hpp"
#include "gpio/line_spec.hpp"
#include "takes/name_pattern.hpp"

#include <cctype>
#include <utility>

namespace redstart {
namespace {

/// The i-th key, of a type that knows neither Part nor rule.
template <std::size_t i, class Rules>
ConfigKey erased_key(const Rules& table) {
    const auto& rule = std::get<i>(table.rules);
    return {
        table.names[i], rule.values(),
        [part = table.part, rule](Config& config, std::size_t index, const Setting::Value& value) {
            return rule.set(part(config, index), value);
        }};
}

template <class Rules>
ConfigTable erased(const Rules& table) {
    ConfigTable result{table.name,
                       table.how_often == HowOften::repeatable,
                       [part = table.part](Config& config, std::size_t i) { part(config, i); },
                       {}};
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        (result.keys.push_back(erased_key<i>(table)), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(table.rules)>>());
    return result;
}

// Copies that the compiler makes, so that the prose stays behind.
constexpr auto top = config_table::top.program;
constexpr auto tables = std::apply(
    [](const auto&... table) { return std::tuple(table.program...); }, config_table::tables);

} // namespace

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') result += '\\';
        result += letter;
    }
    return result + '"';
}

bool has_unit(const std::string& text) noexcept {
    return !text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) != 0;
}

bool is_any_text(const std::string& text) {
    return !text.empty();
}

bool is_line(const std::string& text) {
    if (text != "terminal" && text != no_line) parse_line_spec(text);
    return true;
}

bool is_place(const std::string& text) {
    check_place(text);
    if (!text.empty() && text.front() != '/')
        throw Error('"' + text + '"', "a service has no folder of its own to begin at",
                    "write the whole path, like /home/pi/takes");
    return !text.empty();
}

bool is_name(const std::string& text) {
    const NamePattern pattern(text, "host");
    return true;
}

bool is_format(const std::string& text) {
    const auto format = sample_format(text);
    return format && format != SampleFormat::u8;
}

bool is_plain_line(const std::string& text) {
    return !text.empty() && text.size() <= Notes::most_text_bytes && is_plain_text(text);
}

bool is_socket(const std::string& text) {
    return is_place(text) && text.size() < 108; // as sun_path has it
}

bool is_socket_or_off(const std::string& text) {
    return text.empty() || is_socket(text);
}

void check_place(const std::string& path) {
    if (path.starts_with('~'))
        throw Error('"' + path + '"', "only a shell knows what ~ is",
                    "write the path from / on, like /home/pi/takes");
}

const ConfigTable& top_keys() {
    static const ConfigTable keys = erased(top);
    return keys;
}

std::span<const ConfigTable> config_tables() {
    static const auto all = std::apply(
        [](const auto&... table) {
            return std::vector{erased(table)...,
                               ConfigTable{mixer_table, false, [](Config&, std::size_t) {}, {}}};
        },
        tables);
    return all;
}

} // namespace redstart
