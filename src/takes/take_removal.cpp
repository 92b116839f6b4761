// Each of a take's files is looked at when it is open, just before it goes.
#include "takes/take_removal.hpp"

#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "takes/convert.hpp"
#include "wav/flac_info.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
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

constexpr const char* deleted_ending = ".deleted";

std::string deleted(const fs::path& file) {
    return file.filename().string() + deleted_ending;
}

std::array<std::string, 2> sounds_of(const TakePaths& take) {
    return {take.wav().filename(), flac_of(take.wav()).filename()};
}

std::array<std::string, 2> notes_of(const TakePaths& take) {
    return {take.sidecar().filename(), take.journal().filename()};
}

/// The folder that a take is in; not where a link below `base` leads there.
UniqueFd open_folder(const fs::path& base, const TakePaths& take) {
    const fs::path parent = take.wav().parent_path();
    const int no_link = parent == base ? 0 : O_NOFOLLOW;
    return UniqueFd(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_link));
}

/// Those of the names that are there and may go; where the first may not, none.
std::vector<Sound> sounds_that_may_go(int folder, const std::array<std::string, 2>& names) {
    std::vector<Sound> sounds;
    for (const std::string& name : names) {
        if (!may_be_there(folder, name.c_str())) continue;
        Sound sound{name, {}};
        sound.fd = UniqueFd(
            ::openat(folder, sound.name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        const bool is_open = sound.fd && ::fstat(sound.fd.get(), &sound.status) == 0;
        if (!is_open || !sound.may_go(folder)) break;
        sounds.push_back(std::move(sound));
    }
    return sounds;
}

/// The first of the names that is there decides.
bool is_in_use(int folder, const std::array<std::string, 2>& names) {
    for (const std::string& name : names) {
        const UniqueFd file(
            ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        if (file) return !TakeLock(file.get()).is_held();
    }
    return false;
}

std::string why_it_stays(int folder, const TakePaths& take) {
    const auto names = sounds_of(take);
    if (is_in_use(folder, names)) return "a program has it in use";
    const auto is_there = [folder](const std::string& name) {
        return may_be_there(folder, name.c_str());
    };
    return std::ranges::any_of(names, is_there)
               ? "not a finished take of Redstart's that this user may write"
               : "no such take";
}

void rename_in(int folder, const std::string& from, const std::string& to) {
    if (const auto error = rename_without_replacing(folder, from.c_str(), to.c_str()))
        throw storage_error(to, error.value());
}

/// New names of this folder, one of which is `name`, are on the card: FAT wants the files synced
/// too.
void sync_names(int folder, const std::string& name) {
    const UniqueFd file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) throw storage_error(name, errno);
    if (const auto error = sync_renamed(folder, file.get()))
        throw storage_error(name, error.value());
}

/// Renames that hold all together, or are taken back when it ends.
class AllOrNothing {
public:
    explicit AllOrNothing(int folder) : folder_(folder) {}
    AllOrNothing(const AllOrNothing&) = delete;
    AllOrNothing& operator=(const AllOrNothing&) = delete;
    ~AllOrNothing() {
        for (auto name = set_aside_.rbegin(); name != set_aside_.rend(); ++name)
            rename_without_replacing(folder_, deleted(*name).c_str(), name->c_str());
    }

    void set_aside(const std::string& name) {
        set_aside_.push_back(name); // also where the card did it and told of an error
        rename_in(folder_, name, deleted(name));
    }
    void holds() noexcept { set_aside_.clear(); }

private:
    const int folder_;
    std::vector<std::string> set_aside_;
};

} // namespace

std::uint64_t remove_take(const fs::path& base, const TakePaths& take) {
    const UniqueFd folder = open_folder(base, take);
    if (!folder || may_be_there(folder.get(), take.keep().filename().c_str())) return 0;
    const auto sounds = sounds_that_may_go(folder.get(), sounds_of(take));
    if (sounds.empty()) return 0;
    if (::faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) return 0;
    for (const std::string& notes : notes_of(take)) remove_regular(folder.get(), notes);
    std::uint64_t bytes = 0;
    for (const Sound& sound : sounds) {
        if (::unlinkat(folder.get(), sound.name.c_str(), 0) != 0) break;
        bytes +=
            std::max<std::uint64_t>(1, static_cast<std::uint64_t>(sound.status.st_blocks) * 512);
    }
    return bytes;
}

void set_aside(const fs::path& base, const TakePaths& take) {
    const UniqueFd folder = open_folder(base, take);
    if (!folder) throw storage_error(take.wav().parent_path(), errno);
    if (may_be_there(folder.get(), take.keep().filename().c_str()))
        throw Error(take.wav(), "it is kept", "remove " + take.keep().string() + " first");
    const auto sounds = sounds_that_may_go(folder.get(), sounds_of(take));
    if (sounds.empty())
        throw Error(take.wav(), why_it_stays(folder.get(), take), "nothing was deleted");
    AllOrNothing names(folder.get());
    for (const Sound& sound : sounds) names.set_aside(sound.name);
    for (const std::string& notes : notes_of(take))
        if (may_be_there(folder.get(), notes.c_str())) names.set_aside(notes);
    sync_names(folder.get(), deleted(sounds.front().name));
    names.holds();
}

void bring_back(const fs::path& base, const TakePaths& take) {
    const UniqueFd folder = open_folder(base, take);
    if (!folder) throw storage_error(take.wav().parent_path(), errno);
    std::string last;
    for (const auto& names : {notes_of(take), sounds_of(take)})
        for (const std::string& name : names) {
            if (!may_be_there(folder.get(), deleted(name).c_str())) continue;
            rename_in(folder.get(), deleted(name), name);
            last = name;
        }
    if (last.empty())
        throw Error(take.wav(), "it was not deleted in the last minute",
                    "it is there or gone for good");
    sync_names(folder.get(), last);
}

bool is_set_aside(const TakePaths& take) {
    const fs::path folder = take.wav().parent_path();
    const auto names = sounds_of(take);
    return std::ranges::any_of(
        names, [&folder](const std::string& name) { return is_there(folder / deleted(name)); });
}

Removal remove_set_aside(const fs::path& base, const TakePaths& take) {
    const UniqueFd folder = open_folder(base, take);
    if (!folder) return Removal::none;
    const auto [wav, flac] = sounds_of(take);
    const std::array names = {deleted(wav), deleted(flac)};
    const auto sounds = sounds_that_may_go(folder.get(), names);
    if (sounds.empty()) return is_in_use(folder.get(), names) ? Removal::put_off : Removal::none;
    const bool is_all =
        !may_be_there(folder.get(), wav.c_str()) && !may_be_there(folder.get(), flac.c_str());
    for (const std::string& notes : notes_of(take)) {
        remove_regular(folder.get(), deleted(notes));
        if (is_all) remove_regular(folder.get(), notes); // where setting it aside was cut short
    }
    for (const Sound& sound : sounds)
        if (::unlinkat(folder.get(), sound.name.c_str(), 0) != 0) return Removal::put_off;
    return Removal::done;
}

std::optional<TakePaths> set_aside_take(const fs::path& file) {
    if (file.extension() != deleted_ending) return {};
    const fs::path sound = fs::path(file).replace_extension();
    if (is_wav(sound)) return TakePaths::of_finished(sound);
    if (sound.extension() == ".flac") return TakePaths::of_finished(wav_of(sound));
    return {};
}

} // namespace redstart
