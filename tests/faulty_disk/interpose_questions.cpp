// For LD_PRELOAD: stands where a program only asks its storage: looks up, reads, lists, has space.
#include "faulty_disk/pass.hpp"

#include <cstdio>
#include <dirent.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

namespace {

using namespace faulty_disk;

/// A question about a name, a link in its last part followed or not.
template <class Real>
int ask_name(Kind kind, const char* call, int folder, const char* name, Real real) {
    const std::string path = *name == '\0' ? path_of(folder) : path_of(folder, name);
    return static_cast<int>(
        pass_name(kind, call, path, [&](std::size_t) -> long { return real(); }));
}

template <class Real>
int ask_fd(Kind kind, const char* call, int fd, Real real) {
    return static_cast<int>(pass_fd(kind, call, fd, [&](std::size_t) -> long { return real(); }));
}

/// The functions that return a pointer, and nullptr with errno where the plan says no.
template <class Pointer, class Real>
Pointer* ask_pointer(Kind kind, const char* call, const std::string& path, Real real) {
    Pointer* result = nullptr;
    pass_name(kind, call, path, [&, error = errno](std::size_t) -> long {
        errno = error; // readdir() leaves it as it is at the end of a folder
        result = real();
        return 0; // nullptr may be an answer too: the end of a folder
    });
    return result;
}

template <class Entry>
Entry* ask_entry(const char* real_name, DIR* folder) {
    const auto next = real<Entry*(DIR*)>(real_name);
    return ask_pointer<Entry>(Kind::list, "?readdir", path_of(::dirfd(folder)),
                              [=] { return next(folder); });
}

FILE* ask_stream(const char* real_name, const char* name, const char* mode) {
    const auto next = real<FILE*(const char*, const char*)>(real_name);
    if (mode[0] != 'r') return next(name, mode);
    return ask_pointer<FILE>(Kind::open, "?fopen", path_of(AT_FDCWD, name),
                             [=] { return next(name, mode); });
}

} // namespace

// A call under its own name, and with 64 behind it where the program was built for large files.
#define ASK_STATUS(NAME, FUNCTION, ENTRY)                                                          \
    int FUNCTION(const char* name, struct ENTRY* status) noexcept {                                \
        static const auto next = real<int(const char*, struct ENTRY*)>(#FUNCTION);                 \
        return ask_name(Kind::lookup, "?" NAME, AT_FDCWD, name,                                    \
                        [=] { return next(name, status); });                                       \
    }
#define ASK_STATUS_AT(FUNCTION, ENTRY)                                                             \
    int FUNCTION(int folder, const char* name, struct ENTRY* status, int flags) noexcept {         \
        static const auto next = real<int(int, const char*, struct ENTRY*, int)>(#FUNCTION);       \
        return ask_name(Kind::lookup, "?fstatat", folder, name,                                    \
                        [=] { return next(folder, name, status, flags); });                        \
    }
#define ASK_OPEN(NAME, KIND, FUNCTION, ENTRY)                                                      \
    int FUNCTION(int fd, struct ENTRY* status) noexcept {                                          \
        static const auto next = real<int(int, struct ENTRY*)>(#FUNCTION);                         \
        return ask_fd(KIND, "?" NAME, fd, [=] { return next(fd, status); });                       \
    }
#define ASK_SPACE(NAME, FUNCTION, ENTRY)                                                           \
    int FUNCTION(const char* name, struct ENTRY* space) noexcept {                                 \
        static const auto next = real<int(const char*, struct ENTRY*)>(#FUNCTION);                 \
        return ask_name(Kind::space, "?" NAME, AT_FDCWD, name, [=] { return next(name, space); }); \
    }

extern "C" {

ASK_STATUS("stat", stat, stat)
ASK_STATUS("stat", stat64, stat64)
ASK_STATUS("lstat", lstat, stat)
ASK_STATUS("lstat", lstat64, stat64)
ASK_STATUS_AT(fstatat, stat)
ASK_STATUS_AT(fstatat64, stat64)
ASK_OPEN("fstat", Kind::lookup, fstat, stat)
ASK_OPEN("fstat", Kind::lookup, fstat64, stat64)
ASK_SPACE("statvfs", statvfs, statvfs)
ASK_SPACE("statvfs", statvfs64, statvfs64)
ASK_SPACE("statfs", statfs, statfs)
ASK_SPACE("statfs", statfs64, statfs64)
ASK_OPEN("fstatvfs", Kind::space, fstatvfs, statvfs)
ASK_OPEN("fstatvfs", Kind::space, fstatvfs64, statvfs64)
ASK_OPEN("fstatfs", Kind::space, fstatfs, statfs)
ASK_OPEN("fstatfs", Kind::space, fstatfs64, statfs64)

int faccessat(int folder, const char* name, int mode, int flags) noexcept {
    static const auto next = real<int(int, const char*, int, int)>("faccessat");
    return ask_name(Kind::lookup, "?access", folder, name,
                    [=] { return next(folder, name, mode, flags); });
}
int access(const char* name, int mode) noexcept {
    return faccessat(AT_FDCWD, name, mode, 0);
}

ssize_t read(int fd, void* bytes, std::size_t count) {
    static const auto next = real<ssize_t(int, void*, std::size_t)>("read");
    const iovec part{bytes, count};
    return pass_fd(Kind::read, "?read", fd, [=](std::size_t n) { return next(fd, bytes, n); }, 0,
                   {&part, 1});
}
ssize_t pread(int fd, void* bytes, std::size_t count, off_t place) {
    static const auto next = real<ssize_t(int, void*, std::size_t, off64_t)>("pread64");
    const iovec part{bytes, count};
    return pass_fd(Kind::read, "?pread", fd,
                   [=](std::size_t n) { return next(fd, bytes, n, place); }, place, {&part, 1});
}
ssize_t pread64(int fd, void* bytes, std::size_t count, off64_t place) {
    return pread(fd, bytes, count, place);
}

DIR* opendir(const char* name) {
    static const auto next = real<DIR*(const char*)>("opendir");
    return ask_pointer<DIR>(Kind::list, "?opendir", path_of(AT_FDCWD, name),
                            [=] { return next(name); });
}
struct dirent* readdir(DIR* folder) {
    return ask_entry<struct dirent>("readdir", folder);
}
struct dirent64* readdir64(DIR* folder) {
    return ask_entry<struct dirent64>("readdir64", folder);
}

FILE* fopen(const char* name, const char* mode) {
    return ask_stream("fopen", name, mode);
}
FILE* fopen64(const char* name, const char* mode) {
    return ask_stream("fopen64", name, mode);
}

} // extern "C"
