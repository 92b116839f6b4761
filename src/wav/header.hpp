// The 4096 bytes in front of the sound of a take, and the short header of a stream.
#pragma once

#include <redstart/format.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

/// Sound begins here in every file of Redstart: a page, so that its blocks lie on pages too.
constexpr std::size_t header_bytes = 4096;
using HeaderPage = std::array<std::byte, header_bytes>;

/// What may follow the sound in a file: the marks, their labels, and what had no room before it.
constexpr std::uint64_t trailing_room = 208 * 1024;

/// The most sound in a RIFF file: with header, pad byte and marks it stays below 4 GiB, which is
/// where both the 32-bit sizes and FAT end.
constexpr std::uint64_t max_riff_data = 0xFFFF'FFFF - header_bytes - 1 - trailing_room;

/// The sound in one RIFF file, in frames; a longer take goes on in a new file or wants RF64.
inline Frames max_riff_frames(const AudioFormat& format) noexcept {
    return format.frames_in(max_riff_data);
}

/// RIFF WAVE, JUNK (28 bytes, the place of `ds64`), `fmt `, `fact` where the samples are float,
/// JUNK with the note, room for other chunks, and the head of `data`. Plain format tags for one and
/// two channels, because Python's wave and others know no WAVE_FORMAT_EXTENSIBLE; that one above.
/// The sizes are those of an empty file until set_sizes().
HeaderPage file_header(const AudioFormat& format, std::string_view boot_id);

/// Makes the header true for so much sound and so many bytes of chunks behind it. Sizes beyond 32
/// bits turn RIFF into RF64 and the first JUNK into `ds64`, in place (EBU Tech 3306).
/// Only for a page that file_header() made, or that has a note.
void set_sizes(HeaderPage& header, std::uint64_t data_bytes,
               std::uint64_t trailing_bytes = 0) noexcept;

/// How many bytes of chunks there is room for between the note and the sound.
std::size_t room_for_chunks(const HeaderPage& header) noexcept;

/// Whole chunks of an even size, no more than there is room for, in the place of those before.
void put_chunks(HeaderPage& header, std::string_view chunks) noexcept;

/// Where the sound ends that it claims, with its pad byte. Only for a page that has a note.
std::uint64_t end_of_sound(const HeaderPage& header) noexcept;

/// Those that lie there; empty in a header that is not Redstart's.
std::span<std::byte> chunks_in(HeaderPage& header) noexcept;

/// What Redstart writes into its JUNK for itself. While a file is open, all its bytes behind the
/// header are sound, and as long as the boot lasts that is true of every byte its length counts.
struct HeaderNote {
    bool closed = false;
    std::string boot_id; // of the boot in which the file was begun; may be empty
};

/// From the first bytes of a file; nothing where Redstart did not write them.
std::optional<HeaderNote> header_note(std::span<const std::byte> header);

/// Says in the note that something else than sound may follow the sound.
void set_closed(HeaderPage& header) noexcept;

/// The classic short header for a pipe. Sizes are exact where the number of frames is known, else
/// the 0x7FFFF000 (in whole frames) by which sox and ffmpeg know a stream.
std::vector<std::byte> stream_header(const AudioFormat& format, std::optional<Frames> frames);

} // namespace redstart
