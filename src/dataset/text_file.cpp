// Read in one piece, after a look at what it is.
#include "dataset/text_file.hpp"

#include "base/unique_fd.hpp"
#include "disk/storage.hpp"
#include "wav/info.hpp"

#include <cerrno>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>

namespace redstart {
namespace {

constexpr off_t most_bytes = 256'000'000;

} // namespace

std::string read_text_file(const std::filesystem::path& file) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(file, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) throw reading_error(file, errno);
    if (!S_ISREG(status.st_mode)) throw Error(file, "no regular file", "name a file with text");
    if (status.st_size > most_bytes)
        throw Error(file, "larger than 256 MB", "name a file with text, or split it");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    text.resize(read_at(fd.get(), file, 0, std::as_writable_bytes(std::span(text))));
    return text;
}

} // namespace redstart
