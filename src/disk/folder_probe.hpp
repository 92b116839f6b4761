// Whether a folder can hold takes, and how much more of them.
#pragma once

#include <redstart/error.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <sys/types.h>
#include <utility>

namespace redstart {

/// What this user may still write there; nothing where the folder cannot be asked.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder) noexcept;

/// Another card that is mounted at the same name is another folder.
using FolderId = std::pair<dev_t, ino_t>;

/// Tells what stands in the way of a new file in a folder, however often it is asked, without
/// wearing the card: rights and read-only mounts are asked for each time, a file is tried only
/// where the folder is another than the last time, was at fault, or was invalidated.
class FolderProbe {
public:
    explicit FolderProbe(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// With what to do about it; nothing when nothing is in the way. It leaves nothing behind, and
    /// takes away what a cut in the middle of an earlier try left.
    std::optional<Error> fault();

    /// Something went wrong there: the next time a file is tried.
    void invalidate() noexcept { tried_.reset(); }

    /// The folder in which nothing was in the way when it was asked last; none where something was.
    const std::optional<FolderId>& good() const noexcept { return tried_; }

private:
    std::filesystem::path folder_;
    std::optional<FolderId> tried_; // with success
};

/// The same, asked once: a file is tried.
std::optional<Error> folder_fault(const std::filesystem::path& folder);

/// Whether a folder may be given to another user without harm to the system: one for takes, on a
/// card or in a home, and no folder of the system's, of all users or a whole home.
bool may_change_hands(const std::filesystem::path& folder);

} // namespace redstart
