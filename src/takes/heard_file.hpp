// One finished file of a deployment: when it began, how long it is, and what it lacks.
#pragma once

#include "takes/sidecar.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

std::chrono::milliseconds time_of(Frames frames, unsigned rate) noexcept;

/// All of it is small, so that ten thousand of them are: gaps and minutes are read again by those
/// who want each.
struct HeardFile {
    std::filesystem::path file;
    std::optional<UtcTime> start; // nothing where no clock was set, or nothing tells it
    std::string boot;             // with its `boottime` it may be dated by another file's
    std::chrono::nanoseconds boottime{};
    bool continues = false; // the take that began in an earlier file
    unsigned rate = 1;
    Frames frames = 0;
    bool has_sidecar = false;
    std::string ended; // the sidecar's word, or "unknown"
    std::optional<std::chrono::microseconds> worst_write;
    std::optional<double> drift_ppm;

    std::chrono::milliseconds duration() const noexcept { return time_of(frames, rate); }
};

/// Of a WAV or FLAC file and the sidecar or journal beside it, none of which is believed more than
/// the other: the length is that of the sound which is there, the date of a file without a sidecar
/// is that of its name, else that of Redstart's own header. Throws Error where there is no sound to
/// be read.
HeardFile read_heard_file(const std::filesystem::path& file);

/// A minute of the sidecar's `minutes`, or several.
struct HeardMinute {
    Frames at = 0, frames = 0;
    std::uint64_t clips = 0;
    std::vector<unsigned> silent; // channels, from 0
};

/// Calls back for each gap that is listed and each minute; returns the frames lost in gaps that are
/// not listed. Sidecars without minutes have none.
Frames read_events(const std::filesystem::path& file, const std::function<void(const Gap&)>& on_gap,
                   const std::function<void(const HeardMinute&)>& on_minute);

/// "20261121T081500Z" or "2026-11-21T081500Z", anywhere in a name.
std::optional<UtcTime> time_in_name(const std::string& name);

} // namespace redstart
