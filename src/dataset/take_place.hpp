// Where a take of a data set lies: a folder for its label, and a name of speaker and id.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace redstart {

/// The word as a part of a path that is legal everywhere, FAT and shells included: letters, digits,
/// `-`, `_`, `.` within, and whatever is no ASCII; `_` for all else. At most 64 bytes; "_" where
/// nothing is left.
std::string path_part(std::string_view word);

/// "LABEL/SPEAKER_ID.wav", without what is empty, or "LABEL/SPEAKER_ID-2.wav" and so on: the first
/// that is not taken.
std::string take_place(const std::string& label, const std::string& speaker, const std::string& id,
                       const std::function<bool(const std::string& file)>& is_taken);

/// What of a path does not stay within a folder, as words; empty where it does. The files of a data
/// set may be of somebody else, and what they name is read, made and removed.
std::string path_fault(std::string_view file);

/// Makes a folder and all that is missing above it, each on the card before the next. Throws Error.
void make_folders(const std::filesystem::path& folder);

} // namespace redstart
