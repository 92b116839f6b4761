// What a stream is asked to be.
#pragma once

#include <redstart/format.hpp>

#include <string>

namespace redstart {

/// For CaptureStream and PlaybackStream: `CaptureStream stream({.device = "hw:CARD=mic"})`. What is
/// out of its range is an Error before anything is opened; rate and channels as AudioFormat has
/// them.
struct StreamOptions {
    std::string device = "default"; // any ALSA PCM name; devices() lists them
    unsigned rate = 48000;
    unsigned channels = 2;
    SampleFormat format = SampleFormat::s16_le;
    bool exact = false;         // throw where the device cannot, rather than take its nearest
    Frames chunk_frames = 1024; // 16 to 65536: the device's period, nearly, and a callback's block
};

} // namespace redstart
