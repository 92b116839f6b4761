// Finds .part files, and makes each true from what it and its boot say.
#include "takes/left_overs.hpp"

#include "base/boot_id.hpp"
#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "takes/fat_double_name.hpp"
#include "takes/journal.hpp"
#include "takes/lone_journals.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

void check(const std::string& name, const std::error_code& error) {
    if (error) throw storage_error(name, error.value());
}

struct stat status_of(int fd, const std::string& name) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw system_error(name, errno);
    return status;
}

/// Still the file of that name, after the wait for its lock: a living take may have been closed.
bool is_still(int folder, const char* name, const struct stat& file) noexcept {
    struct stat now {};
    return ::fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == file.st_ino &&
           now.st_dev == file.st_dev;
}

/// A journal that cannot be read keeps no sound from being completed.
std::optional<Sidecar> journal_of(const fs::path& part) {
    try {
        return read_journal(TakePaths::of_sound(part).journal());
    } catch (const Error&) {
        return {};
    }
}

/// The end that the take never came to; false where it came to it.
bool end_its_journal(const fs::path& part, Sidecar sidecar, Frames frames, After after) {
    if (sidecar.frames == frames) return false;
    const bool this_boot = !sidecar.boot.empty() && sidecar.boot == boot_id();
    sidecar.frames = frames;
    sidecar.figures.reset();
    sidecar.stop = !this_boot ? "power" : after == After::crash ? "crash" : "failure";
    try {
        end_journal(TakePaths::of_sound(part).journal(), sidecar);
    } catch (const Error&) { // it ends without
    }
    return true;
}

/// The first name that is free. The journal goes in front, so that it never stands beside somebody
/// else's sound.
fs::path rename_finished(int folder, int file, const fs::path& part) {
    const auto take = TakePaths::of_sound(part);
    fs::path journal = take.journal().filename();
    for (int attempt = 0;; ++attempt) {
        const fs::path to = take.recovered(attempt), name = to.filename();
        if (is_there(to)) continue;
        const fs::path next = TakePaths::of_finished(name).journal();
        if (next != journal && !rename_without_replacing(folder, journal.c_str(), next.c_str()))
            journal = next;
        const auto error = rename_without_replacing(folder, part.filename().c_str(), name.c_str());
        if (error == std::errc::file_exists) continue;
        check(part, error);
        check(part, sync_renamed(folder, file));
        return to;
    }
}

LeftOver remove_empty(int folder, const fs::path& part) {
    if (::unlinkat(folder, part.filename().c_str(), 0) != 0) throw storage_error(part, errno);
    remove_begun_journal(part); // it was begun with that sound
    check(part, sync_all(folder));
    return {LeftOver::What::removed, part, 0, {}, {}, false};
}

/// Where a renaming was cut short that had to be a link and a removal. On FAT the two names share
/// their clusters in secret: there both stay.
void drop_second_name(int folder, const fs::path& part) {
    const fs::path wav = TakePaths::of_sound(part).wav();
    struct stat one {
    }, other{};
    const bool is_one_file =
        ::fstatat(folder, part.filename().c_str(), &one, AT_SYMLINK_NOFOLLOW) == 0 &&
        ::fstatat(folder, wav.filename().c_str(), &other, AT_SYMLINK_NOFOLLOW) == 0 &&
        one.st_nlink >= 2 && one.st_ino == other.st_ino && one.st_dev == other.st_dev;
    if (!is_one_file)
        throw Error(part, "the same file as " + wav.filename().string() + ", under a second name",
                    "let fsck.fat -a look at the card; remove neither before");
    if (::unlinkat(folder, part.filename().c_str(), 0) != 0) throw storage_error(part, errno);
    check(part, sync_all(folder));
}

LeftOver complete(int folder, int fd, const fs::path& part, After after) {
    const bool is_twin = has_fat_double_name(TakePaths::of_sound(part).wav());
    if (is_twin) drop_second_name(folder, part);
    const UnfinishedWav file = read_unfinished(fd, part, after);
    const auto journal = journal_of(part);
    finish_wav(fd, part, file, journal ? marks_of(*journal, file.frames) : Marks());
    const bool was_cut_off = journal && end_its_journal(part, *journal, file.frames, after);
    const fs::path finished =
        is_twin ? TakePaths::of_sound(part).wav() : rename_finished(folder, fd, part);
    return {LeftOver::What::completed,         finished, file.frames,
            file.format.duration(file.frames), {},       was_cut_off};
}

/// Nothing for a file that is in use or gone.
std::optional<LeftOver> look_at(const fs::path& part, After after) {
    const UniqueFd folder = open_folder_of(part);
    const UniqueFd file(::openat(folder.get(), part.filename().c_str(),
                                 O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file && errno == ENOENT) return {};
    if (!file) throw storage_error(part, errno);
    if (TakeLock(file.get()).is_refused()) return {};
    const struct stat status = status_of(file.get(), part);
    if (!S_ISREG(status.st_mode) || !is_still(folder.get(), part.filename().c_str(), status))
        return {};
    if (has_only_begun(file.get(), part)) return remove_empty(folder.get(), part);
    return complete(folder.get(), file.get(), part, after);
}

} // namespace

fs::path completed_name(const fs::path& part) {
    const auto take = TakePaths::of_sound(part);
    int attempt = 0;
    while (is_there(take.recovered(attempt))) ++attempt;
    return take.recovered(attempt);
}

std::optional<LeftOver> complete_left_over(const fs::path& part, After after) {
    try {
        return look_at(part, after);
    } catch (const std::exception& error) { // no memory, too: another is no reason to stop
        return LeftOver{LeftOver::What::left, part, 0, {}, error.what(), false};
    }
}

std::vector<LeftOver> complete_left_overs(const fs::path& folder, After after) {
    std::vector<LeftOver> results;
    const auto parts = files_below(folder, is_part, [&](const Error& error) {
        results.push_back({LeftOver::What::left, folder, 0, {}, error.what(), false});
    });
    for (const fs::path& part : parts)
        if (auto result = complete_left_over(part, after)) results.push_back(std::move(*result));
    remove_lone_journals(folder);
    return results;
}

} // namespace redstart
