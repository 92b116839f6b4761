// The names of a take's files where it is more than one.
#pragma once

#include <filesystem>

namespace redstart {

/// "take.wav" is the first, then "take_002.wav", "take_003.wav" ...
std::filesystem::path numbered(const std::filesystem::path& file, unsigned number);

} // namespace redstart
