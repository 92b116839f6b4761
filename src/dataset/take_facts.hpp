// What a finished take is, and whether that is good enough for a data set.
#pragma once

#include <redstart/format.hpp>
#include <redstart/session.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct TakeFacts {
    AudioFormat format;
    Frames frames = 0;
    std::optional<double> peak_dbfs, rms_dbfs; // to a tenth; nothing: digital silence
    unsigned clips = 0, gaps = 0;
    Frames silence_before = 0, silence_after = 0; // all of it where nothing is loud
    std::string sha256;                           // of the sound

    std::chrono::nanoseconds duration() const noexcept { return format.duration(frames); }
};

/// Reads all of a WAV file. Silence is what is quieter than `loud_dbfs`, in steps of 10 ms. Throws
/// Error where it is none, or cannot be read.
TakeFacts read_take(const std::filesystem::path& wav, float loud_dbfs);

/// What stands in the way of keeping it, a clause each; none: it is kept.
std::vector<std::string> faults_of(const TakeFacts& take, const TakeLimits& limits);

} // namespace redstart
