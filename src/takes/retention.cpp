// Sorts names, which costs no look into a file; each file is looked at just before it goes.
#include "takes/retention.hpp"

#include "disk/lookup.hpp"
#include "disk/take_paths.hpp"
#include "takes/convert.hpp"
#include "takes/take_removal.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using std::chrono::system_clock;

struct Candidate {
    system_clock::time_point time;
    std::optional<unsigned> boot; // one without a clock
    unsigned seq = 0;
    fs::path name;              // below the folder, without its ending
    std::string take_name = {}; // what its user gave it

    auto order() const { return std::tie(time, boot, seq, name); }
    auto order_in_boot() const { return std::tie(boot, seq); }
};

struct OfBoot {
    unsigned boot = 0, seq = 0;
};

std::optional<OfBoot> of_boot(const std::string& name) {
    OfBoot found;
    if (std::sscanf(name.c_str(), "boot-%8u", &found.boot) != 1) return {};
    const auto made = boot_pattern(found.boot).made(name);
    if (!made) return {};
    found.seq = made->seq;
    return found;
}

system_clock::time_point changed_at(const fs::path& file) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0) return {};
    return system_clock::from_time_t(status.st_mtime);
}

/// NAME.wav, or NAME.flac where that is all there is.
fs::path sound_of(const TakePaths& take) {
    const bool has_wav = may_be_there(AT_FDCWD, take.wav().c_str());
    return has_wav ? take.wav() : flac_of(take.wav());
}

/// Nothing where its header cannot be had.
std::optional<std::string> boot_id_in(const fs::path& file) {
    try {
        const WavInfo info = read_wav_info(file);
        if (info.note) return info.note->boot_id;
    } catch (const Error&) {
    }
    return {};
}

class Shelf {
public:
    Shelf(const fs::path& folder, const NamePattern& pattern, const Timestamp& now)
        : folder_(folder), pattern_(pattern), now_(now) {}

    /// Finished takes by their names, the oldest first.
    std::vector<Candidate> takes() {
        const auto see = [this](const fs::path& file) {
            if (is_wav(file) || file.extension() == ".flac")
                add(file.lexically_relative(folder_).replace_extension());
        };
        const auto in_silence = [](const Error&) {}; // what was not seen stays
        for_each_below(folder_, pattern_.depth(), see, in_silence);
        settle_boots();
        std::ranges::sort(found_, {}, &Candidate::order);
        const auto is_same = [](const Candidate& a, const Candidate& b) {
            return a.name == b.name;
        };
        found_.erase(std::unique(found_.begin(), found_.end(), is_same), found_.end()); // and FLAC
        return std::move(found_);
    }

private:
    void add(const fs::path& name) {
        Candidate take{{}, {}, 0, name};
        if (const auto made = pattern_.made(name)) {
            take.seq = made->seq;
            if (made->time) take.time = *made->time;
            take.take_name = made->take_name;
        } else if (const auto of = of_boot(name)) {
            take.boot = of->boot;
            take.seq = of->seq;
        } else {
            return;
        }
        if (take.time == system_clock::time_point{}) take.time = changed_at(file_of(name));
        found_.push_back(std::move(take));
    }

    /// A take of a boot without a clock is no older than the one before it.
    void settle_boots() {
        std::vector<Candidate*> undated;
        for (Candidate& take : found_)
            if (take.boot) undated.push_back(&take);
        std::ranges::sort(undated, {}, [](const Candidate* take) { return take->order_in_boot(); });
        const auto this_boot = number_of_this_boot(undated);
        system_clock::time_point least{};
        for (Candidate* take : undated) {
            if (take->boot == this_boot && this_boot) take->time = time_in_this_boot(take->time);
            least = take->time = std::max(least, take->time);
        }
    }

    /// It is the highest or none; the last file says whose it is.
    std::optional<unsigned> number_of_this_boot(const std::vector<Candidate*>& undated) const {
        for (auto take = undated.rbegin(); take != undated.rend(); ++take) {
            if ((*take)->boot != undated.back()->boot) break;
            const auto id = boot_id_in(file_of((*take)->name));
            if (id && !id->empty()) return *id == now_.boot ? (*take)->boot : std::nullopt;
        }
        return {};
    }

    system_clock::time_point time_in_this_boot(system_clock::time_point changed) const {
        if (!now_.clock.set) return system_clock::time_point::max();
        const auto begin =
            now_.utc - std::chrono::duration_cast<system_clock::duration>(now_.boottime);
        return std::clamp(changed, begin, now_.utc);
    }

    fs::path file_of(const fs::path& name) const {
        return sound_of(TakePaths::of_name(folder_ / name));
    }

    const fs::path& folder_;
    const NamePattern& pattern_;
    const Timestamp& now_;
    std::vector<Candidate> found_;
};

/// But for the folders in which a take of that name may be about to begin.
void remove_empty_folders(const fs::path& base, fs::path folder, const fs::path& in_use) {
    const auto leads_to_it = [&] {
        return std::mismatch(folder.begin(), folder.end(), in_use.begin(), in_use.end()).first ==
               folder.end();
    };
    while (folder != base && !leads_to_it() && ::rmdir(folder.c_str()) == 0)
        folder = folder.parent_path();
}

} // namespace

std::uint64_t make_room(const fs::path& folder, const NamePattern& pattern, std::uint64_t bytes,
                        const std::function<void(const fs::path&)>& on_removed,
                        const Timestamp& now) {
    std::vector<Candidate> takes = Shelf(folder, pattern, now).takes();
    if (!takes.empty()) takes.pop_back(); // the newest stays
    const auto in_use = [&](const Candidate& take) {
        return (folder / pattern.expand(now.utc, 1, take.take_name)).parent_path();
    };
    std::uint64_t freed = 0;
    for (const Candidate& take : takes) {
        if (freed >= bytes) break;
        const auto paths = TakePaths::of_name(folder / take.name);
        const fs::path sound = sound_of(paths);
        const std::uint64_t gone = remove_take(folder, paths);
        if (gone == 0) continue;
        freed += gone;
        on_removed(sound);
        remove_empty_folders(folder, paths.wav().parent_path(), in_use(take));
    }
    return freed;
}

} // namespace redstart
