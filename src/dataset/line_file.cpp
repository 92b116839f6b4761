// O_APPEND and fdatasync; the folder is synced where the file is new.
#include "dataset/line_file.hpp"

#include "dataset/text_file.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace redstart {
namespace {

/// How many bytes whole lines have; each that is not empty is visited.
std::uint64_t visit_lines(const std::string& name, std::string_view text,
                          const LineFile::Visit& visit) {
    std::size_t at = 0, number = 1;
    for (std::size_t end; (end = text.find('\n', at)) != text.npos; at = end + 1, ++number) {
        const std::string_view line = text.substr(at, end - at);
        if (line.empty()) continue;
        const Line object = Line::parse(line, nullptr, false);
        if (!object.is_object())
            throw Error(name + ":" + std::to_string(number), "no JSON object",
                        "take the line out, or put a copy of the file in its place");
        visit(object, number);
    }
    return at;
}

} // namespace

LineFile::LineFile(std::filesystem::path file, const Visit& visit)
    : file_(std::move(file)),
      fd_(::open(file_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                 0644)) {
    if (!fd_) throw storage_error(file_, errno);
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) throw storage_error(file_, errno);
    if (!S_ISREG(status.st_mode)) throw Error(file_, "no regular file", "name another folder");
    // Before a byte is read: what looks torn may be what another is just writing.
    if (TakeLock(fd_.get()).is_refused())
        throw Error(file_.parent_path(), "another session is under way in it",
                    "end that one, or name another folder");
    if (status.st_size > 0) {
        read_lines(visit);
        return;
    }
    const UniqueFd folder = open_folder_of(file_);
    if (const auto error = sync_renamed(folder.get(), fd_.get()))
        throw storage_error(file_, error.value());
}

void LineFile::read_lines(const Visit& visit) {
    const std::string text = read_text_file(file_);
    bytes_ = visit_lines(file_, text, visit);
    if (bytes_ == text.size()) return;
    if (const auto error = cut_to(fd_.get(), bytes_)) throw storage_error(file_, error.value());
    if (const auto error = sync_data(fd_.get())) throw storage_error(file_, error.value());
}

void LineFile::append_unsynced(const JsonLine& line) {
    const std::string text = line.text() + "\n";
    std::array parts = {part(std::as_bytes(std::span(text)))};
    const Written written = write_at(fd_.get(), bytes_, parts);
    if (written.error) {
        [[maybe_unused]] const auto as_before = cut_to(fd_.get(), bytes_);
        throw storage_error(file_, written.error.value());
    }
    bytes_ += text.size();
}

void LineFile::append(const JsonLine& line) {
    const std::uint64_t before = bytes_;
    append_unsynced(line);
    const auto error = sync_data(fd_.get());
    if (!error) return;
    [[maybe_unused]] const auto as_before = cut_to(fd_.get(), bytes_ = before);
    throw storage_error(file_, error.value());
}

void read_line_file(const std::filesystem::path& file, const LineFile::Visit& visit) {
    visit_lines(file, read_text_file(file), visit);
}

} // namespace redstart
