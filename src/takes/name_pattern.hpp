// The pattern of a take's name, "{date}/{date}T{time}Z_{host}_{seq}", and what it makes of a time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// Keys, all in UTC: {date} 2026-11-21, {time} 081500, {y} {m} {d} {H} {M} {S}; {host}; {seq} 0001.
/// What it makes is legal on FAT and is a relative path that leads nowhere but down.
class NamePattern {
public:
    /// Throws Error for an unknown key, for text that is not legal, and where {seq} does not stand
    /// once in the last part: two takes may begin in the same second.
    NamePattern(std::string_view pattern, std::string_view host);

    /// Without ".wav".
    std::string expand(std::chrono::system_clock::time_point time, unsigned seq) const;

    /// The number at {seq} in the last part of a name that this pattern made at some time.
    std::optional<unsigned> seq_of(std::string_view last_part) const noexcept;

    /// What a name says that is exactly as expand() makes it, for this host.
    struct Made {
        unsigned seq = 0;
        std::optional<std::chrono::system_clock::time_point> time; // nothing without a whole date
    };
    std::optional<Made> made(const std::string& name) const;

    /// How many folders a name leads through.
    std::size_t depth() const noexcept;

private:
    void add_text(std::string_view text);
    void add_key(std::string_view key, std::string_view host);
    void check() const;

    const std::string pattern_;
    std::string format_; // for strftime, but for a mark where the number goes
    std::string shape_;  // the same with a mark for every character of a time
};

/// The name of this machine, up to its first dot.
std::string host_name();

} // namespace redstart
