// Durations and sizes as people write them ("10s", "512MB"), and the way back.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// "5", "5s", "250ms", "1.5s", "10m", "1h", "2d"; a bare number is seconds. Nothing for any other
/// text, a negative number, or more than 100 years.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) noexcept;

/// "4096", "512kB", "512MB", "4GB" (powers of 1000) and "64KiB", "64MiB", "4GiB" (of 1024).
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

/// "250 ms", "5.0 s", "3:07 min", "2:03:07 h": short, for people.
std::string show_duration(std::chrono::nanoseconds duration);

/// "512 bytes", "8.6 MB", "31.0 GB": powers of 1000.
std::string show_bytes(std::uint64_t bytes);

/// "30s", "1500ms", "1h" and "64MB", "64MiB", "4097B": as a file has it, and read back as the same.
std::string exact_duration(std::chrono::nanoseconds duration);
std::string exact_size(std::uint64_t bytes);

/// "00:01:07": elapsed time on a display; hours grow as needed.
std::string show_clock(std::chrono::nanoseconds duration);

} // namespace redstart
