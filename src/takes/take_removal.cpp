// Each of a take's files is looked at when it is open, just before it goes.
#include "takes/take_removal.hpp"

#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/take_lock.hpp"
#include "takes/convert.hpp"
#include "wav/flac_info.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;

void remove_regular(int folder, const std::string& name) noexcept {
    struct stat status {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode))
        ::unlinkat(folder, name.c_str(), 0);
}

/// Nothing where it cannot be read.
std::optional<HeaderNote> note_in(int file, const std::string& name) {
    HeaderPage header{};
    try {
        if (read_at(file, name, 0, header) == header.size()) return header_note(header);
    } catch (const Error&) {
    }
    return {};
}

/// A WAV file that says that it is whole, or FLAC that was made and proven of one.
bool is_ours(int file, const std::string& name) {
    const auto note = note_in(file, name);
    if (note) return note->closed;
    try {
        return !read_flac_info(file, name).sha256.empty();
    } catch (const Error&) {
        return false;
    }
}

/// A file of a take, open.
struct Sound {
    std::string name;
    UniqueFd fd;
    struct stat status {};

    /// Redstart's, closed, in nobody's use, and still the file of that name.
    bool may_go(int folder) const {
        if (!S_ISREG(status.st_mode) || status.st_nlink != 1) return false;
        if (!TakeLock(fd.get()).is_held() || !is_ours(fd.get(), name)) return false;
        struct stat now {};
        return ::fstatat(folder, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 &&
               now.st_ino == status.st_ino && now.st_dev == status.st_dev;
    }
};

/// NAME.wav and NAME.flac, as far as they are there and may go; where the first may not, neither.
std::vector<Sound> sounds_that_may_go(int folder, const TakePaths& take) {
    std::vector<Sound> sounds;
    for (const fs::path& file : {take.wav(), flac_of(take.wav())}) {
        if (!may_be_there(folder, file.filename().c_str())) continue;
        Sound sound{file.filename(), {}};
        sound.fd = UniqueFd(
            ::openat(folder, sound.name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        const bool is_open = sound.fd && ::fstat(sound.fd.get(), &sound.status) == 0;
        if (!is_open || !sound.may_go(folder)) break;
        sounds.push_back(std::move(sound));
    }
    return sounds;
}

} // namespace

std::uint64_t remove_take(const fs::path& base, const TakePaths& take) {
    const fs::path parent = take.wav().parent_path();
    const int no_link = parent == base ? 0 : O_NOFOLLOW;
    const UniqueFd folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_link));
    if (!folder || may_be_there(folder.get(), take.keep().filename().c_str())) return 0;
    const auto sounds = sounds_that_may_go(folder.get(), take);
    if (sounds.empty()) return 0;
    if (::faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) return 0;
    for (const fs::path& sidecar : {take.sidecar(), take.journal()})
        remove_regular(folder.get(), sidecar.filename());
    std::uint64_t bytes = 0;
    for (const Sound& sound : sounds) {
        if (::unlinkat(folder.get(), sound.name.c_str(), 0) != 0) break;
        bytes +=
            std::max<std::uint64_t>(1, static_cast<std::uint64_t>(sound.status.st_blocks) * 512);
    }
    return bytes;
}

} // namespace redstart
