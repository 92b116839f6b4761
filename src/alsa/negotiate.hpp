// What is asked of a device, and what it agrees to.
#pragma once

#include "alsa/pcm_handle.hpp"

#include <redstart/format.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// What is not exact may come out as the nearest that the device can.
struct PcmRequest {
    std::string device = defaults::audio::device;  // any ALSA PCM name
    unsigned rate = defaults::audio::rate;         // 0: the default, or what it has nearest to it
    unsigned channels = defaults::audio::channels; // the same
    std::string format{
        to_string(defaults::audio::format)}; // S16_LE, S24_3LE, S24_LE, S32_LE, FLOAT_LE
    Frames chunk_frames = defaults::audio::chunk_frames; // the period, nearly; at least 1
    /// For who listens: capture wakes a reader four times in it, playback holds no more than it;
    /// zero is four chunks. Nothing is for a card: capture wakes twice a second, playback holds
    /// a second.
    std::optional<std::chrono::nanoseconds> latency;
    bool exact_rate = false, exact_channels = false, exact_format = false;
};

struct PcmSetup {
    AudioFormat format;             // as everybody but the device sees it
    snd_pcm_format_t device_format; // S24_LE where the device pads what `format` calls s24_3le
    Frames buffer_frames;           // what the device holds: about a second, or playback's latency
    Frames period_frames;           // it moves so many at once
    Frames wake_frames;             // it wakes a waiter with so many
    std::vector<std::string> remarks; // "hw:CARD=mic: 44100 Hz instead of 48000 Hz"
    bool stamps_are_raw = false;      // its time stamps are Clock's, else CLOCK_MONOTONIC's
    bool can_pause = false;

    bool is_padded() const noexcept { return device_format == SND_PCM_FORMAT_S24_LE; }

    /// How old the oldest frame is when capture wakes its reader.
    std::chrono::nanoseconds capture_latency() const noexcept;
    /// How long a frame waits in a full playback buffer.
    std::chrono::nanoseconds playback_latency() const noexcept;

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
