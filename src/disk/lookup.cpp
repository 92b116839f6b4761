// By system calls: those of std::filesystem throw what nobody catches, or forget why they failed.
#include "disk/lookup.hpp"

#include "disk/storage.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct CloseFolder {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

bool says_not_there(int errno_value) noexcept {
    return errno_value == ENOENT || errno_value == ENOTDIR;
}

Error no_answer(const fs::path& file, int errno_value) {
    if (errno_value == EACCES)
        return system_error(file, errno_value, "let this user enter the folder it is in");
    return storage_error(file, errno_value);
}

/// Nothing where nobody has that name.
std::optional<mode_t> mode_of(const fs::path& file, int flags) {
    struct stat status {};
    if (::fstatat(AT_FDCWD, file.c_str(), &status, flags) == 0) return status.st_mode;
    if (says_not_there(errno)) return {};
    throw no_answer(file, errno);
}

/// Most file systems say it in the list. What has gone meanwhile is nothing for anybody.
EntryKind kind_of(DIR* folder, const dirent& entry) noexcept {
    if (entry.d_type == DT_REG) return EntryKind::file;
    if (entry.d_type == DT_DIR) return EntryKind::folder;
    struct stat status {};
    if (entry.d_type != DT_UNKNOWN ||
        ::fstatat(::dirfd(folder), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return EntryKind::other;
    return S_ISREG(status.st_mode)   ? EntryKind::file
           : S_ISDIR(status.st_mode) ? EntryKind::folder
                                     : EntryKind::other;
}

bool is_passed_over(const Error& error) noexcept {
    return error.code() == std::errc::permission_denied ||
           error.code() == std::errc::no_such_file_or_directory;
}

struct Walk {
    const std::function<void(const fs::path&)>& visit;
    const std::function<void(const Error&)>& unreadable;

    void look_below(const fs::path& folder, std::size_t depth, bool is_base) {
        try {
            for_each_in(folder, [this, depth](const fs::path& path, EntryKind kind) {
                if (kind == EntryKind::folder && depth > 0) look_below(path, depth - 1, false);
                if (kind == EntryKind::file) visit(path);
            });
        } catch (const Error& error) {
            if (is_base || !is_passed_over(error)) unreadable(error);
        }
    }
};

} // namespace

bool is_there(const fs::path& file) {
    return mode_of(file, AT_SYMLINK_NOFOLLOW).has_value();
}

bool may_be_there(int folder, const char* name) noexcept {
    struct stat status {};
    return ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 || !says_not_there(errno);
}

bool is_file(const fs::path& file) {
    return S_ISREG(mode_of(file, AT_SYMLINK_NOFOLLOW).value_or(0));
}

bool is_folder(const fs::path& folder) {
    return S_ISDIR(mode_of(folder, 0).value_or(0));
}

bool is_folder_itself(const fs::path& folder) {
    return S_ISDIR(mode_of(folder, AT_SYMLINK_NOFOLLOW).value_or(0));
}

fs::path whole_path_of(const fs::path& file) {
    const std::unique_ptr<char, decltype(&std::free)> whole(::realpath(file.c_str(), nullptr),
                                                            &std::free);
    if (!whole) throw reading_error(file, errno);
    return whole.get();
}

void for_each_in(const fs::path& folder,
                 const std::function<void(const fs::path&, EntryKind)>& visit) {
    const std::unique_ptr<DIR, CloseFolder> list(::opendir(folder.c_str()));
    if (!list) throw storage_error(folder, errno);
    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(list.get());
        if (entry == nullptr && errno != 0) throw storage_error(folder, errno);
        if (entry == nullptr) return;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") visit(folder / name, kind_of(list.get(), *entry));
    }
}

void for_each_below(const fs::path& folder, std::size_t depth,
                    const std::function<void(const fs::path&)>& visit,
                    const std::function<void(const Error&)>& unreadable) {
    Walk{visit, unreadable}.look_below(folder, depth, true);
}

std::vector<fs::path> files_below(const fs::path& folder,
                                  const std::function<bool(const fs::path&)>& wanted,
                                  const std::function<void(const Error&)>& unreadable) {
    std::vector<fs::path> found;
    const auto keep = [&](const fs::path& file) {
        if (wanted(file)) found.push_back(file);
    };
    for_each_below(folder, any_depth, keep, unreadable);
    std::ranges::sort(found);
    return found;
}

} // namespace redstart
