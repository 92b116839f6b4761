// Boards are data: finding one is all that the program does about it.
#include "app/board.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr const char* profile = "redstart.toml";

std::string list_boards(const fs::path& boards) {
    std::vector<std::string> names;
    std::error_code nowhere;
    for (const auto& entry : fs::directory_iterator(boards, nowhere))
        if (fs::is_regular_file(entry.path() / profile)) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list.empty() ? "none is installed in " + boards.string() : "there are " + list;
}

} // namespace

fs::path board_folder() {
    return REDSTART_BOARD_DIR;
}

fs::path find_board(std::string_view name_or_path, const fs::path& boards) {
    const bool is_path = name_or_path.find('/') != std::string_view::npos;
    fs::path found = is_path ? fs::path(name_or_path) : boards / name_or_path;
    if (!is_path || fs::is_directory(found)) found /= profile;
    std::error_code nowhere;
    if (!name_or_path.empty() && fs::is_regular_file(found, nowhere)) return found;
    if (is_path)
        throw Error(found, "there is no such profile",
                    "a path to a folder with a redstart.toml, or to a .toml, is one");
    throw Error("board " + std::string(name_or_path), "unknown",
                list_boards(boards) + "; a path has a '/'");
}

} // namespace redstart
