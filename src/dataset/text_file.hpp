// A whole text file in memory: prompts, and the lines of a data set.
#pragma once

#include <redstart/error.hpp>

#include <filesystem>
#include <string>

namespace redstart {

/// Of a regular file of at most 256 MB. Throws Error.
std::string read_text_file(const std::filesystem::path& file);

} // namespace redstart
