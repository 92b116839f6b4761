// Looks first, and writes only into the file that was looked at.
#include "takes/repair_file.hpp"

#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "disk/take_paths.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using What = FileRepair::What;

UniqueFd open_as(const fs::path& file, int flags) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    UniqueFd fd(::open(file.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd && errno == ELOOP) throw Error(file, "is a link", "name the file itself");
    if (!fd) throw flags == O_RDONLY ? reading_error(file, errno) : storage_error(file, errno);
    return fd;
}

void write(const fs::path& file, int planned, const WavRepair& repair) {
    const UniqueFd fd = open_as(file, O_RDWR);
    struct stat now {
    }, before{};
    if (::fstat(fd.get(), &now) != 0 || ::fstat(planned, &before) != 0 ||
        now.st_dev != before.st_dev || now.st_ino != before.st_ino ||
        static_cast<std::uint64_t>(now.st_size) != repair.before.file_bytes)
        throw Error(file, "changed while it was looked at", "try again");
    if (TakeLock(fd.get()).is_refused())
        throw Error(file, "somebody else has just locked it", "try again");
    repair_wav(fd.get(), file, repair);
}

/// What complete_left_over() is about to do.
FileRepair plan_part(int fd, const fs::path& part) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw storage_error(part, errno);
    FileRepair result{What::left_over, {}, {}};
    result.left_over = {LeftOver::What::removed, part, 0, {}, {}, false};
    if (status.st_size == 0) return result;
    result.header.before = read_wav_info(fd, part);
    if (!result.header.before.note)
        throw Error(part, "not written by Redstart", "rename it to end in .wav");
    result.left_over.what = LeftOver::What::completed;
    result.left_over.file = completed_name(part);
    return result;
}

FileRepair complete(const fs::path& part) {
    auto result = complete_left_over(part, After::crash);
    if (!result) return {};
    return {What::left_over, {}, std::move(*result)};
}

FileRepair repair(const fs::path& file, bool apply) {
    const UniqueFd fd = open_as(file, O_RDONLY);
    if (is_being_written(fd.get())) return {};
    if (is_part(file)) return apply ? complete(file) : plan_part(fd.get(), file);
    FileRepair result{What::valid, plan_repair(fd.get(), file), {}};
    if (!result.header.is_needed) return result;
    if (apply) write(file, fd.get(), result.header);
    result.what = What::header;
    return result;
}

} // namespace

std::vector<fs::path> files_to_repair(const fs::path& path,
                                      const std::function<void(const Error&)>& unreadable) {
    if (!is_folder_itself(path)) return {path};
    return files_below(path, is_wav_of_any_recorder, unreadable);
}

FileRepair plan_file_repair(const fs::path& file) {
    return repair(file, false);
}

FileRepair repair_file(const fs::path& file) {
    return repair(file, true);
}

} // namespace redstart
