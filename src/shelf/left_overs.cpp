// Finds .part files, and makes each true from what it and its boot say.
#include "shelf/left_overs.hpp"

#include "base/unique_fd.hpp"
#include "wav/bytes.hpp"
#include "wav/info.hpp"
#include "wav/storage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".wav.part";

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

/// How much sound there is, to the end of the file where its length can be believed.
std::uint64_t true_bytes(const WavInfo& info, After after) {
    const bool length_is_true = after == After::crash && !info.note->closed &&
                                !info.note->boot_id.empty() && info.note->boot_id == boot_id();
    const std::uint64_t bytes = length_is_true ? info.file_bytes - header_bytes : info.data_bytes;
    return info.format->bytes(info.format->frames_in(bytes));
}

/// Sound first, then the header that claims it, then the end: whenever this is cut short, it can be
/// done again.
void make_true(int fd, const std::string& name, std::uint64_t data_bytes) {
    check(name, sync_all(fd));
    HeaderPage header{};
    if (read_at(fd, name, 0, header) < header.size()) throw Error(name, "its header is not there");
    set_sizes(header, data_bytes);
    set_closed(header);
    std::array parts = {part(header)};
    check(name, write_at(fd, 0, parts).error);
    check(name, sync_data(fd));
    const std::uint64_t end = header_bytes + data_bytes + data_bytes % 2;
    if (::ftruncate(fd, static_cast<off_t>(end)) != 0) throw storage_error(name, errno);
    check(name, sync_all(fd));
}

/// NAME, NAME_recovered, NAME_recovered_2 ...: the first that is free.
fs::path rename_finished(int folder, int file, const fs::path& part) {
    const std::string from = part.filename();
    const std::string stem = from.substr(0, from.size() - ending.size());
    for (int attempt = 0;; ++attempt) {
        const std::string to = stem + (attempt > 0 ? "_recovered" : "") +
                               (attempt > 1 ? "_" + std::to_string(attempt) : std::string()) +
                               ".wav";
        const auto error = rename_without_replacing(folder, from.c_str(), to.c_str());
        if (error == std::errc::file_exists) continue;
        check(part, error);
        check(part, sync_renamed(folder, file));
        return part.parent_path() / to;
    }
}

LeftOver remove_empty(int folder, const fs::path& part) {
    if (::unlinkat(folder, part.filename().c_str(), 0) != 0) throw storage_error(part, errno);
    check(part, sync_all(folder));
    return {LeftOver::What::removed, part, 0, {}, {}};
}

/// Ended in the middle of its very first write: a piece of our header, and nothing behind it.
bool has_only_begun(int fd, const std::string& name) {
    HeaderPage header{};
    if (status_of(fd, name).st_size > static_cast<off_t>(header.size())) return false;
    if (read_at(fd, name, 0, header) < header.size()) store_text(header, header.size() - 8, "data");
    return header_note(header).has_value();
}

LeftOver complete(int folder, int fd, const fs::path& part, After after) {
    if (has_only_begun(fd, part)) return remove_empty(folder, part);
    const WavInfo info = read_wav_info(fd, part);
    if (!info.note || !info.format || info.data_offset != header_bytes)
        throw Error(part, "not written by Redstart", "redstart repair tells more");
    const std::uint64_t bytes = true_bytes(info, after);
    if (bytes == 0) throw Error(part, "no sound of it reached the card", "remove it");
    // One that was only not renamed yet is true already, and has its marks.
    if (!info.note->closed || !info.complete) make_true(fd, part, bytes);
    const Frames frames = info.format->frames_in(bytes);
    const fs::path finished = rename_finished(folder, fd, part);
    return {LeftOver::What::completed, finished, frames, info.format->duration(frames), {}};
}

/// Nothing for a file that is in use or gone.
std::optional<LeftOver> look_at(const fs::path& part, After after) {
    const UniqueFd folder(::open(part.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) throw storage_error(part.parent_path(), errno);
    const UniqueFd file(::openat(folder.get(), part.filename().c_str(),
                                 O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file && errno == ENOENT) return {};
    if (!file) throw storage_error(part, errno);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return {};
    const struct stat status = status_of(file.get(), part);
    if (!S_ISREG(status.st_mode) || !is_still(folder.get(), part.filename().c_str(), status))
        return {};
    if (status.st_size == 0) return remove_empty(folder.get(), part);
    return complete(folder.get(), file.get(), part, after);
}

std::vector<fs::path> find_parts(const fs::path& folder, std::vector<LeftOver>& results) {
    std::vector<fs::path> parts;
    std::error_code error;
    constexpr auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator file(folder, options, error), end; !error && file != end;
         file.increment(error)) {
        std::error_code gone;
        if (file->path().native().ends_with(ending) &&
            fs::is_regular_file(file->symlink_status(gone)))
            parts.push_back(file->path());
    }
    if (error) results.push_back({LeftOver::What::left, folder, 0, {}, error.message()});
    std::ranges::sort(parts);
    return parts;
}

} // namespace

std::vector<LeftOver> complete_left_overs(const fs::path& folder, After after) {
    std::vector<LeftOver> results;
    for (const fs::path& part : find_parts(folder, results)) {
        try {
            if (auto result = look_at(part, after)) results.push_back(std::move(*result));
        } catch (const Error& error) {
            results.push_back({LeftOver::What::left, part, 0, {}, error.what()});
        }
    }
    return results;
}

} // namespace redstart
