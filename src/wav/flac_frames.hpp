// The frames of a FLAC file, decoded by libFLAC, as they were in a WAV file.
#pragma once

#include "base/unique_fd.hpp"
#include "wav/flac_info.hpp"

#include <memory>

namespace redstart {

/// Belongs to one thread.
class FlacFrames {
public:
    /// Throws Error where it is no FLAC file, is of a format that Redstart does not know, or
    /// libFLAC is not installed.
    explicit FlacFrames(const std::filesystem::path& file);
    FlacFrames(FlacFrames&&) noexcept;
    ~FlacFrames();

    const AudioFormat& format() const noexcept;
    /// read_sound_info(). Of a file that does not tell its length, as a program writes it into a
    /// pipe, frames and bytes are 0 until read() has come to the end.
    const WavInfo& info() const noexcept;
    const FlacInfo& flac() const noexcept;

    /// Fills the room with the next whole frames, or with what is left of them; 0 at the end.
    /// Throws Error where the file is damaged or cannot be read, and at the end where it has fewer
    /// frames than it says, or others than its MD5 is of.
    Frames read(std::span<std::byte> room);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
