// What a folder of takes says of the days in which they were recorded.
#pragma once

#include "takes/heard_file.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace redstart {

/// The time that was wanted; what is not given is the first start or the last stop.
struct WantedTime {
    std::optional<UtcTime> from, to;
};

/// A day, minute by minute.
struct DayStrip {
    enum Bit : std::uint8_t { recorded = 1, gap = 2, silent = 4, clipped = 8 };
    std::array<std::uint8_t, 1440> minutes{};
};

struct Deployment {
    struct Lost {
        std::uint64_t count = 0;
        std::chrono::milliseconds time{};
    };

    std::optional<UtcTime> from, to; // nothing where no file has a date
    std::chrono::milliseconds wanted{}, covered{}, heard{};
    std::map<std::string, Lost> gaps;   // inside of takes, by the cause of their frames' loss
    std::map<std::string, Lost> pauses; // between takes, by what ended the take before

    std::uint64_t clips = 0;                  // in the minutes of sidecars
    std::map<unsigned, std::uint64_t> silent; // channel: its silent minutes
    std::size_t files = 0, takes = 0, without_minutes = 0, without_sidecar = 0;
    std::map<std::string, std::size_t> ended; // by the sidecar's word: takes
    std::size_t undated = 0;
    std::chrono::milliseconds undated_time{}; // which is in none of the above

    std::optional<std::chrono::microseconds> worst_write;
    std::filesystem::path worst_file;
    std::optional<double> least_drift_ppm, most_drift_ppm;

    std::vector<HeardFile> all; // by their starts; those without a date at the end
    std::map<std::chrono::sys_days, DayStrip> days;
    bool has_all_days = true;            // at most most_days have a strip
    std::vector<std::string> unreadable; // a line each; at most most_lines
    std::size_t unreadable_files = 0;

    static constexpr std::size_t most_days = 3660, most_lines = 20;
};

/// Reads every WAV and FLAC file at any depth, twice. Time and memory grow with the number of files
/// and days and with nothing that stands in them. A file without a date gets the one that another
/// of the same boot gives it. What cannot be read is counted and told. Throws Error for the folder,
/// and after the next file where it is told to stop.
Deployment read_deployment(const std::filesystem::path& folder, const WantedTime& wanted,
                           std::stop_token stop = {});

} // namespace redstart
