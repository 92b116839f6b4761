// Asks each file for its time: names of takes may have any pattern, and clocks are set.
#include "takes/newest_take.hpp"

#include "disk/lookup.hpp"

#include <sys/stat.h>
#include <utility>

namespace redstart {

namespace fs = std::filesystem;

fs::path newest_take(const fs::path& folder) {
    fs::path newest;
    std::pair<std::time_t, long> when{};
    const auto visit = [&](const fs::path& file) {
        struct stat status {};
        if (file.extension() != ".wav" || ::lstat(file.c_str(), &status) != 0) return;
        const std::pair<std::time_t, long> changed{status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        if (!newest.empty() && changed <= when) return;
        newest = file;
        when = changed;
    };
    for_each_below(folder, any_depth, visit, [](const Error&) {});
    return newest;
}

} // namespace redstart
