// Prints the table of keys as JSON, for scripts/keys: with its prose, and the defaults from the
// values.
#include "config/config_table.hpp"
#include "config/load_config.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <span>
#include <utility>

namespace {

using namespace redstart;
using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// What a file would have; null where nothing is built in.
ordered_json value(const std::string& shown) {
    return shown.empty() || shown == "\"\"" ? ordered_json() : ordered_json(shown);
}

/// The part is made where it is not there: a button's defaults are those of any button.
template <std::size_t i, class Table>
ordered_json key(const Table& table, Config& delivered) {
    Config built_in;
    const auto& [name, how_often, part, names, rules] = table.program;
    const auto& rule = std::get<i>(rules);
    return {{"name", names[i]},
            {"values", rule.values()},
            {"built_in", value(rule.show(part(built_in, 0)))},
            {"delivered", value(rule.show(part(delivered, 0)))},
            {"example", table.manual.keys[i].example},
            {"meaning", table.manual.keys[i].meaning}};
}

template <class Part, class... Rules>
ordered_json as_json(const Table<Part, Rules...>& table, Config& delivered) {
    auto keys = ordered_json::array();
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        (keys.push_back(key<i>(table, delivered)), ...);
    }
    (std::index_sequence_for<Rules...>());
    return {{"name", table.program.name}, {"meaning", table.manual.meaning}, {"keys", keys}};
}

/// `profile` is that of the board which the packaged redstart.toml names.
ordered_json all_tables(const fs::path& profile) {
    Config delivered = load_config(std::span(&profile, 1));
    delivered.board = profile.parent_path().filename();
    ordered_json all = ordered_json::array({as_json(config_table::top, delivered)});
    std::apply([&](const auto&... table) { (all.push_back(as_json(table, delivered)), ...); },
               config_table::tables);
    return all;
}

} // namespace

int main(int count, char** arguments) try {
    if (count != 2) {
        std::fputs("Usage: config_keys_json BOARD/redstart.toml\n", stderr);
        return 2;
    }
    std::puts(all_tables(arguments[1]).dump(2).c_str());
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "config_keys_json: %s\n", error.what());
    return 1;
}
