// Reads a chunk, has it changed, and writes from the first byte that differs to the last.
#include "wav/change_chunks.hpp"

#include "base/unique_fd.hpp"
#include "disk/storage.hpp"
#include "wav/bytes.hpp"
#include "wav/header.hpp"
#include "wav/info.hpp"
#include "wav/last_bytes.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <vector>

namespace redstart {
namespace {

constexpr std::size_t head_bytes = 8;
constexpr std::uint64_t most_chunk = 40 * 1024; // FileMetadata makes no longer one
constexpr int most_chunks = 16;                 // behind the sound

struct Change {
    std::error_code error;
    bool is_written = false;
};

Change write_difference(int fd, std::uint64_t at, std::span<const std::byte> before,
                        std::span<const std::byte> after) noexcept {
    const auto first = std::ranges::mismatch(before, after).in1 - before.begin();
    if (first == std::ssize(before)) return {};
    const auto last = std::mismatch(before.rbegin(), before.rend(), after.rbegin()).first.base();
    const auto bytes = static_cast<std::size_t>(last - before.begin() - first);
    const auto offset = static_cast<std::size_t>(first);
    std::array parts = {part(after.subspan(offset, bytes))};
    return {write_at(fd, at + offset, parts).error, true};
}

bool says_something(std::string_view id) noexcept {
    return id == "bext" || id == "guan" || id == "iXML";
}

Change change_chunk(int fd, const std::string& name, std::uint64_t at, std::uint64_t bytes,
                    const ChunkChange& change) {
    std::vector<std::byte> chunk(static_cast<std::size_t>(bytes));
    if (read_at(fd, name, at, chunk) < chunk.size()) return {};
    const auto before = chunk;
    change(chunk);
    return write_difference(fd, at, before, chunk);
}

/// From an offset to the end of the file, synced where something was changed.
Change change_behind(int fd, const std::string& name, std::uint64_t at, const ChunkChange& change) {
    Change all;
    for (int i = 0; i < most_chunks; ++i) {
        std::array<std::byte, head_bytes> head{};
        if (read_at(fd, name, at, head) < head.size()) break;
        const std::uint64_t bytes = head_bytes + load<std::uint32_t>(head, 4);
        if (says_something(load_text(head, 0, 4)) && bytes <= most_chunk) {
            const Change done = change_chunk(fd, name, at, bytes, change);
            if (done.error) return done;
            all.is_written = all.is_written || done.is_written;
        }
        at += bytes + bytes % 2;
    }
    if (all.is_written) all.error = sync_data(fd);
    return all;
}

/// In one write, as everywhere.
Change change_header(int fd, HeaderPage& header, const ChunkChange& change) {
    const HeaderPage before = header;
    change(chunks_in(header));
    if (header == before) return {};
    return {write_header(fd, header), true};
}

} // namespace

void change_chunks(const std::filesystem::path& wav, const ChunkChange& change) {
    const UniqueFd fd(::open(wav.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    HeaderPage header{};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        read_at(fd.get(), wav, 0, header) < header.size())
        return;
    const auto note = header_note(header);
    if (!note || !note->closed) return;
    const Change behind = change_behind(fd.get(), wav, end_of_sound(header), change);
    const Change front = behind.error ? Change{} : change_header(fd.get(), header, change);
    if (!behind.is_written && !front.is_written) return;
    const std::array<timespec, 2> times = {status.st_atim, status.st_mtim};
    ::futimens(fd.get(), times.data());
    [[maybe_unused]] const auto error = sync_data(fd.get());
}

} // namespace redstart
