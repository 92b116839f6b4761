// From files to a Config: layers over the built-in values.
#pragma once

#include "config/config.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// The built-in values, and over them the files in their order: a key of a later file replaces that
/// one key; the n-th button of a later file goes over the n-th of an earlier one. Throws Error
/// (`FILE:LINE:COLUMN: [table] key: cause; remedy`) for whatever is not as it should be: nothing
/// in a file is ever passed over.
Config load_config(std::span<const std::filesystem::path> layers);

/// The profile of `board`, else of the board that the file names, if any (see find_board), and over
/// it the file: `file`; where none is named, default_config_file, if there is one.
Config load_config_or_default(const std::string& file, const std::string& board = {});

inline constexpr const char* default_config_file = "/etc/redstart/redstart.toml";

/// Every key there is, as "board" or "[audio] device": what the manual has to name.
std::vector<std::string> config_keys();

} // namespace redstart
