// Writes whole blocks; files go from the one to the other by sendfile(2).
#include "dataset/new_file.hpp"

#include "disk/storage.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t block_bytes = 64 * 1024;

Error changed(const std::string& name) {
    return {name, "changed while it was copied", "end what changes it, and try again"};
}

} // namespace

NewFile::NewFile(std::filesystem::path file)
    : file_(std::move(file)), fd_(create_new(AT_FDCWD, file_.c_str(), O_WRONLY)) {
    if (!fd_) throw storage_error(file_, errno);
    buffer_.reserve(block_bytes);
}

void NewFile::append(std::string_view text) {
    if (buffer_.size() + text.size() > block_bytes) flush();
    buffer_ += text;
    if (buffer_.size() > block_bytes) flush();
}

void NewFile::append_file(int from, const std::string& name, std::uint64_t bytes,
                          const std::function<void()>& on_block) {
    flush();
    struct stat status {};
    if (::fstat(from, &status) != 0) throw reading_error(name, errno);
    if (static_cast<std::uint64_t>(status.st_size) != bytes) throw changed(name);
    off_t at = 0;
    while (static_cast<std::uint64_t>(at) < bytes) {
        if (on_block) on_block();
        const auto wanted =
            std::min<std::uint64_t>(bytes - static_cast<std::uint64_t>(at), 1 << 24);
        const ssize_t sent = ::sendfile(fd_.get(), from, &at, static_cast<std::size_t>(wanted));
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) throw storage_error(file_, errno);
        if (sent == 0) throw changed(name);
    }
}

void NewFile::flush() {
    std::array parts = {part(std::as_bytes(std::span(buffer_)))};
    if (const Written written = write_on(fd_.get(), parts); written.error)
        throw storage_error(file_, written.error.value());
    buffer_.clear();
}

void NewFile::close() {
    flush();
    fd_.reset();
}

} // namespace redstart
