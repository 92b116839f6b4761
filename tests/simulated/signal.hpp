// What a simulated microphone hears: a tone, a counter, or a WAV file that begins again for ever.
#pragma once

#include <redstart/format.hpp>

#include <alsa/asoundlib.h>
#include <memory>
#include <string>

namespace redstart {

/// How its listener takes the sound.
struct Hearing {
    unsigned rate, channels;
    snd_pcm_format_t format;
};

/// The sound at any place of the device's time line, the same at every call.
class Signal {
public:
    virtual ~Signal() = default;

    /// Stores frames from number `first` on, interleaved. Allocates nothing.
    virtual void fill(std::byte* to, Frames first, Frames frames,
                      const Hearing& hearing) const noexcept = 0;
};

/// "tone": 997 Hz at -20 dBFS peak in channel 0, one more Hz in each next channel.
/// "counter": frame n is n + c in channel c, truncated to the sample's bits; as float the low 24
/// bits of it, over 2^24. "long-counter": frame n is n in all its bits together, lowest first.
/// Anything else is the path of a WAV file. Throws Error.
std::unique_ptr<const Signal> make_signal(const std::string& source);

} // namespace redstart
