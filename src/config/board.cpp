// Boards are data: finding one is all that the program does about it.
#include "config/board.hpp"

#include "disk/lookup.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr const char* profile = "redstart.toml";

std::string list_boards(const fs::path& boards) {
    std::vector<std::string> names;
    try {
        for_each_in(boards, [&names](const fs::path& board, EntryKind) {
            if (is_there(board / profile)) names.push_back(board.filename());
        });
    } catch (const Error&) { // a list is all that it is
    }
    std::ranges::sort(names);
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list.empty() ? "none is installed in " + boards.string() : "there are " + list;
}

/// Of the running program; empty where the kernel does not tell.
fs::path own_path() {
    std::array<char, 4096> path{};
    const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
    return size > 0 ? fs::path(std::string(path.data(), static_cast<std::size_t>(size)))
                    : fs::path();
}

} // namespace

fs::path board_folder() {
    const fs::path presets = own_path().parent_path().parent_path();
    if (presets.filename() == "build")
        if (fs::path checkout = presets.parent_path() / "board"; is_folder(checkout))
            return checkout;
    return REDSTART_BOARD_DIR;
}

fs::path find_board(std::string_view name_or_path, const fs::path& boards) {
    const bool is_path = name_or_path.find('/') != std::string_view::npos;
    fs::path found = is_path ? fs::path(name_or_path) : boards / name_or_path;
    if (!is_path || is_folder(found)) found /= profile;
    if (!name_or_path.empty() && is_there(found) && !is_folder(found)) return found;
    if (is_path)
        throw Error(found, "there is no such profile",
                    "a path to a folder with a redstart.toml, or to a .toml, is one");
    throw Error("board " + std::string(name_or_path), "unknown",
                list_boards(boards) + "; a path has a '/'");
}

} // namespace redstart
