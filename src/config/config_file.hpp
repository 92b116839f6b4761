// A TOML file as a list of settings with their places, so that only one source compiles toml++.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace redstart {

struct Setting {
    /// monostate: a date, a table, a list of anything else: what no key of ours is. Numbers in a
    /// list are all told as real.
    using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                               std::vector<double>, std::vector<std::string>>;

    std::string key;
    Value value;
    std::string shown; // the value as TOML
    std::string where; // "FILE:LINE:COLUMN"
};

struct SettingTable {
    std::string name;      // empty: what stands above the first table
    std::size_t index = 0; // of [[name]]
    bool repeated = false; // [[name]] rather than [name]
    std::string where;
    std::vector<Setting> settings; // in the order of the file
};

/// In the order of the file. Throws Error where there is no such file or it is not TOML.
std::vector<SettingTable> read_config_file(const std::filesystem::path& path);

} // namespace redstart
