// Looks into the folder for the numbers that are taken.
#include "takes/names.hpp"

#include "base/boot_id.hpp"
#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_paths.hpp"
#include "takes/take_removal.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// Calls `visit` with the name of every take in a folder, finished or not, without its ending.
template <class Visit>
void for_each_take(const fs::path& folder, Visit visit) {
    for_each_in(folder, [&visit](const fs::path& file, EntryKind) {
        if (const auto take = take_name_in(file.filename())) visit(*take, file);
    });
}

unsigned highest_seq(const fs::path& folder, const NamePattern& pattern) {
    unsigned highest = 0;
    for_each_take(folder, [&](const std::string& name, const fs::path&) {
        highest = std::max(highest, pattern.seq_of(name).value_or(0));
    });
    return highest;
}

bool is_of_this_boot(const fs::path& file) {
    try {
        const WavInfo info = read_wav_info(file);
        return info.note && !info.note->boot_id.empty() && info.note->boot_id == boot_id();
    } catch (const Error&) {
        return false; // empty or no file of ours: it says nothing
    }
}

/// The same as long as a boot lasts, also for a program that was started again.
unsigned boot_number(const fs::path& folder) {
    unsigned highest = 0;
    bool this_boot = false;
    for_each_take(folder, [&](const std::string& name, const fs::path& file) {
        unsigned boot = 0;
        char behind = 0;
        if (std::sscanf(name.c_str(), "boot-%8u%c", &boot, &behind) != 2 || behind != '_') return;
        if (boot < highest) return;
        this_boot = is_of_this_boot(file) || (boot == highest && this_boot);
        highest = boot;
    });
    return this_boot ? highest : highest + 1;
}

void sync_folder(const fs::path& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw storage_error(folder, errno);
    if (const auto error = sync_all(fd.get())) throw storage_error(folder, error.value());
}

/// Makes what is missing between the base and a name below it.
void make_folders(const fs::path& base, const fs::path& relative) {
    fs::path folder = base;
    for (const fs::path& part : relative) {
        const fs::path parent = std::exchange(folder, folder / part);
        int made = ::mkdir(folder.c_str(), 0755);
        while (made != 0 && errno == EINTR) made = ::mkdir(folder.c_str(), 0755);
        if (made != 0) {
            if (errno == EEXIST) continue;
            throw storage_error(errno == ENOENT ? parent : folder, errno);
        }
        sync_folder(folder);
        sync_folder(parent);
    }
}

/// By its sound or its sidecar, finished or not.
bool is_taken(const TakePaths& take) {
    return is_there(take.wav()) || is_there(take.part()) || is_there(take.sidecar()) ||
           is_there(take.journal());
}

} // namespace

TakeNames::TakeNames(fs::path folder, NamePattern pattern)
    : folder_(std::move(folder)), pattern_(std::move(pattern)) {}

fs::path TakeNames::next(std::chrono::system_clock::time_point now, bool clock_is_set,
                         std::string_view name) {
    if (!clock_is_set && !boot_pattern_) boot_pattern_.emplace(boot_pattern(boot_number(folder_)));
    const NamePattern& pattern = clock_is_set ? pattern_ : *boot_pattern_;
    const fs::path below = fs::path(pattern.expand(now, 1, name)).parent_path();
    make_folders(folder_, below);
    unsigned seq = highest_in(folder_ / below, pattern);
    for (;;) {
        const auto take = TakePaths::of_name(folder_ / pattern.expand(now, ++seq, name));
        if (is_taken(take)) continue;
        last_ = {take.wav(), seq};
        return take.wav();
    }
}

/// Reading a folder takes the longer, and the more memory, the more takes are in it: it is read
/// once, and from then on only what was handed out is asked for.
unsigned TakeNames::highest_in(const fs::path& folder, const NamePattern& pattern) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) throw storage_error(folder, errno);
    const bool is_known =
        known_.folder == folder && known_.device == status.st_dev && known_.inode == status.st_ino;
    if (!is_known)
        known_ = {folder, status.st_dev, status.st_ino, highest_seq(folder, pattern)};
    else if (const auto last = TakePaths::of_sound(last_.file);
             is_taken(last) || is_set_aside(last))
        known_.highest = std::max(known_.highest, last_.seq);
    return known_.highest;
}

} // namespace redstart
