// What a stream is asked to be.
#pragma once

#include <redstart/format.hpp>

#include <string>

namespace redstart {

/// For CaptureStream and PlaybackStream: `CaptureStream stream({.device = "hw:CARD=mic"})`. What is
/// out of its range is an Error before anything is opened; rate and channels as AudioFormat has
/// them.
struct StreamOptions {
    std::string device = defaults::audio::device; // any ALSA PCM name; devices() lists them
    unsigned rate = defaults::audio::rate;
    unsigned channels = defaults::audio::channels;
    SampleFormat format = defaults::audio::format;
    bool exact = false; // throw where the device cannot, rather than take its nearest
    /// 16 to 65536: the device's period, nearly, and a callback's block.
    Frames chunk_frames = defaults::audio::chunk_frames;
};

} // namespace redstart
