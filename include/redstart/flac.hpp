// FLAC made of a finished WAV file, and the WAV file of it again, each with its proof.
#pragma once

#include <redstart/error.hpp>
#include <redstart/format.hpp>

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace redstart {

struct ConvertOptions {
    /// Removes the file that was there before, once the new one was read back from the disk,
    /// decoded and compared, and has its name.
    bool remove = false;
    /// Told in the calling thread, many times a second, how much of the work is done; may be empty.
    /// An exception from it ends the conversion as a stop does, and is passed on.
    std::function<void(std::uint64_t done, std::uint64_t of)> progress = {};
    /// Ends it within a few milliseconds of work: Error with the code operation_canceled.
    std::stop_token stop = {};
};

struct ConvertedFile {
    std::filesystem::path file; // that was made
    AudioFormat format;
    Frames frames = 0;
    std::string sha256; // of the bytes of the sound in the WAV file, in hex
};

/// Makes NAME.flac of NAME.wav, with all that is in it, so that it comes back byte for byte. Where
/// a sidecar NAME.json tells a digest, the sound must have it. Any thread may call, several at once
/// for several files. Blocks for 5 ms for each second of stereo on a PC, at the priority of the
/// calling thread, which has to be none that waits for sound.
///
/// Throws Error, with the code not_supported where FLAC cannot hold the sound or libFLAC is not
/// installed. Whatever is thrown, the WAV file is as it was, and NAME.flac is whole or not there.
ConvertedFile to_flac(const std::filesystem::path& wav, const ConvertOptions& options = {});

/// The same the other way: NAME.wav of NAME.flac.
ConvertedFile to_wav(const std::filesystem::path& flac, const ConvertOptions& options = {});

/// Why FLAC cannot hold such sound ("32-bit float, which FLAC does not hold"); empty where it can.
std::string flac_refusal(const AudioFormat& format);

} // namespace redstart
