// Sorts names, which costs no look into a file; each file is looked at just before it goes.
#include "shelf/retention.hpp"

#include "base/unique_fd.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using std::chrono::system_clock;

constexpr std::string_view ending = ".wav";

struct Candidate {
    system_clock::time_point time;
    unsigned seq = 0;
    fs::path name; // below the folder, without its ending

    auto order() const { return std::tie(time, seq, name); }
};

bool is_of_a_boot(const std::string& name, unsigned& seq) {
    unsigned boot = 0;
    if (std::sscanf(name.c_str(), "boot-%8u_%8u", &boot, &seq) != 2) return false;
    char made[40];
    std::snprintf(made, sizeof made, "boot-%u_%04u", boot, seq);
    return name == made;
}

system_clock::time_point changed_at(const fs::path& file) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0) return {};
    return system_clock::from_time_t(status.st_mtime);
}

class Shelf {
public:
    Shelf(const fs::path& folder, const NamePattern& pattern)
        : folder_(folder), pattern_(pattern) {}

    /// Finished takes by their names, the oldest first.
    std::vector<Candidate> takes() {
        walk({}, pattern_.depth());
        std::ranges::sort(found_, {}, &Candidate::order);
        return std::move(found_);
    }

private:
    void walk(const fs::path& below, std::size_t depth) {
        std::error_code error;
        for (fs::directory_iterator file(folder_ / below, error), end; !error && file != end;
             file.increment(error)) {
            std::error_code gone;
            const fs::file_type type = file->symlink_status(gone).type();
            const fs::path name = below / file->path().filename();
            if (type == fs::file_type::directory && depth > 0) walk(name, depth - 1);
            if (type == fs::file_type::regular && name.native().ends_with(ending))
                take_in(fs::path(name).replace_extension());
        }
    }

    void take_in(const fs::path& name) {
        Candidate take{{}, 0, name};
        if (const auto made = pattern_.made(name)) {
            take.seq = made->seq;
            if (made->time) take.time = *made->time;
        } else if (!is_of_a_boot(name, take.seq)) {
            return;
        }
        if (take.time == system_clock::time_point{}) take.time = changed_at(file_of(name));
        found_.push_back(std::move(take));
    }

    fs::path file_of(const fs::path& name) const { return (folder_ / name) += ending; }

    const fs::path& folder_;
    const NamePattern& pattern_;
    std::vector<Candidate> found_;
};

bool exists(int folder, const std::string& name) noexcept {
    return ::faccessat(folder, name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void remove_regular(int folder, const std::string& name) noexcept {
    struct stat status {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode))
        ::unlinkat(folder, name.c_str(), 0);
}

/// Redstart's, closed, in nobody's use, and still the file of that name.
bool may_go(int folder, const std::string& file_name, int file, const struct stat& status) {
    if (!S_ISREG(status.st_mode) || status.st_nlink != 1) return false;
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) return false;
    HeaderPage header{};
    if (read_at(file, file_name, 0, header) < header.size()) return false;
    const auto note = header_note(header);
    if (!note || !note->closed) return false;
    struct stat now {};
    return ::fstatat(folder, file_name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           now.st_ino == status.st_ino && now.st_dev == status.st_dev;
}

/// The bytes that are free now; 0 where it stays. Its record goes first: what is left when this is
/// cut short is a take that can still go.
std::uint64_t remove_take(const fs::path& base, const fs::path& take) {
    const fs::path parent = take.parent_path();
    const int no_link = parent == base ? 0 : O_NOFOLLOW;
    const UniqueFd folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_link));
    const std::string name = take.filename();
    if (!folder || exists(folder.get(), name + ".keep")) return 0;
    const std::string file_name = name + std::string(ending);
    const UniqueFd file(
        ::openat(folder.get(), file_name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) return 0;
    if (!may_go(folder.get(), file_name, file.get(), status)) return 0;
    if (::faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) return 0;
    for (const char* record : {".json", ".json.part"}) remove_regular(folder.get(), name + record);
    if (::unlinkat(folder.get(), file_name.c_str(), 0) != 0) return 0;
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(status.st_blocks) * 512);
}

/// But for the folders in which a take may be about to begin.
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
                        const std::function<void(const fs::path&)>& on_removed) {
    std::vector<Candidate> takes = Shelf(folder, pattern).takes();
    if (!takes.empty()) takes.pop_back(); // the newest stays
    const fs::path in_use = (folder / pattern.expand(system_clock::now(), 1)).parent_path();
    std::uint64_t freed = 0;
    for (const Candidate& take : takes) {
        if (freed >= bytes) break;
        const fs::path path = folder / take.name;
        const std::uint64_t gone = remove_take(folder, path);
        if (gone == 0) continue;
        freed += gone;
        on_removed(fs::path(path) += ending);
        remove_empty_folders(folder, path.parent_path(), in_use);
    }
    return freed;
}

} // namespace redstart
