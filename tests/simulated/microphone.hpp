// A microphone that is an ALSA device in user space, on a clock of its own.
#pragma once

#include "simulated/alarm.hpp"
#include "simulated/device_clock.hpp"
#include "simulated/lateness.hpp"
#include "simulated/orders.hpp"
#include "simulated/plugin.hpp"
#include "simulated/signal.hpp"

#include <memory>
#include <optional>

namespace redstart {

/// Its time line begins with the first start after hw_params and never stops: a restart after an
/// overrun goes on at the frame that the clock has reached. An unpaced one has no clock; its
/// buffer is always full, and an overrun or a stop loses what is in it.
/// After start it allocates nothing, and calls the system to set the alarm before a wait only.
class Microphone {
public:
    Microphone(const PluginSettings& settings, const char* name, snd_pcm_stream_t stream, int mode);
    Microphone(const Microphone&) = delete;
    Microphone& operator=(const Microphone&) = delete;

    snd_pcm_t* pcm() const noexcept { return io_.pcm; }

private:
    static const snd_pcm_ioplug_callback_t callbacks;

    // alsa-lib's callbacks
    int hw_params() noexcept;
    int sw_params(snd_pcm_sw_params_t* params) noexcept;
    int prepare() noexcept;
    int start() noexcept;
    void stop() noexcept;
    snd_pcm_sframes_t pointer() noexcept;
    snd_pcm_sframes_t transfer(const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset,
                               snd_pcm_uframes_t frames) noexcept;
    int poll_descriptors(pollfd* fds, unsigned space) noexcept;
    unsigned short poll_revents(bool rang) noexcept;

    bool has_vanished() noexcept; // and if so the PCM is disconnected
    bool is_running() const noexcept { return io_.state == SND_PCM_STATE_RUNNING; }
    Frames read_so_far() const noexcept; // by the program, since the last start
    Frames reached() noexcept;           // by the device, since the last start
    void skip(Frames frames) noexcept;   // what comes next is so much later on the time line
    Frames number_of(Frames frame) const noexcept; // on the time line, counted from the last start
    bool has_overrun(Frames reached) noexcept;
    void set_alarm() noexcept; // to when the program wants to be woken
    TimePoint wanted_at() const noexcept;

    const bool paced_;
    std::unique_ptr<const Signal> signal_;
    std::optional<Orders> orders_;
    std::optional<Lateness> lateness_;
    Alarm alarm_;
    std::optional<DeviceClock> clock_; // from the first start on
    snd_pcm_ioplug_t io_{};
    snd_pcm_uframes_t avail_min_ = 1, boundary_ = 1;
    Frames base_ = 0;   // on the time line, where the last start was
    Frames shown_ = 0;  // what pointer() last told, counted from base_
    Frames unread_ = 0; // on the time line, the first frame that the program has not got
    Frames skipped_ = 0, skipped_before_ = 0; // since the last start; from skip_at_ on, and before
    Frames skip_at_ = 0;
    Frames lost_ = 0;
};

} // namespace redstart
