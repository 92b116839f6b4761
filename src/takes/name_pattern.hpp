// The pattern of a take's name, "{date}_{host}_{seq}", and what it makes of a time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// Keys, all in UTC: {date} 2026-11-21, {time} 081500, {y} {m} {d} {H} {M} {S}; {host}; {seq} 0001;
/// {name}, which its user gave the take. A take without a name leaves out {name} and one of the
/// separators (_ - . space /) that it stands between: "{name}_{seq}" is then 0001.
/// What it makes is legal on FAT and is a relative path that leads nowhere but down.
/// The default pattern, and its last part alone, also know the names that the former default made.
class NamePattern {
public:
    /// Throws Error for an unknown key, for text that is not legal, where {seq} does not stand
    /// once in the last part (two takes may begin in the same second), and where {name} could not
    /// be told from {seq}.
    NamePattern(std::string_view pattern, std::string_view host);

    bool has_name() const noexcept { return named_.has_value(); }

    /// Without ".wav". A name is one that check_take_name() takes, or empty.
    std::string expand(std::chrono::system_clock::time_point time, unsigned seq,
                       std::string_view name = {}) const;

    /// The number at {seq} in the last part of a name that this pattern, or the former default in
    /// its place, made at some time.
    std::optional<unsigned> seq_of(std::string_view last_part) const noexcept;

    /// What a name says that is exactly as expand() makes it, or made it, for this host.
    struct Made {
        unsigned seq = 0;
        std::optional<std::chrono::system_clock::time_point> time; // nothing without a whole date
        std::string take_name;
    };
    std::optional<Made> made(const std::string& name) const;

    /// How many folders a name leads through, at most.
    std::size_t depth() const noexcept;

private:
    struct Form {
        std::string format; // for strftime, but for marks where the number and the name go
        std::string shape;  // the same with a mark for every character of a time
    };
    Form form(std::string_view pattern, std::string_view host) const;
    void add_text(Form& form, std::string_view text) const;
    void add_key(Form& form, std::string_view key, std::string_view host) const;
    void check(const Form& form, std::string_view name) const;
    static std::optional<Made> made_by(const Form& form, const std::string& name);

    const std::string pattern_;
    Form plain_;                 // of a take without a name
    std::optional<Form> named_;  // of one with a name, where the pattern has a place for it
    std::optional<Form> former_; // of a take that the default before this one named
};

/// Names of takes without a clock: "boot-<n>_{name}_{seq}".
NamePattern boot_pattern(unsigned boot);

/// The name of this machine, up to its first dot.
std::string host_name();

} // namespace redstart
