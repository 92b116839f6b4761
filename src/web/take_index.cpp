// A folder is read again only where its time of change is another, or too young to be believed.
#include "web/take_index.hpp"

#include "disk/lookup.hpp"
#include "takes/heard_file.hpp"
#include "web/take_folder.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>

namespace redstart {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 5> endings = {
    {{".wav.part", TakeIndex::part},
     {".wav.deleted", TakeIndex::deleted},
     {".flac.deleted", TakeIndex::deleted},
     {".wav", TakeIndex::wav},
     {".flac", TakeIndex::flac}}};

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t coarse_ns = 3 * second_ns; // FAT counts in two seconds

std::int64_t nanoseconds(const timespec& time) noexcept {
    return time.tv_sec * second_ns + time.tv_nsec;
}

/// When a folder changed last; -1 where that is not to be believed, or nobody can say.
std::int64_t changed(const fs::path& folder) noexcept {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return -1;
    const std::int64_t now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                                 std::chrono::system_clock::now().time_since_epoch())
                                 .count();
    const std::int64_t when = std::max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim));
    return when + coarse_ns > now ? -1 : when;
}

std::int64_t time_of_change(const fs::path& file) noexcept {
    struct stat status {};
    if (::fstatat(AT_FDCWD, file.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    return nanoseconds(status.st_mtim) / 1'000'000;
}

} // namespace

std::uint8_t split_take_name(std::string_view file, std::string_view& name) noexcept {
    for (const auto& [ending, kind] : endings) {
        if (!file.ends_with(ending)) continue;
        name = file.substr(0, file.size() - ending.size());
        return name.empty() || name.ends_with('/') ? std::uint8_t{0} : kind;
    }
    return 0;
}

std::string TakeIndex::Take::file() const {
    const std::string_view ending = (has & wav) != 0    ? ".wav"
                                    : (has & flac) != 0 ? ".flac"
                                    : (has & part) != 0 ? ".wav.part"
                                                        : ".wav"; // deleted; undelete wants that
    return std::string(name) += ending;
}

TakeIndex::Take TakeIndex::operator[](std::size_t place) const noexcept {
    const Entry& entry = takes_[place];
    return {name(entry), entry.time_ms, entry.has};
}

void TakeIndex::look() {
    const auto is_as_read = [this](const Folder& folder) {
        return folder.changed_ns >= 0 && changed(folder_ / folder.place) == folder.changed_ns;
    };
    if (folders_.empty() || !std::ranges::all_of(folders_, is_as_read)) read();
}

void TakeIndex::read() {
    takes_.clear();
    text_.clear();
    folders_.clear();
    left_out_ = 0;
    read_folder("", 0);
    join_same();
    sort_by_time();
    cut_to_newest(most_takes);
    text_.shrink_to_fit();
    takes_.shrink_to_fit();
}

/// Its time is asked before it is read: what comes between makes it be read again.
void TakeIndex::read_folder(const std::string& place, std::size_t depth) {
    const fs::path folder = folder_ / place;
    folders_.push_back({place, changed(folder)});
    std::vector<std::string> below;
    const auto see = [&](const fs::path& path, EntryKind kind) {
        const std::string file_name = path.filename();
        const std::string in = place.empty() ? file_name : place + '/' + file_name;
        if (kind == EntryKind::file) add(in, file_name);
        if (kind == EntryKind::folder && depth + 1 < TakeFolder::deepest) below.push_back(in);
    };
    try {
        for_each_in(folder, see);
    } catch (const Error&) {
        if (depth == 0) { // one below may have gone, or is somebody else's
            folders_.clear();
            throw;
        }
    }
    for (const std::string& next : below)
        if (folders_.size() < most_folders) read_folder(next, depth + 1);
}

void TakeIndex::add(const std::string& place, const std::string& file_name) {
    std::string_view name;
    const std::uint8_t kind = split_take_name(place, name);
    if (kind == 0 || !take_file_kind(std::string(name) + ".wav")) return;
    const auto date = time_in_name(file_name);
    const std::int64_t time =
        date ? date->time_since_epoch().count() : time_of_change(folder_ / place);
    takes_.push_back({time, static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint16_t>(name.size()), kind});
    text_ += name;
    if (takes_.size() < 2 * most_takes && text_.size() < most_text) return;
    sort_by_time();
    cut_to_newest(std::min(most_takes, takes_.size() / 2));
}

/// NAME.wav and the NAME.flac that is made of it are one take.
void TakeIndex::join_same() {
    std::ranges::sort(takes_, {}, [this](const Entry& entry) { return name(entry); });
    std::size_t kept = 0;
    for (const Entry& entry : takes_) {
        if (kept > 0 && name(takes_[kept - 1]) == name(entry)) {
            takes_[kept - 1].has |= entry.has;
            takes_[kept - 1].time_ms = std::max(takes_[kept - 1].time_ms, entry.time_ms);
        } else {
            takes_[kept++] = entry;
        }
    }
    takes_.resize(kept);
}

bool TakeIndex::is_older(const Entry& one, const Entry& other) const noexcept {
    return std::make_tuple(one.time_ms, name(one)) < std::make_tuple(other.time_ms, name(other));
}

void TakeIndex::sort_by_time() {
    std::ranges::sort(
        takes_, [this](const Entry& one, const Entry& other) { return is_older(other, one); });
}

/// Names of those that go leave the text too.
void TakeIndex::cut_to_newest(std::size_t most) {
    if (takes_.size() <= most) return;
    left_out_ += takes_.size() - most;
    takes_.resize(most);
    std::string text;
    for (Entry& entry : takes_) {
        const std::string_view kept = name(entry);
        entry.at = static_cast<std::uint32_t>(text.size());
        text += kept;
    }
    text_ = std::move(text);
}

std::size_t TakeIndex::behind(std::string_view file) const {
    std::string_view wanted;
    if (split_take_name(file, wanted) == 0) return size();
    for (std::size_t i = 0; i < takes_.size(); ++i)
        if (name(takes_[i]) == wanted) return i + 1;
    const auto date = time_in_name(fs::path(file).filename());
    if (!date) return size();
    const std::int64_t time = date->time_since_epoch().count();
    const auto older = [&](const Entry& entry) {
        return std::make_tuple(entry.time_ms, name(entry)) < std::make_tuple(time, wanted);
    };
    return static_cast<std::size_t>(std::ranges::find_if(takes_, older) - takes_.begin());
}

std::size_t TakeIndex::bytes() const noexcept {
    std::size_t sum =
        text_.capacity() + takes_.capacity() * sizeof(Entry) + folders_.capacity() * sizeof(Folder);
    for (const Folder& folder : folders_) sum += folder.place.capacity();
    return sum;
}

} // namespace redstart
