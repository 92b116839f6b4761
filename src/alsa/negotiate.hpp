// What is asked of a device, and what it agrees to.
#pragma once

#include "alsa/pcm_handle.hpp"

#include <redstart/format.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace redstart {

/// What is not exact may come out as the nearest that the device can.
struct PcmRequest {
    std::string device = defaults::audio::device; // any ALSA PCM name
    unsigned rate = defaults::audio::rate;
    unsigned channels = defaults::audio::channels;
    std::string format{
        to_string(defaults::audio::format)}; // S16_LE, S24_3LE, S24_LE, S32_LE, FLOAT_LE
    Frames chunk_frames = defaults::audio::chunk_frames; // the period, nearly; at least 1
    bool exact_rate = false, exact_channels = false, exact_format = false;
};

struct PcmSetup {
    AudioFormat format;             // as everybody but the device sees it
    snd_pcm_format_t device_format; // S24_LE where the device pads what `format` calls s24_3le
    Frames buffer_frames;           // what the device holds, about a second
    Frames wake_frames;             // it wakes a waiter with so many: half of that, at most 500 ms
    std::vector<std::string> remarks; // "hw:CARD=mic: 44100 Hz instead of 48000 Hz"
    bool stamps_are_raw = false;      // its time stamps are Clock's, else CLOCK_MONOTONIC's

    bool is_padded() const noexcept { return device_format == SND_PCM_FORMAT_S24_LE; }

    /// How long to wait for the first frames before the device counts as silent.
    std::chrono::nanoseconds patience() const noexcept;
};

/// Sets up a PCM that was just opened and leaves it prepared, not started. Nearest means: a format
/// that loses nothing, the next more channels, the rate that ALSA finds. Throws Error where
/// something exact is refused ("hw:CARD=mic: 7 channels refused; it has 1 to 2") and where the
/// device has nothing that Redstart can record.
PcmSetup negotiate(snd_pcm_t* pcm, const PcmRequest& request);

/// Numbers as people list them: "1", "1 to 8", "1, 2, 8", "44100, 48000".
std::string show_choices(const std::vector<unsigned>& choices);

} // namespace redstart
