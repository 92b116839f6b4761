// Asks the file system, and tries what can be tried without a trace.
#include "shelf/space.hpp"

#include "base/unique_fd.hpp"
#include "wav/storage.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/statvfs.h>
#include <unistd.h>

namespace redstart {

std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder) noexcept {
    struct statvfs space {};
    if (::statvfs(folder.c_str(), &space) != 0) return {};
    return std::uint64_t{space.f_bavail} * space.f_frsize;
}

std::optional<Error> folder_fault(const std::filesystem::path& folder) {
    const UniqueFd open_folder(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!open_folder) return storage_error(folder, errno);
    const UniqueFd nameless(
        ::openat(open_folder.get(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    if (nameless) return {};
    // FAT and exFAT have no files without a name.
    if (errno != EOPNOTSUPP && errno != EISDIR) return storage_error(folder, errno);
    const std::string name = ".redstart-" + std::to_string(::getpid());
    const UniqueFd named(
        ::openat(open_folder.get(), name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
    if (!named) return storage_error(folder, errno);
    ::unlinkat(open_folder.get(), name.c_str(), 0);
    return {};
}

} // namespace redstart
