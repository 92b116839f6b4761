// The frames of a WAV or FLAC file, whichever it is.
#pragma once

#include "wav/flac_frames.hpp"
#include "wav/frames.hpp"

#include <variant>

namespace redstart {

/// Belongs to one thread. Each call throws Error as WavFrames or FlacFrames do.
class SoundFrames {
public:
    explicit SoundFrames(const std::filesystem::path& file);

    const AudioFormat& format() const noexcept;
    const WavInfo& info() const noexcept; // read_sound_info()
    Frames read(std::span<std::byte> room);

private:
    std::variant<WavFrames, FlacFrames> frames_;
};

/// Whether the file begins as FLAC files do. Throws Error where it cannot be read.
bool is_flac(const std::filesystem::path& file);

} // namespace redstart
