// Which take in a folder was finished last.
#pragma once

#include <ctime>
#include <filesystem>
#include <utility>

namespace redstart {

/// Of the files that it is shown the NAME.wav that was written to last. No link is followed, and
/// what cannot be asked is passed over.
class NewestTake {
public:
    void see(const std::filesystem::path& file);

    const std::filesystem::path& file() const noexcept { return file_; } // empty: there is none

private:
    std::filesystem::path file_;
    std::pair<std::time_t, long> changed_{};
};

/// Of all files below the folder; what cannot be read is passed over.
std::filesystem::path newest_take(const std::filesystem::path& folder);

} // namespace redstart
