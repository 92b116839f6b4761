// What is wrong with how it sounds, and in which channels: warnings, which are no faults.
#pragma once

#include <redstart/format.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

/// They change nothing of what is recorded.
enum class Warning : std::uint8_t {
    silent,        // exact zeros for 2 s, or a peak below -90 dBFS for 60 s, in all channels
    dead_channel,  // one constant value for 5 s while another channel has sound
    same_channels, // two channels are identical for 10 s
    clipping,      // more than 10 clips in a minute
    dc_offset,     // a mean of more than 1 % of full scale over 30 s
    muted,         // the capture switch of the mixer is off; the sound does not tell that
};

inline constexpr std::array all_warnings = {Warning::silent,        Warning::dead_channel,
                                            Warning::same_channels, Warning::clipping,
                                            Warning::dc_offset,     Warning::muted};

/// The fixed word of `status` and of the sidecar.
constexpr std::string_view to_string(Warning warning) noexcept {
    constexpr std::array<std::string_view, all_warnings.size()> words = {
        "silent", "dead-channel", "same-channels", "clipping", "dc-offset", "muted"};
    return words[static_cast<std::size_t>(warning)];
}

/// Channel c is bit c.
using ChannelSet = std::uint32_t;
static_assert(AudioFormat::max_channels <= 32);

/// "channel 2", "channels 1, 2 and 5".
std::string to_string(ChannelSet channels);

/// Which warnings there are.
class WarningSet {
public:
    bool has(Warning warning) const noexcept { return (bits_ & bit(warning)) != 0; }
    void set(Warning warning) noexcept { bits_ |= bit(warning); }
    void add(WarningSet more) noexcept { bits_ |= more.bits_; }
    bool empty() const noexcept { return bits_ == 0; }
    std::vector<std::string_view> words() const;
    /// The warning of a word is set; any other word changes nothing.
    void set(std::string_view word) noexcept;

    bool operator==(const WarningSet&) const = default;

private:
    static constexpr std::uint8_t bit(Warning warning) noexcept {
        return static_cast<std::uint8_t>(1u << static_cast<unsigned>(warning));
    }
    std::uint8_t bits_ = 0;
};

/// Of each warning the channels that it is about; of none: it is not on.
struct WarnedChannels {
    std::array<ChannelSet, all_warnings.size()> of{};

    ChannelSet& operator[](Warning warning) noexcept {
        return of[static_cast<std::size_t>(warning)];
    }
    ChannelSet operator[](Warning warning) const noexcept {
        return of[static_cast<std::size_t>(warning)];
    }
    WarningSet set() const noexcept;

    bool operator==(const WarnedChannels&) const = default;
};

/// All channels but those whose track is named "unused": nothing is wrong with these whatever they
/// sound like. `tracks` are the names from channel 1 on; there may be fewer or more than channels.
ChannelSet judged_channels(unsigned channels, std::span<const std::string> tracks) noexcept;

/// "channel 2: ...; ...": which channels, what is wrong with them, and what to do.
std::string reason_of(Warning warning, ChannelSet channels);

} // namespace redstart
