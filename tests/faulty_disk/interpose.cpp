// For LD_PRELOAD: stands between a program and the C library where it changes what is stored.
#include "faulty_disk/pass.hpp"

#include <cstdarg>

namespace {

using namespace faulty_disk;

/// As many of the parts as hold so many bytes, the last one cut.
struct Cut {
    Cut(std::span<const iovec> parts, std::size_t bytes) {
        for (const iovec& part : parts) {
            if (bytes == 0 || count == IOV_MAX) break;
            cut[count] = {part.iov_base, std::min(part.iov_len, bytes)};
            bytes -= cut[count++].iov_len;
        }
    }
    iovec cut[IOV_MAX];
    int count = 0;
};

/// An open changes nothing but where it makes a file, or cuts one; else it is a question.
int pass_open(const char* call, int folder, const char* name, int flags, mode_t mode) {
    static const auto next = real<int(int, const char*, int, ...)>("openat");
    const auto open_it = [=](std::size_t) -> long { return next(folder, name, flags, mode); };
    const bool is_nameless = (flags & O_TMPFILE) == O_TMPFILE;
    const bool makes = is_nameless || (flags & (O_CREAT | O_TRUNC)) != 0;
    const char* const told = is_nameless ? "tmpfile" : makes ? call : "?open";
    return static_cast<int>(
        pass_name(makes ? Kind::create : Kind::open, told, path_of(folder, name), open_it));
}

mode_t mode_in(int flags, va_list arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

} // namespace

#define MODE                                                                                       \
    va_list arguments;                                                                             \
    va_start(arguments, flags);                                                                    \
    const mode_t mode = mode_in(flags, arguments);                                                 \
    va_end(arguments)

extern "C" {

int open(const char* name, int flags, ...) {
    MODE;
    return pass_open("open", AT_FDCWD, name, flags, mode);
}
int open64(const char* name, int flags, ...) {
    MODE;
    return pass_open("open", AT_FDCWD, name, flags | O_LARGEFILE, mode);
}
int openat(int folder, const char* name, int flags, ...) {
    MODE;
    return pass_open("openat", folder, name, flags, mode);
}
int openat64(int folder, const char* name, int flags, ...) {
    MODE;
    return pass_open("openat", folder, name, flags | O_LARGEFILE, mode);
}
int creat(const char* name, mode_t mode) {
    return pass_open("creat", AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

ssize_t write(int fd, const void* bytes, std::size_t count) {
    static const auto next = real<ssize_t(int, const void*, std::size_t)>("write");
    const iovec part{const_cast<void*>(bytes), count};
    return pass_fd(Kind::write, "write", fd, [=](std::size_t n) { return next(fd, bytes, n); },
                   place_of(fd), {&part, 1});
}
ssize_t pwrite(int fd, const void* bytes, std::size_t count, off_t place) {
    static const auto next = real<ssize_t(int, const void*, std::size_t, off_t)>("pwrite64");
    const iovec part{const_cast<void*>(bytes), count};
    return pass_fd(Kind::write, "pwrite", fd,
                   [=](std::size_t n) { return next(fd, bytes, n, place); }, place, {&part, 1});
}
ssize_t pwrite64(int fd, const void* bytes, std::size_t count, off64_t place) {
    return pwrite(fd, bytes, count, place);
}
ssize_t writev(int fd, const iovec* parts, int count) {
    static const auto next = real<ssize_t(int, const iovec*, int)>("writev");
    const std::span all(parts, static_cast<std::size_t>(count));
    const auto write_it = [=](std::size_t bytes) {
        const Cut cut(all, bytes);
        return next(fd, cut.cut, cut.count);
    };
    return pass_fd(Kind::write, "writev", fd, write_it, place_of(fd), all);
}
ssize_t pwritev(int fd, const iovec* parts, int count, off_t place) {
    static const auto next = real<ssize_t(int, const iovec*, int, off_t)>("pwritev64");
    const std::span all(parts, static_cast<std::size_t>(count));
    const auto write_it = [=](std::size_t bytes) {
        const Cut cut(all, bytes);
        return next(fd, cut.cut, cut.count, place);
    };
    return pass_fd(Kind::write, "pwritev", fd, write_it, place, all);
}
ssize_t pwritev64(int fd, const iovec* parts, int count, off64_t place) {
    return pwritev(fd, parts, count, place);
}

int fsync(int fd) {
    static const auto next = real<int(int)>("fsync");
    return static_cast<int>(
        pass_fd(Kind::sync, "fsync", fd, [=](std::size_t) -> long { return next(fd); }));
}
int fdatasync(int fd) {
    static const auto next = real<int(int)>("fdatasync");
    return static_cast<int>(
        pass_fd(Kind::sync, "fdatasync", fd, [=](std::size_t) -> long { return next(fd); }));
}
/// Counted as a write: it may fail and hang as one, and it makes nothing safe.
int sync_file_range(int fd, off64_t from, off64_t bytes, unsigned flags) {
    static const auto next = real<int(int, off64_t, off64_t, unsigned)>("sync_file_range");
    return static_cast<int>(pass_fd(Kind::write, "sync_file_range", fd, [=](std::size_t) -> long {
        return next(fd, from, bytes, flags);
    }));
}

int ftruncate(int fd, off_t length) noexcept {
    static const auto next = real<int(int, off_t)>("ftruncate64");
    return static_cast<int>(pass_fd(
        Kind::truncate, "ftruncate", fd, [=](std::size_t) -> long { return next(fd, length); },
        length));
}
int ftruncate64(int fd, off64_t length) noexcept {
    return ftruncate(fd, length);
}
int fallocate(int fd, int mode, off_t from, off_t length) {
    static const auto next = real<int(int, int, off_t, off_t)>("fallocate64");
    return static_cast<int>(pass_fd(
        Kind::allocate, "fallocate", fd,
        [=](std::size_t) -> long { return next(fd, mode, from, length); }, from));
}
int fallocate64(int fd, int mode, off64_t from, off64_t length) {
    return fallocate(fd, mode, from, length);
}

int renameat2(int from, const char* name, int to, const char* other, unsigned flags) noexcept {
    static const auto next = real<int(int, const char*, int, const char*, unsigned)>("renameat2");
    return static_cast<int>(pass_name(
        Kind::rename, "rename", path_of(from, name),
        [=](std::size_t) -> long { return next(from, name, to, other, flags); },
        path_of(to, other)));
}
int renameat(int from, const char* name, int to, const char* other) noexcept {
    return renameat2(from, name, to, other, 0);
}
int rename(const char* name, const char* other) noexcept {
    return renameat2(AT_FDCWD, name, AT_FDCWD, other, 0);
}
int linkat(int from, const char* name, int to, const char* other, int flags) noexcept {
    static const auto next = real<int(int, const char*, int, const char*, int)>("linkat");
    return static_cast<int>(pass_name(
        Kind::link, "link", path_of(from, name),
        [=](std::size_t) -> long { return next(from, name, to, other, flags); },
        path_of(to, other)));
}
int link(const char* name, const char* other) noexcept {
    return linkat(AT_FDCWD, name, AT_FDCWD, other, 0);
}
int unlinkat(int folder, const char* name, int flags) noexcept {
    static const auto next = real<int(int, const char*, int)>("unlinkat");
    return static_cast<int>(
        pass_name(Kind::unlink, "unlink", path_of(folder, name),
                  [=](std::size_t) -> long { return next(folder, name, flags); }));
}
int unlink(const char* name) noexcept {
    return unlinkat(AT_FDCWD, name, 0);
}
int mkdirat(int folder, const char* name, mode_t mode) noexcept {
    static const auto next = real<int(int, const char*, mode_t)>("mkdirat");
    return static_cast<int>(
        pass_name(Kind::mkdir, "mkdir", path_of(folder, name),
                  [=](std::size_t) -> long { return next(folder, name, mode); }));
}
int mkdir(const char* name, mode_t mode) noexcept {
    return mkdirat(AT_FDCWD, name, mode);
}

} // extern "C"
