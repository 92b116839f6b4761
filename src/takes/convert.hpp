// FLAC made of WAV files, and WAV files made of FLAC, each with its proof.
#pragma once

#include "takes/digest.hpp"

#include <filesystem>
#include <string>

namespace redstart {

/// What becomes of the file that was there before, once the new one is proven and on the card.
enum class Original : std::uint8_t { stays, goes };

struct Converted {
    std::filesystem::path file; // that was made
    AudioFormat format;
    Frames frames = 0;
    std::uint64_t bytes_before = 0, bytes_after = 0; // of both files
    std::string sha256;                              // of the bytes of the sound
};

/// x.wav, x.WAV, x.bwf -> x.flac; any other name gets the ending.
std::filesystem::path flac_of(const std::filesystem::path& wav);
std::filesystem::path wav_of(const std::filesystem::path& flac); // x.flac -> x.wav

/// Makes NAME.flac beside NAME.wav, with everything in it that is in the WAV file. The sound must
/// be what NAME.json says was recorded, where that has a digest. The FLAC file gets its name once
/// it was read back from the card and decoded, and sound and chunks were those of the WAV file.
///
/// Blocks for as long as that takes: for a thread that has the time. `go_on` is asked after each
/// block; false ends it, and the Error then has the code operation_canceled. Throws Error, with the
/// code not_supported where FLAC cannot hold the sound, or libFLAC is not installed. Whatever was
/// thrown, the WAV file is as it was, and NAME.flac is whole or not there. `sha256`: of the sound
/// that was recorded, where another file than a sidecar knows it; other sound is an Error. With
/// Original::goes a NAME.flac that is there already does as well, where prove_flac() takes it.
Converted to_flac(const std::filesystem::path& wav, Original original, const GoOn& go_on,
                  const std::string& sha256 = {});

/// Of a NAME.flac that is there already, as a kill between its end and the WAV file's leaves it:
/// throws Error unless it is what to_flac() makes, held against the WAV file as it does.
Converted prove_flac(const std::filesystem::path& wav, const std::string& sha256,
                     const GoOn& go_on);

/// The same the other way: the WAV file that it was made of, byte for byte, where the FLAC file
/// knows it; else the WAV file that Redstart would have made of such sound. Its bytes are
/// NAME.wav.redstart until they have come back from the card as they were decoded, and MD5 and
/// digest hold.
Converted to_wav(const std::filesystem::path& flac, Original original, const GoOn& go_on);

} // namespace redstart
