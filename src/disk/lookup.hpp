// Questions about names: who has one, and what lies in a folder. Nobody else asks for that.
#pragma once

#include <redstart/error.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace redstart {

/// Whether somebody has that name, be it a link that leads nowhere. Only a name or a folder that is
/// not there is a no; throws Error for all else, for a card that fails has said neither.
bool is_there(const std::filesystem::path& file);

/// The same of a name in an open folder, without an exception: what cannot be asked may be there.
bool may_be_there(int folder, const char* name) noexcept;

/// From the root and without links, for a program that is in another folder. Throws Error where it
/// is not there.
std::filesystem::path whole_path_of(const std::filesystem::path& file);

/// Whether that is a regular file itself, no link to one. Throws as is_there().
bool is_file(const std::filesystem::path& file);

/// Whether that is a folder, or a link to one; or a folder itself. Throw as is_there().
bool is_folder(const std::filesystem::path& folder);
bool is_folder_itself(const std::filesystem::path& folder);

enum class EntryKind : std::uint8_t { file, folder, other }; // links are others

/// Calls `visit` with the path of all that lies in a folder, in no order, and none of it kept.
/// Throws Error for a folder that cannot be read to its end.
void for_each_in(const std::filesystem::path& folder,
                 const std::function<void(const std::filesystem::path&, EntryKind)>& visit);

/// Calls `visit` with the path of every regular file in a folder and so many folders down, in no
/// order, and none of it kept; no link is followed. A folder that cannot be read is told, and the
/// others are read all the same; one below that may not be entered, or has just gone, is passed
/// over.
constexpr std::size_t any_depth = SIZE_MAX;
void for_each_below(const std::filesystem::path& folder, std::size_t depth,
                    const std::function<void(const std::filesystem::path&)>& visit,
                    const std::function<void(const Error&)>& unreadable);

/// Those of them at any depth that are wanted by their paths, sorted.
std::vector<std::filesystem::path>
files_below(const std::filesystem::path& folder,
            const std::function<bool(const std::filesystem::path&)>& wanted,
            const std::function<void(const Error&)>& unreadable);

} // namespace redstart
