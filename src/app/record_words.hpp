// The first and the last line of `record`.
#pragma once

#include "deck/deck_state.hpp"

#include <string>

namespace redstart {

/// "recording x.wav: S16_LE, 48000 Hz, stereo, from hw:CARD=mic,DEV=0"
std::string what_is_recorded(const std::string& name, const AudioFormat& format,
                             const std::string& device);

/// "x.wav: 5.0 s, peak -9.8 dBFS, 0 clipped, 0 lost", of a take in so many files. One that is
/// shorter than 0.2 s has no levels in it.
std::string how_it_was(const std::string& first, std::size_t files, Frames frames,
                       const DeckState& deck);

/// Of the take under way or the last one, in the channel that has most.
std::uint32_t take_clips(const DeckState& deck) noexcept;

} // namespace redstart
