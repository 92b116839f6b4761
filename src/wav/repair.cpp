// The sound first, then the header that claims it.
#include "wav/repair.hpp"

#include "disk/storage.hpp"

#include <algorithm>
#include <array>

namespace redstart {
namespace {

constexpr std::byte pad_byte{0};

void check(const std::string& name, const std::error_code& error) {
    if (error) throw storage_error(name, error.value());
}

/// Those bytes, in one write, but for what is there already before and behind them.
void write_what_differs(int fd, const std::string& name, std::uint64_t at,
                        std::span<const std::byte> bytes) {
    std::vector<std::byte> now(bytes.size());
    if (read_at(fd, name, at, now) < now.size())
        throw Error(name, "became shorter meanwhile", "try again");
    while (!bytes.empty() && bytes.back() == now[bytes.size() - 1])
        bytes = bytes.first(bytes.size() - 1);
    const auto same =
        static_cast<std::size_t>(std::ranges::mismatch(bytes, now).in1 - bytes.begin());
    if (same == bytes.size()) return;
    std::array parts = {part(bytes.subspan(same))};
    check(name, write_at(fd, at + same, parts).error);
}

/// A power cut tears a write between sectors, and a header whose RIFF is true would be taken for
/// true as a whole: its first sector, with RIFF's size, comes last.
void write_header(int fd, const std::string& name, std::span<const std::byte> header) {
    constexpr std::size_t sector = 512;
    const std::size_t first = std::min(sector, header.size());
    write_what_differs(fd, name, first, header.subspan(first));
    if (first < header.size()) check(name, sync_data(fd));
    write_what_differs(fd, name, 0, header.first(first));
}

} // namespace

void repair_wav(int fd, const std::string& name, const WavRepair& repair) {
    if (!repair.is_needed) return;
    check(name, sync_all(fd)); // the sound first, then what claims it
    if (repair.file_bytes < repair.before.file_bytes) {
        check(name, cut_to(fd, repair.file_bytes));
        check(name, sync_all(fd));
    }
    write_header(fd, name, repair.header);
    check(name, sync_data(fd));
    if (!repair.pad) return;
    std::array parts = {part({&pad_byte, 1})};
    check(name, write_at(fd, repair.file_bytes, parts).error);
    check(name, sync_all(fd));
}

} // namespace redstart
