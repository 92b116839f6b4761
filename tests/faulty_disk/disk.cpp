// The trace is written by raw system calls, which nobody interposes.
#include "faulty_disk/disk.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faulty_disk {
namespace {

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

int open_trace(const std::string& path) {
    if (path.empty()) return -1;
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path.c_str(),
                                      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
}

/// The first bytes of the parts, as one.
std::string content(std::span<const iovec> parts, std::size_t bytes) {
    std::string all;
    for (const iovec& part : parts)
        all.append(static_cast<const char*>(part.iov_base),
                   std::min(part.iov_len, bytes - std::min(bytes, all.size())));
    return all;
}

} // namespace

std::size_t bytes_in(std::span<const iovec> parts) noexcept {
    std::size_t bytes = 0;
    for (const iovec& part : parts) bytes += part.iov_len;
    return bytes;
}

Disk& Disk::get() {
    static Disk* const disk = new Disk; // never gone: calls come until the very end
    return *disk;
}

Disk::Disk()
    : folder_(from_environment("FAULTY_DISK")),
      plan_(from_environment("FAULTY_DISK_PLAN")),
      with_data_(!from_environment("FAULTY_DISK_DATA").empty()),
      trace_(open_trace(from_environment("FAULTY_DISK_TRACE"))) {}

bool Disk::is_below(const std::string& path) const noexcept {
    return !folder_.empty() && path.starts_with(folder_) &&
           (path.size() == folder_.size() || path[folder_.size()] == '/');
}

/// NUMBER CALL RESULT PLACE BYTES DATA PATH<tab>OTHER, and as many bytes of data.
void Disk::note(unsigned long number, const Asked& asked, long result) {
    if (trace_ < 0) return;
    const bool is_written = asked.kind == Kind::write && result > 0;
    const std::string data =
        with_data_ && is_written ? content(asked.parts, static_cast<std::size_t>(result)) : "";
    const std::string line =
        std::to_string(number) + ' ' + asked.call + ' ' + std::to_string(result) + ' ' +
        std::to_string(asked.place) + ' ' + std::to_string(bytes_in(asked.parts)) + ' ' +
        std::to_string(data.size()) + ' ' + asked.path + '\t' + asked.other + '\n' + data;
    const std::lock_guard lock(writing_);
    ::syscall(SYS_write, trace_, line.data(), line.size());
}

void Disk::end() {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
}

/// The one who removes the file tells when; what is slept between two looks decides nothing.
void Disk::wait_until_gone(const std::string& file) {
    while (is_there(file)) ::usleep(1000);
}

} // namespace faulty_disk
