// The folder of takes, from which only takes are opened, whatever a request names.
#pragma once

#include "base/unique_fd.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

enum class TakeFileKind : std::uint8_t { wav, part, flac, sidecar };

/// By its ending: .wav, .wav.part, .flac, .json. Nothing for a place that is no take's: one that
/// leads up or to the root, has a part that begins with a dot, a control character or no UTF-8, or
/// is beyond the bounds.
std::optional<TakeFileKind> take_file_kind(std::string_view place) noexcept;

class TakeFolder {
public:
    static constexpr std::size_t most_place_bytes = 1024, deepest = 8;

    /// The folder need not be there yet, and may be another later: a card is plugged in again.
    explicit TakeFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    const std::filesystem::path& path() const noexcept { return folder_; }

    /// To read. Nothing where the place is no take's, there is no such regular file, or a link is
    /// on the way: below the folder none is followed, whenever it was made. Throws Error where the
    /// file may not be read.
    UniqueFd open(std::string_view place) const;

    /// The folder that a place lies in, in the same way; for beside().
    UniqueFd open_folder_of(std::string_view place) const;

private:
    std::filesystem::path folder_;
};

/// A path by which the functions that want one read a file in an open folder, or an open file; none
/// of the folders above is walked again.
std::filesystem::path in_folder(const UniqueFd& folder, const std::filesystem::path& name);
std::filesystem::path path_of(const UniqueFd& file);

} // namespace redstart
