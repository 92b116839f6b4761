// A marker says that OUT.part is an export's; without it nothing is removed.
#include "dataset/export_folder.hpp"

#include "base/utf8.hpp"
#include "dataset/new_file.hpp"
#include "dataset/take_place.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view marker_text = "An export of redstart that is not finished.\n";
constexpr const char* marker_name = ".redstart-export";

dev_t device_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw storage_error(file, errno);
    return status.st_dev;
}

/// A folder that a rename may replace.
void check_empty(const fs::path& folder) {
    if (!is_folder_itself(folder))
        throw Error(folder, "a file or a link has that name", "name another folder");
    for_each_in(folder, [&](const fs::path&, EntryKind) {
        throw Error(folder, "not empty", "name a folder that is empty, or not there yet");
    });
    if (device_of(folder) != device_of(folder.parent_path()))
        throw Error(folder, "a card of its own", "name a folder on it");
}

/// A path without a slash at its end; of one that leads up, where it leads to.
fs::path plain(const fs::path& out) {
    if (out.empty()) throw Error("OUT", "no folder is named", "name one that is not there yet");
    const fs::path path = out.lexically_normal();
    const fs::path named = path.has_filename() ? path : path.parent_path();
    return named.filename() == "." || named.filename() == ".." ? real_path(named) : named;
}

/// Absolute; its name has to fit into lines of text. The folders above it are made.
fs::path checked(const fs::path& out) {
    const fs::path named = plain(out);
    const fs::path above = named.has_parent_path() ? named.parent_path() : ".";
    make_folders(above);
    fs::path whole = real_path(above) / named.filename();
    if (!is_plain_text(whole.string()))
        throw Error(whole, "its path is no UTF-8, or has control characters",
                    "name another folder");
    if (is_there(whole)) check_empty(whole);
    return whole;
}

fs::path with_part(fs::path path) {
    path += ".part";
    return path;
}

/// Whether the file says that the folder is an export's; one that was killed may have said half.
bool is_marker(int fd) {
    std::array<char, marker_text.size() + 1> text{};
    const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
    return got >= 0 &&
           marker_text.starts_with(std::string_view(text.data(), static_cast<std::size_t>(got)));
}

/// Folders and files of a folder that is ours, and then it; anything else stays, and is an Error.
void remove_all_of(const fs::path& folder) {
    for_each_in(folder, [](const fs::path& path, EntryKind kind) {
        if (kind == EntryKind::folder) return remove_all_of(path);
        if (kind == EntryKind::other)
            throw Error(path, "no export made this", "remove it, or name another folder");
        if (path.filename() != marker_name && ::unlink(path.c_str()) != 0 && errno != ENOENT)
            throw storage_error(path, errno);
    });
    const fs::path marker = folder / marker_name; // last: until then it is known whose it is
    if (::unlink(marker.c_str()) != 0 && errno != ENOENT) throw storage_error(marker, errno);
    if (::rmdir(folder.c_str()) != 0) throw storage_error(folder, errno);
}

bool is_no_link_here(int errno_value) noexcept {
    return errno_value == EXDEV || errno_value == EPERM || errno_value == EMLINK ||
           errno_value == EOPNOTSUPP || errno_value == ENOSYS || errno_value == EACCES;
}

} // namespace

fs::path real_path(const fs::path& path) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                           &std::free);
    if (!real) throw reading_error(path, errno);
    return real.get();
}

ExportFolder::ExportFolder(const fs::path& out, ExportRemark remark)
    : out_(checked(out)), part_(with_part(out_)), remark_(std::move(remark)) {
    remove_left_over();
    make_part();
}

ExportFolder::~ExportFolder() {
    if (is_finished_) return;
    try {
        remove_all_of(part_);
    } catch (const std::exception& error) {
        remark_(error.what());
    }
}

void ExportFolder::remove_left_over() {
    if (!is_there(part_)) return;
    const Error not_ours(part_, "is there, and no export left it",
                         "remove it, rename it, or name another folder");
    if (!is_folder_itself(part_)) throw not_ours;
    if (::rmdir(part_.c_str()) == 0) return; // empty: killed before it had its marker
    const fs::path marker = part_ / marker_name;
    const UniqueFd fd(::open(marker.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd || !is_file(marker) || !is_marker(fd.get())) throw not_ours;
    if (TakeLock(fd.get()).is_refused())
        throw Error(part_, "another export is at work in it", "wait for its end");
    remove_all_of(part_);
    remark_(part_.string() + ": left by an export that was cut off; removed");
}

void ExportFolder::make_part() {
    if (::mkdir(part_.c_str(), 0777) != 0) throw storage_error(part_, errno);
    const fs::path marker = part_ / marker_name;
    marker_ = create_new(AT_FDCWD, marker.c_str(), O_WRONLY);
    if (!marker_) throw storage_error(marker, errno);
    if (TakeLock(marker_.get()).is_refused())
        throw Error(part_, "another export is at work in it", "wait for its end");
    std::array parts = {part(std::as_bytes(std::span(marker_text)))};
    if (const Written written = write_on(marker_.get(), parts); written.error)
        throw storage_error(marker, written.error.value());
}

fs::path ExportFolder::place(const std::string& file) {
    const fs::path place = part_ / file;
    fs::path above = part_;
    for (const fs::path& folder : fs::path(file).parent_path()) {
        above /= folder;
        if (::mkdir(above.c_str(), 0777) != 0 && errno != EEXIST) throw storage_error(above, errno);
    }
    return place;
}

bool ExportFolder::link(const FileBelow& take, int folder, const fs::path& file) {
    const int from = take.folder ? take.folder.get() : folder;
    if (::linkat(from, take.name.c_str(), AT_FDCWD, file.c_str(), 0) == 0) return true;
    if (!is_no_link_here(errno)) throw storage_error(file, errno);
    copies_ = true;
    remark_(out_.string() + ": no hard links from there; takes are copied");
    return false;
}

void ExportFolder::add(const FileBelow& take, int folder, const std::string& file,
                       const std::function<void()>& on_block) {
    const fs::path to = place(file);
    if (!copies_ && link(take, folder, to)) return;
    has_copies_ = true;
    struct stat status {};
    if (::fstat(take.fd.get(), &status) != 0) throw reading_error(take.name, errno);
    NewFile copy(to);
    copy.append_file(take.fd.get(), take.name, static_cast<std::uint64_t>(status.st_size),
                     on_block);
    copy.close();
}

void ExportFolder::finish() {
    if (::syncfs(marker_.get()) != 0) throw storage_error(part_, errno);
    // An empty folder of that name goes; anything else stays, and is an error.
    if (::rename(part_.c_str(), out_.c_str()) != 0) throw storage_error(out_, errno);
    is_finished_ = true;
    const fs::path marker = out_ / marker_name;
    if (::unlink(marker.c_str()) != 0) throw storage_error(marker, errno);
    const UniqueFd folder = open_folder_of(out_);
    if (const auto error = sync_all(folder.get())) throw storage_error(out_, error.value());
}

} // namespace redstart
