// What a FLAC file says of itself, read without libFLAC.
#pragma once

#include "base/unique_fd.hpp"
#include "wav/info.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// The fields of STREAMINFO, and where in the file the other blocks lie that Redstart knows
/// (RFC 9639, section 8).
struct FlacInfo {
    /// A piece of the WAV file that it was made of, as `flac --keep-foreign-metadata` keeps it: the
    /// 12 bytes in front of the chunks, a chunk with its pad byte, or the head of `data`.
    struct Piece {
        std::uint64_t offset = 0; // in the FLAC file
        std::uint32_t bytes = 0;
    };

    unsigned rate = 0, channels = 0, bits = 0;
    Frames frames = 0;  // 0: it does not say
    std::string md5;    // of the samples, in hex; empty: it does not say
    std::string sha256; // of the bytes of the sound in the WAV file; from Redstart's comment
    std::uint64_t sha256_offset = 0;
    std::uint64_t wav_bytes = 0; // where a comment of Redstart's says how long the WAV file was
    std::vector<Piece> pieces;
    std::uint64_t file_bytes = 0;

    /// Of its samples once they are decoded: the narrowest that holds them.
    AudioFormat format() const noexcept;
};

/// The comments that Redstart leaves in a FLAC file.
constexpr std::string_view sha256_comment = "REDSTART_SHA256=",
                           size_comment = "REDSTART_WAV_BYTES=";
constexpr std::size_t sha256_digits = 64;

/// Whether it begins as FLAC files do. Throws Error where it cannot be read.
bool is_flac(int fd, const std::string& name);

/// The file may be hostile: what is read and kept of it is bounded. Throws Error where it is not
/// FLAC, or its blocks of metadata do not lie end to end in it.
FlacInfo read_flac_info(int fd, const std::string& name);

/// The WAV file that a FLAC file was made of, with a hole in the place of its sound: a file in
/// memory. Nothing where it was made of none, or by a program that keeps nothing of it. Throws
/// Error where the pieces do not make the WAV file of this sound.
UniqueFd wav_without_sound(int fd, const std::string& name, const FlacInfo& info);

/// The same for both: of a WAV file read_wav_info(), of a FLAC file what the WAV file was whose
/// sound is in it. Marks and sizes are those of the WAV file; `format_name` says FLAC.
WavInfo read_sound_info(const std::filesystem::path& file);
WavInfo read_sound_info(int fd, const std::string& name);

} // namespace redstart
