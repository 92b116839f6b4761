// The parts that chunks of metadata are made of: bext's fields, times, and a little XML.
#pragma once

#include <redstart/format.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

// Frames from 1970, in UTC, are one number for date, time and TimeReference: they cannot differ.

std::int64_t frames_since_1970(std::chrono::nanoseconds since, unsigned rate) noexcept;
std::uint64_t since_midnight(std::int64_t begin, unsigned rate) noexcept; // TimeReference
std::string date_of(std::int64_t begin, unsigned rate);                   // "2026-11-21"
std::string time_of(std::int64_t begin, unsigned rate);                   // "08:15:00"

/// "2026-11-21T09:15:00.250+01:00", with the offset of this machine's zone; in UTC with a Z where
/// the zone is not to be asked for, which may read a file.
std::string guano_time(std::int64_t begin, unsigned rate, bool is_local);

std::string ten_digits(std::uint64_t number);

/// No longer than that, cut between two characters of UTF-8.
std::string_view cut_to_bytes(std::string_view text, std::size_t bytes) noexcept;

struct BextFacts {
    std::string description, originator, reference;
    std::optional<std::int64_t> begin;
    AudioFormat format;
};

/// What is in `bext`, EBU Tech 3285 version 2.
std::string bext_text(const BextFacts& facts);

// Where its fields lie.
namespace bext {
constexpr std::size_t description = 0, originator = 256, reference = 288, date = 320, time = 330,
                      time_reference = 338, version = 346, loudness = 412, coding_history = 602;
constexpr std::size_t description_bytes = 256, originator_bytes = 32, date_bytes = 10,
                      time_bytes = 8;
constexpr std::uint16_t no_loudness = 0x7FFF; // not known
} // namespace bext

inline constexpr const char* samples_since_midnight_lo = "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO";

class Xml {
public:
    explicit Xml(const char* root);

    void open(const char* tag);
    void close();
    void add(const char* tag, const std::string& value); // nothing where it is empty
    std::string text() const;                            // of a whole document

private:
    std::string text_;
    std::vector<const char*> open_;
};

} // namespace redstart
