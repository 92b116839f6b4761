// The warnings in words.
#include "audio/warnings.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace redstart {
namespace {

constexpr std::string_view unused = "unused";

std::string_view cause_and_remedy(Warning warning) noexcept {
    switch (warning) {
    case Warning::silent:
        return "nothing but silence; is the microphone muted or unplugged?";
    case Warning::dead_channel:
        return "no change while another channel has sound; look at the plug, or name the track "
               "\"unused\"";
    case Warning::same_channels:
        return "the same sound; one microphone needs one channel: [audio] channels = 1";
    case Warning::clipping:
        return "clipped more than 10 times in a minute; lower the gain";
    case Warning::dc_offset:
        return "off the middle by more than 1 %; look at the microphone's power, or cut the low "
               "frequencies afterwards";
    case Warning::muted:
        break;
    }
    return "the capture switch is off; set it in [mixer]";
}

} // namespace

std::string to_string(ChannelSet channels) {
    std::string text = std::popcount(channels) == 1 ? "channel " : "channels ";
    for (bool is_first = true; channels != 0; channels &= channels - 1) {
        const bool is_last = std::popcount(channels) == 1;
        if (!std::exchange(is_first, false)) text += is_last ? " and " : ", ";
        text += std::to_string(std::countr_zero(channels) + 1);
    }
    return text;
}

std::vector<std::string_view> WarningSet::words() const {
    std::vector<std::string_view> words;
    for (const Warning warning : all_warnings)
        if (has(warning)) words.push_back(to_string(warning));
    return words;
}

void WarningSet::set(std::string_view word) noexcept {
    for (const Warning warning : all_warnings)
        if (to_string(warning) == word) set(warning);
}

WarningSet WarnedChannels::set() const noexcept {
    WarningSet set;
    for (const Warning warning : all_warnings)
        if ((*this)[warning] != 0) set.set(warning);
    return set;
}

ChannelSet judged_channels(unsigned channels, std::span<const std::string> tracks) noexcept {
    ChannelSet judged = 0;
    for (unsigned c = 0; c < std::min(channels, AudioFormat::max_channels); ++c)
        if (c >= tracks.size() || tracks[c] != unused) judged |= ChannelSet{1} << c;
    return judged;
}

std::string reason_of(Warning warning, ChannelSet channels) {
    const bool is_whole = warning == Warning::silent || warning == Warning::muted || channels == 0;
    return (is_whole ? "microphone" : to_string(channels)) + ": " +
           std::string(cause_and_remedy(warning));
}

} // namespace redstart
