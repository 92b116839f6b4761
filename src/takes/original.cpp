// Nothing here writes to the file; the one thing that changes is its name.
#include "takes/original.hpp"

#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "disk/take_paths.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

UniqueFd open_original(const fs::path& file) {
    if (file.extension() == ".part")
        throw Error(file, "it is not finished",
                    "where nobody records it any more, redstart repair --apply completes it");
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(file, errno);
    return fd;
}

bool is_same(const struct stat& one, const struct stat& other) noexcept {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

} // namespace

OriginalFile::OriginalFile(fs::path file, Original original)
    : path_(std::move(file)), original_(original), file_(open_original(path_)) {
    if (::fstat(file_.get(), &before_) != 0) throw system_error(path_, errno);
    if (!S_ISREG(before_.st_mode)) throw Error(path_, "no regular file", "name a sound file");
    if (original_ == Original::goes && !is_file(path_))
        throw Error(path_, "a link", "name the file itself, or keep the original");
    if (is_being_written(file_.get()))
        throw Error(path_, "somebody is writing it", "wait for its end");
    if (original_ == Original::goes && is_there(TakePaths::of_sound(path_).journal()))
        throw Error(path_, "its sidecar is still to be made",
                    "wait until the recorder has made it, or keep the original");
}

void OriginalFile::hold_to_sidecar(const AudioFormat& format, Frames frames,
                                   const std::string& sha256) const {
    const auto sidecar = read_sidecar(TakePaths::of_sound(path_).sidecar());
    if (!sidecar || sidecar->sha256.empty() || sidecar->format != format ||
        sidecar->frames != frames || sidecar->sha256 == sha256)
        return;
    throw Error(path_, "its sound is not what was recorded: the digest in its sidecar differs",
                "take it from a copy; redstart verify tells when it is right");
}

void OriginalFile::expect_unchanged() const {
    struct stat now {};
    if (::fstat(file_.get(), &now) == 0 && now.st_size == before_.st_size &&
        now.st_mtim.tv_sec == before_.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == before_.st_mtim.tv_nsec)
        return;
    throw Error(path_, "it was changed meanwhile", "end what changes it, and try again");
}

void OriginalFile::conclude() const {
    if (original_ == Original::stays) return;
    expect_unchanged();
    const UniqueFd folder = open_folder_of(path_);
    const std::string name = path_.filename();
    struct stat named {};
    if (::fstatat(folder.get(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0 ||
        !is_same(named, before_))
        throw Error(path_, "its name leads to another file by now, so it stays",
                    "look what it is, and remove it by hand");
    if (::unlinkat(folder.get(), name.c_str(), 0) != 0) throw storage_error(path_, errno);
    if (const auto error = sync_all(folder.get())) throw storage_error(path_, error.value());
}

Error stopped(const std::string& name) {
    return {name, "stopped before it was done, so it stays as it was", "start it again",
            std::make_error_code(std::errc::operation_canceled)};
}

} // namespace redstart
