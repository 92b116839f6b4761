// What a stream is asked to be.
#pragma once

#include <redstart/format.hpp>

#include <string>

namespace redstart {

/// For CaptureStream and PlaybackStream: `CaptureStream stream({.device = "hw:CARD=mic"})`.
struct StreamOptions {
    std::string device = "default"; // any ALSA PCM name; devices() lists them
    unsigned rate = 48000;
    unsigned channels = 2;
    SampleFormat format = SampleFormat::s16_le;
    bool exact = false;         // throw where the device cannot, rather than take its nearest
    Frames chunk_frames = 1024; // the period of the device, nearly; a callback gets such blocks
};

} // namespace redstart
