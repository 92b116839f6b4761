// The header says that sound ends before anything else follows the sound.
#include "wav/last_bytes.hpp"

#include "disk/storage.hpp"

#include <array>

namespace redstart {
namespace {

/// How many bytes of these there are now; none where they did not fit. An error may be over with
/// the call that it hit, and the sidecar has the marks already.
std::uint64_t write_behind(int fd, std::uint64_t data_bytes, const Marks& marks,
                           std::string_view chunks) noexcept {
    constexpr std::byte pad_byte{0};
    const std::size_t pad = data_bytes % 2;
    for (int tries = 0; tries < 2; ++tries) {
        std::array parts = {part({&pad_byte, pad}), part(marks.cue_chunk()),
                            part(marks.label_chunk()), part(marks.regions()),
                            part(std::as_bytes(std::span(chunks)))};
        if (marks.empty()) parts[1].iov_len = parts[2].iov_len = parts[3].iov_len = 0;
        const Written written = write_at(fd, header_bytes + data_bytes, parts);
        if (!written.error) return written.bytes - pad;
    }
    return 0;
}

} // namespace

std::error_code write_header(int fd, const HeaderPage& header) noexcept {
    std::array parts = {part(header)};
    return write_at(fd, 0, parts).error;
}

std::error_code write_last_bytes(int fd, HeaderPage& header, std::uint64_t data_bytes,
                                 const Marks& marks, std::string_view chunks) noexcept {
    set_closed(header);
    set_sizes(header, data_bytes);
    if (const auto error = write_header(fd, header)) return error;
    const std::uint64_t trailing = write_behind(fd, data_bytes, marks, chunks);
    set_sizes(header, data_bytes, trailing);
    if (const auto error = write_header(fd, header)) return error;
    const std::uint64_t end = header_bytes + data_bytes + data_bytes % 2 + trailing;
    if (const auto error = cut_to(fd, end)) return error;
    return sync_data(fd);
}

} // namespace redstart
