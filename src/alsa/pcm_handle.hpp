// ALSA's handle as a value, and its negative numbers as errors a person can act on.
#pragma once

#include <redstart/error.hpp>

#include <alsa/asoundlib.h>
#include <memory>
#include <string>

namespace redstart {

struct PcmCloser {
    void operator()(snd_pcm_t* pcm) const noexcept { snd_pcm_close(pcm); }
};
using Pcm = std::unique_ptr<snd_pcm_t, PcmCloser>;

/// Opens without waiting for a device that is busy; later calls do not wait either
/// (SND_PCM_NONBLOCK). Throws Error: no such device, in use, no permission.
/// alsa-lib says nothing itself meanwhile: see QuietAlsa.
Pcm open_pcm(const std::string& name, snd_pcm_stream_t stream);

/// The Error for what an ALSA function returned below zero; `object` is the PCM or card.
Error alsa_error(const std::string& object, int result);

/// Throws alsa_error() for a negative result.
inline void check(int result, const std::string& object) {
    if (result < 0) throw alsa_error(object, result);
}

/// The sound path's form of the same: a negative result as an error of the system.
inline std::error_code alsa_code(long result) noexcept {
    return {static_cast<int>(-result), std::generic_category()};
}

/// What QuietAlsa does, for all threads and for good: for a program that tells each error itself.
void silence_alsa() noexcept;

} // namespace redstart
