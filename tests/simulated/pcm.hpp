// An ALSA PCM as the tests of the simulated devices use it: libasound's own calls, nothing else.
#pragma once

#include <redstart/error.hpp>
#include <redstart/format.hpp>

#include <alsa/asoundlib.h>
#include <memory>
#include <string>
#include <vector>

namespace redstart {

struct ClosePcm {
    void operator()(snd_pcm_t* pcm) const noexcept { snd_pcm_close(pcm); }
};
using Pcm = std::unique_ptr<snd_pcm_t, ClosePcm>;

inline void check(int error, const std::string& what) {
    if (error < 0) throw system_error(what, -error);
}

inline Pcm open_pcm(const std::string& name, snd_pcm_stream_t stream = SND_PCM_STREAM_CAPTURE) {
    snd_pcm_t* pcm = nullptr;
    check(snd_pcm_open(&pcm, name.c_str(), stream, 0), name);
    return Pcm(pcm);
}

/// The errno value with which opening fails; 0 where it can be opened.
inline int open_error(const std::string& name) {
    try {
        open_pcm(name);
        return 0;
    } catch (const Error& error) {
        return error.code().value();
    }
}

struct PcmSetup {
    unsigned rate = 48000, channels = 2;
    snd_pcm_format_t format = SND_PCM_FORMAT_S16_LE;
    snd_pcm_access_t access = SND_PCM_ACCESS_RW_INTERLEAVED;
    snd_pcm_uframes_t period = 1024, buffer = 32768, avail_min = 1024;
};

inline void set_up(snd_pcm_t* pcm, PcmSetup setup) {
    snd_pcm_hw_params_t* hw = nullptr;
    snd_pcm_hw_params_alloca(&hw);
    check(snd_pcm_hw_params_any(pcm, hw), "any");
    check(snd_pcm_hw_params_set_access(pcm, hw, setup.access), "access");
    check(snd_pcm_hw_params_set_format(pcm, hw, setup.format), "format");
    check(snd_pcm_hw_params_set_channels(pcm, hw, setup.channels), "channels");
    check(snd_pcm_hw_params_set_rate(pcm, hw, setup.rate, 0), "rate");
    check(snd_pcm_hw_params_set_period_size(pcm, hw, setup.period, 0), "period");
    check(snd_pcm_hw_params_set_buffer_size(pcm, hw, setup.buffer), "buffer");
    check(snd_pcm_hw_params(pcm, hw), "hw_params");
    snd_pcm_sw_params_t* sw = nullptr;
    snd_pcm_sw_params_alloca(&sw);
    check(snd_pcm_sw_params_current(pcm, sw), "current");
    check(snd_pcm_sw_params_set_avail_min(pcm, sw, setup.avail_min), "avail_min");
    check(snd_pcm_sw_params(pcm, sw), "sw_params");
}

/// A capture stream, set up and not yet started.
inline Pcm capture(const std::string& name, const PcmSetup& setup = {}) {
    Pcm pcm = open_pcm(name);
    set_up(pcm.get(), setup);
    return pcm;
}

/// The error that ends a read, or 0: all `frames` were read and stand in `to`.
inline int read_frames(snd_pcm_t* pcm, std::vector<std::byte>& to, Frames frames,
                       decltype(&snd_pcm_readi) read = snd_pcm_readi) {
    to.resize(static_cast<std::size_t>(snd_pcm_frames_to_bytes(pcm, frames)));
    for (Frames done = 0; done < frames;) {
        auto* place = to.data() + snd_pcm_frames_to_bytes(pcm, done);
        const auto count = static_cast<snd_pcm_uframes_t>(frames - done);
        const auto n = read(pcm, place, count);
        if (n < 0) return static_cast<int>(-n);
        done += n;
    }
    return 0;
}

} // namespace redstart
