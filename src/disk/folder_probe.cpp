// Asks the file system, and tries what can be tried without a trace.
#include "disk/folder_probe.hpp"

#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <iterator>
#include <pwd.h>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view try_name = ".redstart-";

std::string user_name(uid_t user) {
    std::array<char, 4096> room{};
    passwd entry{}, *found = nullptr;
    ::getpwuid_r(user, &entry, room.data(), room.size(), &found);
    return found ? found->pw_name : std::to_string(user);
}

/// The first folder on the way that this user may not enter.
fs::path closed_folder(const fs::path& path) {
    fs::path way;
    for (const fs::path& part : path) {
        way /= part;
        if (::faccessat(AT_FDCWD, way.c_str(), X_OK, AT_EACCESS) != 0) return way;
    }
    return path;
}

Error denied(const fs::path& folder) {
    const std::string user = user_name(::geteuid());
    const fs::path closed = closed_folder(folder);
    struct stat status {};
    const bool is_known = ::stat(closed.c_str(), &status) == 0;
    const std::string owner =
        is_known ? " (owner " + user_name(status.st_uid) + ")" : std::string();
    const std::error_code code(EACCES, std::generic_category());
    if (closed != folder)
        return {folder, closed.string() + " may not be entered by user " + user + owner,
                "name a folder that it may reach; a service reaches none below /home", code};
    return {folder, "not writable for user " + user + owner,
            may_change_hands(folder) ? "sudo chown " + user + " " + folder.string()
                                     : "name a folder of its own, which " + user + " may write to",
            code};
}

Error error_of(const fs::path& folder, int errno_value) {
    return errno_value == EACCES ? denied(folder) : storage_error(folder, errno_value);
}

/// What can be seen without a write: 0, or errno.
int look(int folder) noexcept {
    if (::faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) != 0) return errno;
    struct statvfs space {};
    if (::fstatvfs(folder, &space) != 0) return errno;
    return (space.f_flag & ST_RDONLY) != 0 ? EROFS : 0;
}

bool is_left_by_a_try(const fs::path& file) {
    const std::string name = file.filename();
    if (!name.starts_with(try_name)) return false;
    return name.find_first_not_of("0123456789", try_name.size()) == name.npos;
}

/// Empty ones of that name. One that another program makes just now is done with it already.
void remove_old_tries(int folder, const fs::path& path) {
    std::vector<std::string> old;
    for_each_in(path, [&old](const fs::path& file, EntryKind kind) {
        if (kind == EntryKind::file && is_left_by_a_try(file)) old.push_back(file.filename());
    });
    for (const std::string& name : old) {
        struct stat status {};
        if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode) && status.st_size == 0)
            ::unlinkat(folder, name.c_str(), 0);
    }
}

/// FAT and exFAT have no files without a name.
int try_a_named_file(int folder, const fs::path& path) {
    remove_old_tries(folder, path);
    const std::string name = std::string(try_name) + std::to_string(::getpid());
    const UniqueFd named = create_new(folder, name.c_str(), O_WRONLY);
    if (!named) return errno;
    ::unlinkat(folder, name.c_str(), 0);
    return 0;
}

int try_a_file(int folder, const fs::path& path) {
    int nameless = -1;
    do nameless = ::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    while (nameless < 0 && errno == EINTR);
    const UniqueFd tried(nameless);
    if (tried) return 0;
    const bool is_unknown = errno == EOPNOTSUPP || errno == EISDIR;
    return is_unknown ? try_a_named_file(folder, path) : errno;
}

/// Where links lead to, as far as there is something.
fs::path real_path(const fs::path& path) {
    std::array<char, PATH_MAX> room{};
    if (::realpath(path.c_str(), room.data()) != nullptr) return room.data();
    return path.lexically_normal();
}

/// How many folders down from `top` a path leads; 0 where it is elsewhere.
std::ptrdiff_t depth_below(const fs::path& top, const fs::path& path) {
    const fs::path way = path.lexically_relative(top);
    if (way.empty() || *way.begin() == ".." || *way.begin() == ".") return 0;
    return std::distance(way.begin(), way.end());
}

} // namespace

bool may_change_hands(const fs::path& folder) {
    struct Place {
        const char* top;
        std::ptrdiff_t depth; // from here on a folder is nobody's home and no mount point of many
    };
    constexpr std::array places = {Place{"/media", 1},     Place{"/mnt", 1},
                                   Place{"/srv", 1},       Place{"/home", 2},
                                   Place{"/run/media", 2}, Place{"/var/lib/redstart", 1}};
    const fs::path real = real_path(folder);
    return std::ranges::any_of(places, [&real](const Place& offset) {
        return depth_below(offset.top, real) >= offset.depth;
    });
}

std::optional<std::uint64_t> free_bytes(const fs::path& folder) noexcept {
    struct statvfs space {};
    if (::statvfs(folder.c_str(), &space) != 0) return {};
    return std::uint64_t{space.f_bavail} * space.f_frsize;
}

std::optional<Error> FolderProbe::fault() {
    const auto before = std::exchange(tried_, {});
    const UniqueFd folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat status {};
    if (!folder || ::fstat(folder.get(), &status) != 0) return error_of(folder_, errno);
    if (const int error = look(folder.get())) return error_of(folder_, error);
    const FolderId now{status.st_dev, status.st_ino};
    if (before != now)
        if (const int error = try_a_file(folder.get(), folder_)) return error_of(folder_, error);
    tried_ = now;
    return {};
}

std::optional<Error> folder_fault(const fs::path& folder) {
    return FolderProbe(folder).fault();
}

} // namespace redstart
