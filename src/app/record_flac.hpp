// What the ending of record's FILE asks for: FLAC, which is made of the WAV file after the take.
#pragma once

#include "app/record_options.hpp"

#include <string>
#include <vector>

namespace redstart {

/// x.flac is recorded as x.wav, with `flac` set; throws Error where there is an x.flac, and for the
/// endings of what Redstart does not write (x.mp3), with the pipe that makes it.
void read_ending(RecordOptions& options);

/// Says before the take what will keep it WAV: its format, or that libFLAC is not installed.
void warn_where_it_stays_wav(const AudioFormat& format);

/// Makes FLAC of the take's files and removes them, each once its FLAC file is proven. A stop that
/// waits ends it. What is left WAV is said aloud; false then.
bool make_flac(const std::vector<std::string>& wavs);

} // namespace redstart
