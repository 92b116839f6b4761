// Two rounds: what can be seen at once, and then the digests, which take reading everything.
#include "dataset/export_check.hpp"

#include "dataset/take_sound.hpp"
#include "disk/storage.hpp"

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// All that is wrong, as one Error.
class Complaints {
public:
    Complaints(const fs::path& folder, std::size_t takes) : folder_(folder), takes_(takes) {}

    void add(const ExportTake& take, const std::string& cause, const std::string& remedy) {
        constexpr std::size_t most = 10;
        const bool is_known = std::exchange(last_, &take) == &take;
        if (!is_known && ++count_ == most + 1) list_ += " ...";
        if (count_ <= most)
            list_ += is_known ? " and " + cause
                              : (list_.empty() ? "" : ", ") + take.name() + ": " + cause;
        if (is_new_.insert(remedy).second) remedies_ += (remedies_.empty() ? "" : ", ") + remedy;
    }
    void throw_if_any() const {
        if (count_ == 0) return;
        throw Error(folder_,
                    std::to_string(count_) + " of " + std::to_string(takes_) +
                        " takes cannot be exported: " + list_,
                    remedies_);
    }

private:
    const fs::path& folder_;
    const std::size_t takes_;
    std::size_t count_ = 0;
    const ExportTake* last_ = nullptr;
    std::string list_, remedies_;
    std::set<std::string> is_new_;
};

UniqueFd open_folder(const fs::path& folder) {
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw reading_error(folder, errno);
    return fd;
}

std::string count(std::size_t number, const std::string& what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

/// Of "FILE: CAUSE; REMEDY".
std::string cause_in(const Error& error, const std::string& file) {
    std::string what = error.what();
    if (what.starts_with(file + ": ")) what.erase(0, file.size() + 2);
    return what.substr(0, what.find("; "));
}

/// What can be said without its sound.
void look_at(int folder, ExportTake& take, const TakeNeeds& needs, Complaints& complaints) {
    const std::string ending = take.ending();
    if (ending.empty())
        return complaints.add(take, "no .wav or .flac", "take its line out of the manifest");
    if (needs.wav && ending == ".flac")
        complaints.add(take, "FLAC, where the format has WAV",
                       "redstart convert makes WAV of FLAC");
    if (needs.text && take.text.empty())
        complaints.add(take, "no text",
                       "note the text of each, or export as audiofolder or webdataset");
    try {
        const FileBelow file = open_below(folder, take.file);
        const TakeSound sound = look_at_sound(file.fd.get(), take.file);
        take.rate = sound.rate;
        take.channels = sound.channels;
        take.frames = sound.frames;
        take.sound_bytes = sound.bytes;
        take.gaps = std::max(take.gaps, sound.gaps);
        if (!sound.fault.empty())
            complaints.add(take, sound.fault, "redstart repair and verify tell more");
        if (take.gaps > 0 && !needs.any_gaps)
            complaints.add(take, count(take.gaps, "gap"), "--with-gaps takes those with gaps too");
    } catch (const Error& error) {
        complaints.add(take, cause_in(error, take.file),
                       "bring it back, or take its line out of the manifest");
    }
}

class Comparison {
public:
    Comparison(const fs::path& folder, int root, Complaints& complaints)
        : folder_(folder), root_(root), complaints_(complaints) {}

    /// Its sound with the digest that was told.
    void compare(const ExportTake& take, const GoOn& go_on) {
        constexpr const char* remedy = "bring the recorded ones back from a copy, or take them out";
        const fs::path path = folder_ / take.file;
        try {
            const FileBelow file = open_below(root_, take.file);
            if (digest_of_sound(file.fd.get(), path, *block_, go_on) != take.sha256)
                complaints_.add(take, "its sound is not what was recorded: the digest differs",
                                remedy);
        } catch (const Error& error) {
            if (error.code() == std::errc::not_supported) throw; // no libFLAC
            complaints_.add(take, cause_in(error, path), remedy);
        }
    }

private:
    const fs::path& folder_;
    const int root_;
    Complaints& complaints_;
    const std::unique_ptr<DigestBlock> block_ = std::make_unique<DigestBlock>();
};

} // namespace

void check_takes(const fs::path& folder, std::vector<ExportTake>& takes, const TakeNeeds& needs,
                 const ExportProgress& progress) {
    const UniqueFd root = open_folder(folder);
    Complaints complaints(folder, takes.size());
    for (ExportTake& take : takes) look_at(root.get(), take, needs, complaints);
    complaints.throw_if_any();

    std::uint64_t all = 0, before = 0;
    for (const ExportTake& take : takes) all += take.sha256.empty() ? 0 : take.sound_bytes;
    Comparison comparison(folder, root.get(), complaints);
    for (const ExportTake& take : takes) {
        if (take.sha256.empty()) continue;
        const auto tell = [&](std::uint64_t done, std::uint64_t) {
            if (progress) progress(before + done, all);
            return true;
        };
        comparison.compare(take, tell);
        before += take.sound_bytes;
    }
    complaints.throw_if_any();
}

} // namespace redstart
