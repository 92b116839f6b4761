// A second descriptor with O_DIRECT for the pages, the caller's own for what is left of them.
#include "disk/page_writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/magic.h>
#include <string>
#include <sys/vfs.h>

namespace redstart {
namespace {

constexpr std::size_t page = page_bytes;
constexpr std::size_t sector = 512;        // what memory has to lie on
constexpr std::size_t worth_it = 4 * page; // less is not worth a call of its own
constexpr std::size_t block_bytes = 64 * page;
constexpr long exfat_magic = 0x2011BAB0;

bool caches_what_grows(int file) noexcept {
    struct statfs status {};
    if (::fstatfs(file, &status) != 0) return true;
    return status.f_type == MSDOS_SUPER_MAGIC || status.f_type == exfat_magic;
}

/// The same file opened again, whatever its name is by now.
UniqueFd open_direct(int file) {
    if (caches_what_grows(file)) return {};
    const std::string name = "/proc/self/fd/" + std::to_string(file);
    return UniqueFd(::open(name.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC));
}

Written put(int file, std::uint64_t offset, std::span<const std::byte> bytes,
            std::span<const std::byte> pad = {}) noexcept {
    std::array parts = {part(bytes), part(pad)};
    return write_at(file, offset, parts);
}

bool lies_on_a_sector(std::span<const std::byte> bytes) noexcept {
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % sector == 0;
}

} // namespace

struct alignas(page) PageWriter::Block {
    std::array<std::byte, block_bytes> bytes;
};

PageWriter::PageWriter(int file)
    : file_(file), direct_(open_direct(file)), block_(direct_ ? new Block : nullptr) {}

PageWriter::~PageWriter() = default;

Written PageWriter::write(std::uint64_t offset, std::span<const std::byte> bytes,
                          std::span<const std::byte> pad) noexcept {
    const auto to_page = static_cast<std::size_t>((page - offset % page) % page);
    const std::size_t head = std::min(bytes.size(), to_page);
    const std::size_t pages = (bytes.size() - head) / page * page;
    if (!direct_ || pages < worth_it) return put(file_, offset, bytes, pad);

    Written all = put(file_, offset, bytes.first(head));
    const auto then = [&](const Written& next) { all = {all.bytes + next.bytes, next.error}; };
    if (!all.error) then(write_pages(offset + head, bytes.subspan(head, pages)));
    if (!all.error) then(put(file_, offset + all.bytes, bytes.subspan(head + pages), pad));
    return all;
}

/// A file system may take O_DIRECT at the open and refuse it at a write: the cache takes the rest.
Written PageWriter::write_pages(std::uint64_t offset, std::span<const std::byte> pages) noexcept {
    Written direct = write_direct(offset, pages);
    if (direct.error != std::errc::invalid_argument) return direct;
    direct_.reset();
    const auto done = static_cast<std::size_t>(direct.bytes);
    const Written rest = put(file_, offset + done, pages.subspan(done));
    return {direct.bytes + rest.bytes, rest.error};
}

Written PageWriter::write_direct(std::uint64_t offset, std::span<const std::byte> pages) noexcept {
    if (lies_on_a_sector(pages)) return put(direct_.get(), offset, pages);
    Written all;
    while (!pages.empty() && !all.error) {
        const auto now = pages.first(std::min(pages.size(), block_bytes));
        std::memcpy(block_->bytes.data(), now.data(), now.size());
        const Written written =
            put(direct_.get(), offset + all.bytes, std::span(block_->bytes).first(now.size()));
        all = {all.bytes + written.bytes, written.error};
        pages = pages.subspan(now.size());
    }
    return all;
}

void PageWriter::forget(std::uint64_t before) noexcept {
    [[maybe_unused]] const int result =
        ::posix_fadvise(file_, 0, static_cast<off_t>(before / page * page), POSIX_FADV_DONTNEED);
}

} // namespace redstart
