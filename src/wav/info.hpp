// What a WAV file says of itself, and what of that is really there.
#pragma once

#include "wav/header.hpp"

#include <redstart/marks.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct WavInfo {
    std::optional<AudioFormat> format; // nothing where Redstart cannot play it
    std::string format_name;           // "16-bit PCM", "A-law", "format 0x1234"
    unsigned rate = 0, channels = 0, frame_bytes = 0;

    std::uint64_t file_bytes = 0;    // of the file, as long as it is now
    std::uint64_t riff_bytes = 0;    // of the file, as its header claims
    std::uint64_t data_offset = 0;   // where sound begins
    std::uint64_t claimed_bytes = 0; // of sound, as its header claims
    std::uint64_t data_bytes = 0;    // of these, those that are there

    Frames frames = 0; // whole ones that are there; 0 in a format that has none
    bool is_rf64 = false;
    bool complete = false;          // all that the header claims is there
    std::vector<WavMark> marks;     // in order of their frames
    std::optional<HeaderNote> note; // what Redstart left in it
};

/// Reads the chunks of any RIFF or RF64 file, of any program, and believes none of its sizes: what
/// it reads and keeps is bounded, whatever the file says. Throws Error for a file that is not WAV
/// ("x.txt: no WAV file (it begins with "Hell")"), is no regular file, or cannot be read.
WavInfo read_wav_info(const std::filesystem::path& file);

/// The same of a file that is open; `name` is for errors.
WavInfo read_wav_info(int fd, const std::string& name);

/// Reads that many bytes at that offset, or as many as there are. Throws Error.
std::size_t read_at(int fd, const std::string& name, std::uint64_t offset,
                    std::span<std::byte> room);

} // namespace redstart
