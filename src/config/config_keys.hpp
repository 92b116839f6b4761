// The keys of redstart.toml as a file is held to them: name, place in Config, values.
#pragma once

#include "config/config.hpp"
#include "config/config_file.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

struct ConfigKey {
    std::string name;
    std::string values; // "a number from 1 to 32", for the one who wrote something else
    /// False where the value is not what it takes; throws Error where there is more to say.
    std::function<bool(Config&, std::size_t index, const Setting::Value&)> set;
};

struct ConfigTable {
    std::string name;
    bool repeatable = false;
    /// [button] without a key in it is a button all the same.
    std::function<void(Config&, std::size_t index)> make;
    std::vector<ConfigKey> keys;
};

/// [mixer] has none that are ours: its keys are the names of a card's controls.
std::span<const ConfigTable> config_tables();
inline constexpr const char* mixer_table = "mixer";
inline constexpr const char* mixer_values =
    R"("80%", "-12 dB", a choice's name, a number, true or false)";

/// Those that stand above the first table.
const ConfigTable& top_keys();

/// Throws Error for `~/takes`: it would be a folder of that name, wherever the program was started.
void check_place(const std::string& path);

} // namespace redstart
