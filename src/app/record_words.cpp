// What arecord says before a take, and what nobody else says behind it.
#include "app/record_words.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace redstart {
namespace {

std::string channels_of(const AudioFormat& format) {
    if (format.channels <= 2) return format.channels == 1 ? "mono" : "stereo";
    return std::to_string(format.channels) + " channels";
}

std::string peak_of(const DeckState& deck) {
    float most = 0;
    for (const auto& peak : deck.take_peaks) most = std::max(most, peak.load());
    if (most <= 0) return "silence";
    const double tenth = std::round(10 * static_cast<double>(to_dbfs(most))) / 10 + 0.0; // no -0.0
    char text[32];
    std::snprintf(text, sizeof text, "peak %.1f dBFS", tenth);
    return text;
}

/// A level is measured over a tenth of a second, and a shorter take may have none.
std::string levels_of(const DeckState& deck, Frames frames) {
    constexpr std::chrono::milliseconds shortest{200};
    if (deck.ring.format().duration(frames) < shortest) return "too short for levels";
    return peak_of(deck) + ", " + std::to_string(take_clips(deck)) + " clipped";
}

} // namespace

std::string what_is_recorded(const std::string& name, const AudioFormat& format,
                             const std::string& device) {
    return "recording " + name + ": " + std::string(to_string(format.sample)) + ", " +
           std::to_string(format.rate) + " Hz, " + channels_of(format) + ", from " + device;
}

std::string how_it_was(const std::string& first, std::size_t files, Frames frames,
                       const DeckState& deck) {
    const std::string more = files > 1 ? " and " + std::to_string(files - 1) + " more" : "";
    return first + more + ": " + show_duration(deck.ring.format().duration(frames)) + ", " +
           levels_of(deck, frames) + ", " + std::to_string(deck.take_lost) + " lost";
}

std::uint32_t take_clips(const DeckState& deck) noexcept {
    std::uint32_t most = 0;
    for (const auto& clips : deck.take_clips) most = std::max(most, clips.load());
    return most;
}

} // namespace redstart
