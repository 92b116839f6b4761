// A new file beside the old one, on the card, and then in its place.
#include "web/state_folder.hpp"

#include "base/unique_fd.hpp"

#include <redstart/error.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

constexpr const char* remedy = "let redstart-web's user write there, or name another with --state";

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw system_error(path, errno, remedy);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(fd) != 0) throw system_error(path, errno, remedy);
}

} // namespace

StateFolder::StateFolder(std::filesystem::path path) : path_(std::move(path)) {
    if (::mkdir(path_.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        throw system_error(path_.string(), errno, remedy);
}

std::optional<std::string> StateFolder::read(const char* name) const {
    const std::string file = path(name);
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && errno == ENOENT) return {};
    if (!fd) throw system_error(file, errno, remedy);
    std::string bytes;
    std::array<char, 4096> some{};
    for (;;) {
        const ssize_t n = ::read(fd.get(), some.data(), some.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw system_error(file, errno, remedy);
        if (n == 0) return bytes;
        bytes.append(some.data(), static_cast<std::size_t>(n));
    }
}

void StateFolder::write(const char* name, std::string_view bytes) const {
    const std::string file = path(name), fresh = file + ".new";
    const UniqueFd fd(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fd) throw system_error(fresh, errno, remedy);
    write_all(fd.get(), bytes, fresh);
    if (::rename(fresh.c_str(), file.c_str()) != 0) throw system_error(file, errno, remedy);
    const UniqueFd folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder) ::fsync(folder.get());
}

void StateFolder::remove(const char* name) const {
    const std::string file = path(name);
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) throw system_error(file, errno, remedy);
}

} // namespace redstart
