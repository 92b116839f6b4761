// A lock says that the process lives; a number that a killed one left is written over.
#include "app/process_id_file.hpp"

#include "disk/storage.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

/// Empty, or a number and the end of its line.
bool holds_a_number(int fd) {
    std::array<char, 32> text{};
    const ssize_t bytes = ::pread(fd, text.data(), text.size(), 0);
    const std::string_view held(text.data(), bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
    return bytes >= 0 && held.size() < text.size() &&
           std::ranges::all_of(held, [](unsigned char c) { return std::isdigit(c) || c == '\n'; });
}

} // namespace

ProcessIdFile::ProcessIdFile(std::string file)
    : file_(std::move(file)),
      fd_(::open(file_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644)) {
    if (!fd_) throw storage_error(file_, errno);
    struct stat there {};
    if (::fstat(fd_.get(), &there) != 0 || !S_ISREG(there.st_mode))
        throw Error(file_, "no regular file", "name another for --process-id-file");
    if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0)
        throw Error(file_, "a process holds it that still records", "name another file");
    if (!holds_a_number(fd_.get()))
        throw Error(file_, "it holds something else than a process's number", "name another file");
    const std::string number = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd_.get(), 0) != 0 ||
        ::pwrite(fd_.get(), number.data(), number.size(), 0) != static_cast<ssize_t>(number.size()))
        throw storage_error(file_, errno);
}

/// Only where the name is still that of this file.
ProcessIdFile::~ProcessIdFile() {
    struct stat ours {
    }, there{};
    if (::fstat(fd_.get(), &ours) == 0 && ::lstat(file_.c_str(), &there) == 0 &&
        ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
        ::unlink(file_.c_str());
}

} // namespace redstart
