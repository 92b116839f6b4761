// How loud a whole file is.
#pragma once

#include "wav/sound_frames.hpp"

#include <functional>

namespace redstart {

/// In dBFS; minus infinity is digital silence. Relative to the greatest sample value, so a sine at
/// full scale peaks at 0 and has an RMS of -3.01.
struct Loudness {
    double peak_dbfs, rms_dbfs;
};

/// One Loudness per channel, from the reader's position to its end. `progress` is told now and then
/// how many frames are done, and `hear` gets them. Throws Error where the file cannot be read.
std::vector<Loudness> measure(WavFrames& reader,
                              const std::function<void(Frames done)>& progress = {});

std::vector<Loudness>
measure(SoundFrames& reader, const std::function<void(Frames done)>& progress = {},
        const std::function<void(std::span<const std::byte> frames)>& hear = {});

} // namespace redstart
