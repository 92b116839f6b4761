// What a stream is asked to be.
#pragma once

#include <redstart/format.hpp>

#include <exception>
#include <functional>
#include <string>

namespace redstart {

/// For CaptureStream and PlaybackStream: `CaptureStream stream({.device = "hw:CARD=mic"})`. What is
/// out of its range is an Error before anything is opened; rate and channels as AudioFormat has
/// them.
struct StreamOptions {
    std::string device = defaults::audio::device; // any ALSA PCM name; devices() lists them
    /// What is named is met or refused. 0 is the device's own: 48000 Hz and 2 channels, or what it
    /// has nearest to that.
    unsigned rate = 0, channels = 0;
    SampleFormat format = defaults::audio::format;
    bool exact = false; // throw where the device lacks the format, rather than take its nearest
    /// 16 to 65536: the device's period, nearly, and a callback's block.
    Frames chunk_frames = defaults::audio::chunk_frames;
    /// 1 ms to 1 s; 0 is four chunks. A microphone wakes its reader four times in it and holds a
    /// second whatever it is, so that a hiccup loses nothing; a loudspeaker holds no more than it,
    /// and sounds once it is full. latency() of the stream tells what came of it.
    std::chrono::nanoseconds latency{};
    /// Callback mode: called on the stream's thread after the last call of each start(), with what
    /// ended it: the Error of the device, what the callback threw, or null. The stream must not be
    /// destroyed, started or stopped in it.
    std::function<void(std::exception_ptr)> on_end{};
};

/// The options of a stream that has this format or is an Error: `PlaybackStream
/// stream(exactly(file.format()))`.
inline StreamOptions exactly(const AudioFormat& format,
                             const std::string& device = defaults::audio::device) {
    return {.device = device,
            .rate = format.rate,
            .channels = format.channels,
            .format = format.sample,
            .exact = true};
}

} // namespace redstart
