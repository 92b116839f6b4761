// The files of a take of which only what is above a level is kept, and what is told of it.
#pragma once

#include "audio/voice_output.hpp"
#include "deck/orders.hpp"

#include <string>

namespace redstart {

/// Around what `open` makes. With a file for each part those behind the first are made when their
/// sound comes; the first too, unless it `is_named`: then a name that is taken shows at once.
/// Throws Error where `hold` takes too much memory, or too much of the ring, which keeps what
/// waits.
OpenOutput voice_files(OpenOutput open, const AudioFormat& format, const VoiceSettings& settings,
                       Frames ring, bool is_named, const std::shared_ptr<VoiceTally>& tally);

/// "kept 12.3 s of 1:00 min, in 4 parts", or that nothing was above the level.
std::string voice_summary(const VoiceTally& tally, const AudioFormat& format,
                          const VoiceSettings& settings);

/// For the meter: "voice" or "pause", and how much is kept.
std::string voice_state(const VoiceTally& tally, const AudioFormat& format);

} // namespace redstart
