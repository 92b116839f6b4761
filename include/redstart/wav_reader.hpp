// Reads the sound and the marks of a WAV file.
#pragma once

#include <redstart/error.hpp>
#include <redstart/marks.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace redstart {

/// Any program's RIFF or RF64 file with PCM of 8 (unsigned), 16, 24 or 32 bits or 32-bit float;
/// also one that is still being written. None of its sizes is believed: there are no more frames
/// than the file has.
///
/// For one thread at a time.
class WavReader {
public:
    /// Throws Error: of the kind `format` where it is no WAV file, or has sound of another kind.
    explicit WavReader(const std::filesystem::path& file);
    ~WavReader();
    WavReader(const WavReader&) = delete;
    WavReader& operator=(const WavReader&) = delete;

    AudioFormat format() const noexcept;
    Frames frames() const noexcept; // whole ones that are there
    std::chrono::nanoseconds duration() const noexcept;
    const std::vector<WavMark>& marks() const noexcept; // in the order of their frames
    bool is_complete() const noexcept;                  // all that its header claims is there

    /// Fills the room with the next whole frames, or with what is left of them, and returns how
    /// many there are; 0 at the end. Throws Error where the file cannot be read.
    Frames read(std::span<std::byte> room);

    /// The frame that read() gives next; the end where there is no such frame.
    void seek(Frames frame) noexcept;

    /// The sound of the whole file, in its own format; read() goes on where it was. Throws Error,
    /// and std::bad_alloc where it has no room in memory.
    std::vector<std::byte> bytes();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
