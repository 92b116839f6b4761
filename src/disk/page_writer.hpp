// Appends to a file in whole pages, past the kernel's page cache where the file system lets it.
#pragma once

#include "base/unique_fd.hpp"
#include "disk/storage.hpp"

#include <redstart/format.hpp>

#include <memory>
#include <numeric>

namespace redstart {

constexpr std::size_t page_bytes = 4096;

/// The fewest frames that fill whole pages: what ends elsewhere has to go through the cache.
inline Frames frames_of_whole_pages(const AudioFormat& format) noexcept {
    return static_cast<Frames>(page_bytes / std::gcd(page_bytes, format.frame_bytes()));
}

/// Whole pages go to the card straight from the caller's memory (O_DIRECT): that costs a fraction
/// of the way through the page cache and leaves nothing there. What begins or ends inside a page
/// goes through the cache. The caller's memory should lie on its page as the file does; where it
/// does not, one copy is made.
///
/// FAT and exFAT write a growing file through the cache anyway, and some file systems refuse: then
/// all of it does. Nothing here is safe before a sync.
///
/// Takes its memory when it is made; belongs to one thread. The file is the caller's.
class PageWriter {
public:
    explicit PageWriter(int file);
    ~PageWriter();

    /// The bytes, and `pad` behind them. Counts what of both came into the file.
    Written write(std::uint64_t offset, std::span<const std::byte> bytes,
                  std::span<const std::byte> pad) noexcept;

    /// Pages before this offset that are synced leave the cache.
    void forget(std::uint64_t before) noexcept;

    bool is_direct() const noexcept { return static_cast<bool>(direct_); }

private:
    struct Block;

    Written write_pages(std::uint64_t offset, std::span<const std::byte> pages) noexcept;
    Written write_direct(std::uint64_t offset, std::span<const std::byte> pages) noexcept;

    int file_;
    UniqueFd direct_;              // the same file; none where all goes through the cache
    std::unique_ptr<Block> block_; // for memory that lies elsewhere on its page
};

} // namespace redstart
