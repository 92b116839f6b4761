// Made beside, synced, renamed, and the folder synced: a name is there only with the whole file.
#include "takes/new_sound.hpp"

#include "disk/lookup.hpp"
#include "disk/storage.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t portion_bytes = 8 * 1024 * 1024;

void check(const fs::path& name, const std::error_code& error) {
    if (error) throw storage_error(name, error.value());
}

/// Removes what an earlier try left: a regular file of this user's with one name, that nobody has
/// locked. Anything else stays, and stands in the way.
void make_way(int folder, const fs::path& name) {
    const UniqueFd file(
        ::openat(folder, name.filename().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) return;
    if (!S_ISREG(status.st_mode) || status.st_nlink != 1 || status.st_uid != ::geteuid()) return;
    if (TakeLock(file.get()).is_refused())
        throw Error(name, "somebody is making it", "wait for its end");
    ::unlinkat(folder, name.filename().c_str(), 0);
}

/// Whether the name still leads to the file that we made.
bool is_ours(int folder, const fs::path& name, int file) {
    struct stat named {
    }, made{};
    return ::fstatat(folder, name.filename().c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           ::fstat(file, &made) == 0 && named.st_dev == made.st_dev && named.st_ino == made.st_ino;
}

UniqueFd make(int folder, const fs::path& final_name, const fs::path& making) {
    if (is_there(final_name)) throw storage_error(final_name, EEXIST);
    make_way(folder, making);
    UniqueFd file = create_new(folder, making.filename().c_str(), O_RDWR);
    if (!file) throw storage_error(making, errno);
    return file;
}

} // namespace

fs::path making_name(const fs::path& final_name) {
    return fs::path(final_name) += ".redstart";
}

NewSound::NewSound(fs::path final_name)
    : final_name_(std::move(final_name)),
      making_(making_name(final_name_)),
      folder_(open_folder_of(final_name_)),
      file_(make(folder_.get(), final_name_, making_)),
      lock_(file_.get()) {}

NewSound::~NewSound() {
    if (!is_published_ && is_ours(folder_.get(), making_, file_.get()))
        ::unlinkat(folder_.get(), making_.filename().c_str(), 0);
}

std::uint64_t NewSound::bytes() const {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) throw system_error(making_, errno);
    return static_cast<std::uint64_t>(status.st_size);
}

void NewSound::sync_a_portion(std::uint64_t bytes_so_far) {
    if (bytes_so_far < synced_bytes_ + portion_bytes) return;
    synced_bytes_ = bytes_so_far;
    check(making_, sync_data(file_.get()));
    ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
}

void NewSound::sync() {
    check(making_, sync_all(file_.get()));
    ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
}

void NewSound::publish(const timespec& changed) {
    const std::array<timespec, 2> times = {changed, changed};
    ::futimens(file_.get(), times.data());
    sync();
    if (!is_ours(folder_.get(), making_, file_.get()))
        throw Error(making_, "somebody took its name away", "try again");
    check(final_name_, rename_without_replacing(folder_.get(), making_.filename().c_str(),
                                                final_name_.filename().c_str()));
    is_published_ = true;
    check(final_name_, sync_renamed(folder_.get(), file_.get()));
}

} // namespace redstart
