// Writes frames into a FLAC file, through libFLAC at level 5.
#pragma once

#include <redstart/flac.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace redstart {

/// Throws Error, naming the package, where libFLAC is not installed.
void check_libflac();

/// What stands in front of the sound besides STREAMINFO, a table to seek by, and room for tags.
struct FlacMetadata {
    std::vector<std::string> comments;          // NAME=text
    std::vector<std::vector<std::byte>> pieces; // of the WAV file: see FlacInfo::Piece
};

/// The most bytes that a piece may have: the length of a block has 24 bits.
constexpr std::size_t most_piece_bytes = (1u << 24) - 1 - 4;

/// Belongs to one thread. What it makes is a FLAC file only after finish().
class FlacEncoder {
public:
    /// Into an empty file, from its first byte on; the file is the caller's, and `name` is for
    /// errors. `frames` is how many will come. Throws Error where libFLAC is not installed or
    /// refuses the format, or the file cannot be written, as all here do.
    FlacEncoder(int fd, std::string name, const AudioFormat& format, Frames frames,
                FlacMetadata metadata);
    ~FlacEncoder();
    FlacEncoder(const FlacEncoder&) = delete;
    FlacEncoder& operator=(const FlacEncoder&) = delete;

    void write(std::span<const std::byte> frames);

    /// The last block, then length, MD5 and the table, in the front. Nothing is synced.
    void finish();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
