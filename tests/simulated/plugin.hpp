// What the simulated microphone and loudspeaker have in common: an ALSA plugin's configuration,
// its limits and its making.
#pragma once

#include <redstart/error.hpp>

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <string>
#include <vector>

namespace redstart {

/// The values a device can do: those listed, or where the list is empty all from min to max.
struct Choice {
    unsigned min, max;
    std::vector<unsigned> listed;
};

/// What the device agrees to in hw_params.
struct Limits {
    Choice rates{8000, 384000, {}};
    Choice channels{1, 32, {}};
    std::vector<unsigned> formats{SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S24_3LE,
                                  SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S32_LE,
                                  SND_PCM_FORMAT_FLOAT_LE};
};

/// The fields of a PCM's definition. An unknown field is an error, as in ALSA's own plugins.
struct PluginSettings {
    std::string source = "tone"; // microphone: what it hears
    std::string state;           // microphone: path of the StateFile, empty for none
    std::string lateness;        // microphone: path of the file for its Lateness, empty for none
    std::string file;            // loudspeaker: path of what it was given, empty for none
    bool paced = true;           // in real time, not as fast as the program can
    Limits limits;
};

PluginSettings read_settings(snd_config_t* definition); // throws Error

/// snd_pcm_ioplug_create() with the limits; `io` has its callbacks and private data. On failure
/// there is no PCM, the close callback was not called, and it throws Error.
void create_pcm(snd_pcm_ioplug_t& io, const char* name, snd_pcm_stream_t stream, int mode,
                const Limits& limits);

/// A plugin's entry point: makes the Device, which belongs to the PCM from then on (its close
/// callback deletes it). Tells the reason of a failure as alsa-lib does.
template <class Device>
int open_plugin(snd_pcm_t** pcm, const char* name, snd_config_t* definition,
                snd_pcm_stream_t stream, int mode) noexcept try {
    *pcm = (new Device(read_settings(definition), name, stream, mode))->pcm();
    return 0;
} catch (const Error& error) {
    SNDERR("%s", error.what());
    return error.code() ? -error.code().value() : -EINVAL;
} catch (const std::bad_alloc&) {
    return -ENOMEM;
}

/// The device behind a callback's handle.
template <class Device>
Device& device(snd_pcm_ioplug_t* io) noexcept {
    return *static_cast<Device*>(io->private_data);
}

/// Where interleaved frames begin, whether in the program's buffer or in the mmap area.
inline std::byte* frames_at(const snd_pcm_channel_area_t* areas,
                            snd_pcm_uframes_t offset) noexcept {
    return static_cast<std::byte*>(areas->addr) + (areas->first + areas->step * offset) / 8;
}

} // namespace redstart
