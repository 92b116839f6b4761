// The number goes between the stem and the extension.
#include "disk/take_paths.hpp"

#include <cstdio>

namespace redstart {

std::filesystem::path numbered(const std::filesystem::path& file, unsigned number) {
    if (number == 1) return file;
    char suffix[16];
    std::snprintf(suffix, sizeof suffix, "_%03u", number);
    std::filesystem::path result = file;
    return result.replace_filename(file.stem().string() + suffix + file.extension().string());
}

} // namespace redstart
