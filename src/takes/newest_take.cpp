// Asks each file for its time: names of takes may have any pattern, and clocks are set.
#include "takes/newest_take.hpp"

#include "disk/lookup.hpp"

namespace redstart {

namespace fs = std::filesystem;

fs::path newest_take(const fs::path& folder) {
    fs::path newest;
    fs::file_time_type when{};
    const auto visit = [&](const fs::path& file) {
        if (file.extension() != ".wav") return;
        std::error_code error;
        const auto changed = fs::last_write_time(file, error);
        if (error || (!newest.empty() && changed <= when)) return;
        newest = file;
        when = changed;
    };
    for_each_below(folder, any_depth, visit, [](const Error&) {});
    return newest;
}

} // namespace redstart
