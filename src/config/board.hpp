// Where a board's profile lies.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace redstart {

/// Where the boards lie, a folder with a redstart.toml each: for a program in build/PRESET of a
/// checkout that checkout's board/, else where they are installed.
std::filesystem::path board_folder();

/// The .toml of a board: of the name "rpi" below `boards`, or of a path (it has a '/') to it or to
/// the folder it lies in. Throws Error, with the boards there are.
std::filesystem::path find_board(std::string_view name_or_path,
                                 const std::filesystem::path& boards = board_folder());

} // namespace redstart
