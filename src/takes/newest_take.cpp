// Asks each file for its time: names of takes may have any pattern, and clocks are set.
#include "takes/newest_take.hpp"

#include "disk/lookup.hpp"
#include "disk/take_paths.hpp"

#include <sys/stat.h>

namespace redstart {

namespace fs = std::filesystem;

void NewestTake::see(const fs::path& file) {
    struct stat status {};
    if (!is_wav(file) || ::lstat(file.c_str(), &status) != 0) return;
    const std::pair<std::time_t, long> changed{status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    if (!file_.empty() && changed <= changed_) return;
    file_ = file;
    changed_ = changed;
}

fs::path newest_take(const fs::path& folder) {
    NewestTake newest;
    const auto see = [&newest](const fs::path& file) { newest.see(file); };
    for_each_below(folder, any_depth, see, [](const Error&) {});
    return newest.file();
}

} // namespace redstart
