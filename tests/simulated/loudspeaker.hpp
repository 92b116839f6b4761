// A loudspeaker that is an ALSA device in user space and keeps what it was given.
#pragma once

#include "base/unique_fd.hpp"
#include "simulated/alarm.hpp"
#include "simulated/device_clock.hpp"
#include "simulated/plugin.hpp"
#include "simulated/state_file.hpp"

#include <optional>

namespace redstart {

/// Frames are appended to the file as the program writes them, as they are; FILE.format gets a
/// line "S16_LE 48000 2" per stream. Paced, it plays them in real time, and a program that comes
/// too late gets EPIPE. A state file, where one is named, is told of each start; when the device is
/// closed, STATE.starts gets a line "TIME FRAME" for each: when, by Clock in nanoseconds, and which
/// frame of the file sounded then.
class Loudspeaker {
public:
    Loudspeaker(const PluginSettings& settings, const char* name, snd_pcm_stream_t stream,
                int mode);
    ~Loudspeaker();
    Loudspeaker(const Loudspeaker&) = delete;
    Loudspeaker& operator=(const Loudspeaker&) = delete;

    snd_pcm_t* pcm() const noexcept { return io_.pcm; }

private:
    static const snd_pcm_ioplug_callback_t callbacks;

    // alsa-lib's callbacks
    int hw_params() const;
    int sw_params(snd_pcm_sw_params_t* params) noexcept;
    int prepare() noexcept;
    int start() noexcept;
    void stop() noexcept;
    int pause(bool silent) noexcept;
    snd_pcm_sframes_t pointer() noexcept;
    snd_pcm_sframes_t transfer(const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset,
                               snd_pcm_uframes_t frames) noexcept;
    int poll_descriptors(pollfd* fds, unsigned space) noexcept;
    unsigned short poll_revents() noexcept;

    Frames written() const noexcept; // by the program, since the last start
    Frames played() const noexcept;  // since the last start, never more than written
    Frames wanted() const noexcept;  // to be played before the program is woken
    void set_alarm() noexcept;

    PluginSettings settings_;
    UniqueFd file_;
    Alarm alarm_;
    std::optional<DeviceClock> clock_; // from start on
    snd_pcm_ioplug_t io_{};
    snd_pcm_uframes_t avail_min_ = 1, boundary_ = 1;
    Frames given_ = 0;  // since it was opened
    Frames shown_ = 0;  // what pointer() last told
    Frames paused_ = 0; // since the last start, at the pause
    std::optional<StateFile> state_;
    struct Start {
        TimePoint when;
        Frames frame;
    };
    std::vector<Start> starts_;
};

} // namespace redstart
