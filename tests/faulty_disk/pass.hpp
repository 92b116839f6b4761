// How an interposed call finds what it is about, and goes through the plan to the C library.
#pragma once

#include "faulty_disk/disk.hpp"

#include <climits>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faulty_disk {

/// The function of that name that the program would have got.
template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

inline std::string path_of(int fd) {
    char path[PATH_MAX];
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t length = ::readlink(link.c_str(), path, sizeof path);
    return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "";
}

inline std::string path_of(int folder, const char* name) {
    if (*name == '/') return name;
    char here[PATH_MAX];
    if (folder != AT_FDCWD) return path_of(folder) + '/' + name;
    return ::getcwd(here, sizeof here) == nullptr ? name : std::string(here) + '/' + name;
}

inline long long place_of(int fd) {
    static const auto next = real<int(int, struct stat*)>("fstat");
    struct stat status {};
    const bool at_end = (::fcntl(fd, F_GETFL) & O_APPEND) != 0;
    if (at_end && next(fd, &status) == 0) return status.st_size;
    return ::lseek(fd, 0, SEEK_CUR);
}

/// What passes the page cache comes onto the card by the page.
inline std::size_t block_of(int fd) {
    return (::fcntl(fd, F_GETFL) & O_DIRECT) != 0 ? 4096 : 1;
}

template <class Real>
long pass_fd(Kind kind, const char* call, int fd, Real real, long long place = 0,
             std::span<const iovec> parts = {}) {
    Disk& disk = Disk::get();
    const std::string path = path_of(fd);
    if (!disk.is_below(path)) return real(bytes_in(parts));
    return disk.pass({kind, call, path, {}, place, parts, block_of(fd)}, real);
}

template <class Real>
long pass_name(Kind kind, const char* call, const std::string& path, Real real,
               const std::string& other = {}) {
    Disk& disk = Disk::get();
    if (!disk.is_below(path)) return real(0);
    return disk.pass({kind, call, path, other}, [&](std::size_t) { return real(0); });
}

} // namespace faulty_disk
