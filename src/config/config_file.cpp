// The one place that knows toml++, which takes its time to compile.
#include "config/config_file.hpp"

#include "disk/lookup.hpp"

#include <redstart/error.hpp>

#define TOML_HEADER_ONLY 1
#define TOML_FLOAT_CHARCONV 0 // by a stream, which is in the program anyway
// toml++ asserts on input that users can write, such as `[ü]`; the code after the assertion handles
// it, so assertions are off.
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <tuple>

namespace redstart {
namespace {

std::string place(const std::filesystem::path& path, const toml::source_position& at) {
    return path.string() + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

std::string read_all(const std::filesystem::path& path) {
    errno = 0;
    std::ifstream file(path);
    std::ostringstream text;
    if (!file || is_folder(path))
        throw system_error(path, file ? EISDIR : errno, "--config FILE names another");
    text << file.rdbuf();
    return text.str();
}

std::string trimmed(std::string text) {
    constexpr auto spaces = " \t\r";
    text.erase(0, std::min(text.find_first_not_of(spaces), text.size()));
    return text.erase(text.find_last_not_of(spaces) + 1);
}

/// Most of all a text is written without its quotes, of which TOML's own words say nothing.
Error no_toml(const std::filesystem::path& path, const std::string& text,
              const toml::parse_error& error) {
    const auto& at = error.source().begin;
    std::istringstream lines(text);
    std::string line;
    for (toml::source_index i = 0; i < at.line; ++i) std::getline(lines, line);
    if (error.description().find("redefine") != std::string_view::npos)
        return {place(path, at), std::string(error.description()),
                "it stands there before; take one out (several buttons are [[button]])"};
    const auto equals = line.find('=');
    const std::string key = trimmed(line.substr(0, equals));
    const std::string value = equals == std::string::npos
                                  ? ""
                                  : trimmed(line.substr(equals + 1, line.find('#') - equals - 1));
    const bool is_list = !value.empty() && (value.front() == '[' || value.front() == '{');
    if (value.empty() || is_list || value.find_first_of("\"'") != std::string::npos)
        return {place(path, at), std::string(error.description()), "redstart.toml(5) has examples"};
    return {place(path, at) + ": " + key, value + " is no value of TOML",
            "text stands in quotes: " + key + " = \"" + value + '"'};
}

/// Nothing where it holds anything else too, or nothing at all.
Setting::Value list_of(const toml::array& array) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (const toml::node& one : array) {
        if (const auto* text = one.as_string()) texts.push_back(text->get());
        if (one.is_number()) numbers.push_back(one.value<double>().value_or(0));
    }
    if (!texts.empty() && texts.size() == array.size()) return texts;
    if (!numbers.empty() && numbers.size() == array.size()) return numbers;
    return {};
}

Setting::Value value_of(const toml::node& node) {
    if (const auto* array = node.as_array()) return list_of(*array);
    if (const auto* boolean = node.as_boolean()) return boolean->get();
    if (const auto* integer = node.as_integer()) return integer->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    if (const auto* text = node.as_string()) return text->get();
    return {};
}

std::string show(const toml::node& node) {
    if (node.is_table()) return "a table";
    if (node.is_array()) return "a list";
    std::ostringstream text;
    // One line, in double quotes, whatever the string holds.
    constexpr auto flags =
        toml::toml_formatter::default_flags &
        ~(toml::format_flags::allow_literal_strings | toml::format_flags::allow_multi_line_strings);
    text << toml::toml_formatter(node, flags);
    return text.str();
}

auto order(const toml::source_position& at) {
    return std::tuple(at.line, at.column);
}

class Reader {
public:
    explicit Reader(const std::filesystem::path& path) : path_(path) {}

    std::vector<SettingTable> read(const toml::table& root) {
        PlacedSettings loose;
        for (const auto& [key, node] : root) read_top(key, node, loose);
        if (!loose.empty()) add(Place{}, std::move(loose), {{}, 0, false, path_.string(), {}});
        std::ranges::sort(tables_, {}, &Placed::at);
        std::vector<SettingTable> result;
        for (Placed& placed : tables_) result.push_back(std::move(placed.table));
        return result;
    }

private:
    using Place = decltype(order({}));
    using PlacedSettings = std::vector<std::pair<Place, Setting>>;
    struct Placed {
        Place at;
        SettingTable table;
    };

    void read_top(const toml::key& key, const toml::node& node, PlacedSettings& loose) {
        const std::string name(key.str());
        if (const auto* table = node.as_table()) return add(name, *table, 0, false);
        const auto* array = node.as_array();
        if (array == nullptr || !array->is_homogeneous<toml::table>())
            return read(key, node, loose);
        for (std::size_t i = 0; i < array->size(); ++i)
            add(name, *array->get_as<toml::table>(i), i, true);
    }

    void read(const toml::key& key, const toml::node& node, PlacedSettings& to) const {
        const auto& at = key.source().begin;
        to.push_back(
            {order(at), {std::string(key.str()), value_of(node), show(node), place(path_, at)}});
    }

    void add(const std::string& name, const toml::table& table, std::size_t index, bool repeated) {
        PlacedSettings settings;
        for (const auto& [key, node] : table) read(key, node, settings);
        const auto& at = table.source().begin;
        add(order(at), std::move(settings), {name, index, repeated, place(path_, at), {}});
    }

    void add(Place at, PlacedSettings settings, SettingTable table) {
        std::ranges::sort(settings, {}, &PlacedSettings::value_type::first);
        for (auto& [key_at, setting] : settings) table.settings.push_back(std::move(setting));
        tables_.push_back({at, std::move(table)});
    }

    const std::filesystem::path& path_;
    std::vector<Placed> tables_;
};

} // namespace

std::vector<SettingTable> read_config_file(const std::filesystem::path& path) {
    const std::string text = read_all(path);
    try {
        return Reader(path).read(toml::parse(text, path.string()));
    } catch (const toml::parse_error& error) {
        throw no_toml(path, text, error);
    }
}

} // namespace redstart
