// System calls on files, each carried through to its end.
#include "disk/storage.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace redstart {
namespace {

static_assert(sizeof(off_t) == 8, "a take passes 2 GiB, on 32-bit machines too");

/// Takes so many bytes off the front; what is left is empty when all is written.
std::span<iovec> without_front(std::span<iovec> parts, std::size_t bytes) noexcept {
    while (!parts.empty() && bytes >= parts.front().iov_len) {
        bytes -= parts.front().iov_len;
        parts = parts.subspan(1);
    }
    if (parts.empty()) return parts;
    parts.front().iov_base = static_cast<std::byte*>(parts.front().iov_base) + bytes;
    parts.front().iov_len -= bytes;
    return parts;
}

/// Calls `write(parts, bytes so far)` until all is written or something stops it.
template <class Write>
Written write_all(std::span<iovec> parts, Write write) noexcept {
    Written written;
    parts = without_front(parts, 0);
    while (!parts.empty()) {
        const ssize_t n = write(parts, written.bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return {written.bytes, last_error()};
        if (n == 0) return {written.bytes, std::make_error_code(std::errc::io_error)};
        written.bytes += static_cast<std::uint64_t>(n);
        parts = without_front(parts, static_cast<std::size_t>(n));
    }
    return written;
}

std::error_code result(int returned) noexcept {
    return returned == 0 ? std::error_code{} : last_error();
}

/// A signal is no answer of the card.
template <class Call>
int uninterrupted(Call call) noexcept {
    int returned = call();
    while (returned < 0 && errno == EINTR) returned = call();
    return returned;
}

bool exists(int folder, const char* name) noexcept {
    struct stat status {};
    return ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/// Two names of one file, as a renaming leaves them that had to be a link and a removal.
bool are_one_file(int folder, const char* one, const char* other) noexcept {
    struct stat first {
    }, second{};
    return ::fstatat(folder, one, &first, AT_SYMLINK_NOFOLLOW) == 0 &&
           ::fstatat(folder, other, &second, AT_SYMLINK_NOFOLLOW) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino && first.st_nlink > 1;
}

const char* remedy(int errno_value) noexcept {
    switch (errno_value) {
    case EEXIST:
        return "name another file";
    case ENOENT:
        return "make the folder, or mount the card it is on";
    case ENOTDIR:
        return "name a folder";
    case EACCES:
    case EPERM:
        return "let this user write there, or name another folder";
    case EROFS:
        return "mount it for writing; a card with errors turns read-only by itself";
    case ENOSPC:
    case EDQUOT:
        return "free some space, or name another folder";
    case ENAMETOOLONG:
        return "name it shorter";
    default:
        return remedy_for(errno_value);
    }
}

std::error_code remove_name(int folder, const char* name) noexcept {
    return result(uninterrupted([=] { return ::unlinkat(folder, name, 0); }));
}

bool is_fat(int fd) noexcept {
    struct statfs status {};
    return ::fstatfs(fd, &status) == 0 && status.f_type == MSDOS_SUPER_MAGIC;
}

/// Everything at once, from the first sector to the last.
std::error_code sync_file_system(int fd) noexcept {
    return result(uninterrupted([=] { return ::syncfs(fd); }));
}

} // namespace

Written write_at(int fd, std::uint64_t offset, std::span<iovec> parts) noexcept {
    return write_all(parts, [=](std::span<const iovec> rest, std::uint64_t done) {
        return ::pwritev(fd, rest.data(), static_cast<int>(rest.size()),
                         static_cast<off_t>(offset + done));
    });
}

Written write_on(int fd, std::span<iovec> parts) noexcept {
    return write_all(parts, [=](std::span<const iovec> rest, std::uint64_t) {
        for (;;) {
            const ssize_t n = ::writev(fd, rest.data(), static_cast<int>(rest.size()));
            if (n >= 0 || errno != EAGAIN) return n;
            pollfd writable{fd, POLLOUT, 0};
            ::poll(&writable, 1, -1);
        }
    });
}

std::error_code sync_all(int fd) noexcept {
    return result(uninterrupted([=] { return ::fsync(fd); }));
}

std::error_code sync_data(int fd) noexcept {
    return result(uninterrupted([=] { return ::fdatasync(fd); }));
}

UniqueFd open_folder_of(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw storage_error(folder, errno);
    return fd;
}

UniqueFd create_new(int folder, const char* name, int flags) noexcept {
    return UniqueFd(uninterrupted([=] {
        return ::openat(folder, name, flags | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    }));
}

std::error_code cut_to(int fd, std::uint64_t bytes) noexcept {
    return result(uninterrupted([=] { return ::ftruncate(fd, static_cast<off_t>(bytes)); }));
}

std::error_code rename_without_replacing(int folder, const char* from, const char* to) noexcept {
    const int known =
        uninterrupted([=] { return ::renameat2(folder, from, folder, to, RENAME_NOREPLACE); });
    if (known == 0) return {};
    if (errno == EEXIST && are_one_file(folder, from, to)) return remove_name(folder, from);
    if (errno != EINVAL && errno != ENOSYS) return last_error();
    // A file system that does not know the flag: a link never replaces, but not every one has
    // links either, and then a look before the rename has to do.
    if (uninterrupted([=] { return ::linkat(folder, from, folder, to, 0); }) == 0)
        return remove_name(folder, from);
    if (errno == EEXIST && are_one_file(folder, from, to)) return remove_name(folder, from);
    if (errno == EEXIST || exists(folder, to)) return std::make_error_code(std::errc::file_exists);
    return result(uninterrupted([=] { return ::renameat(folder, from, folder, to); }));
}

std::error_code sync_renamed(int folder, int file) noexcept {
    const auto error = is_fat(file) ? sync_file_system(file) : sync_all(file);
    return error ? error : sync_all(folder);
}

std::error_code last_error() noexcept {
    return {errno, std::generic_category()};
}

Error storage_error(const std::string& object, int errno_value) {
    return system_error(object, errno_value, remedy(errno_value));
}

Error reading_error(const std::filesystem::path& file, int errno_value) {
    const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
    if (errno_value == ENOENT || errno_value == ENOTDIR)
        return {file, "no such file or folder", "look for its name: ls " + folder,
                std::error_code(errno_value, std::generic_category())};
    if (errno_value == EACCES)
        return system_error(file, errno_value,
                            "let this user read it; what the service recorded, group redstart may");
    return system_error(file, errno_value);
}

} // namespace redstart
