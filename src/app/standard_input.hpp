// What `info -` reads: a WAV that comes through a pipe, or the file that a shell opened.
#pragma once

#include "audio/sound_verdict.hpp"
#include "wav/measure.hpp"

#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// A name of the regular file at standard input; nothing where it is none.
std::optional<std::string> file_at_standard_input();

struct PipedSound {
    WavInfo info;
    std::vector<Loudness> levels;
    std::optional<SoundVerdict> verdict; // none of what has no sound
};

/// Reads standard input to the end of its sound, and keeps none of it. Throws Error as WavStream
/// does.
PipedSound measure_standard_input();

} // namespace redstart
