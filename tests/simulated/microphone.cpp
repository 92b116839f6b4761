// The microphone as an ioplug: alsa-lib asks where the device is and to hand over the sound.
#include "simulated/microphone.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace redstart {

Microphone::Microphone(const PluginSettings& settings, const char* name, snd_pcm_stream_t stream,
                       int mode)
    : paced_(settings.paced), signal_(make_signal(settings.source)) {
    if (stream != SND_PCM_STREAM_CAPTURE) throw system_error(name, EINVAL, "it only records");
    if (!settings.state.empty()) orders_.emplace(settings.state);
    if (!settings.lateness.empty()) lateness_.emplace(settings.lateness);
    io_.version = SND_PCM_IOPLUG_VERSION;
    io_.name = "Redstart simulated microphone";
    io_.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC | SND_PCM_IOPLUG_FLAG_BOUNDARY_WA;
    io_.poll_fd = alarm_.fd();
    io_.poll_events = POLLIN;
    io_.callback = &callbacks;
    io_.private_data = this;
    create_pcm(io_, name, stream, mode, settings.limits);
}

int Microphone::hw_params() noexcept {
    clock_.reset();
    base_ = shown_ = unread_ = lost_ = skipped_ = skipped_before_ = skip_at_ = 0;
    return 0;
}

int Microphone::sw_params(snd_pcm_sw_params_t* params) noexcept {
    snd_pcm_sw_params_get_avail_min(params, &avail_min_);
    snd_pcm_sw_params_get_boundary(params, &boundary_);
    return 0;
}

int Microphone::prepare() noexcept {
    if (has_vanished()) return -ENODEV;
    alarm_.silence();
    base_ += shown_ + skipped_;
    shown_ = skipped_ = skipped_before_ = skip_at_ = 0;
    return 0;
}

int Microphone::start() noexcept {
    if (has_vanished()) return -ENODEV;
    const TimePoint now = Clock::now();
    if (!clock_) {
        clock_.emplace(now, io_.rate);
        if (orders_) orders_->tell_start(now, io_.rate, io_.channels);
    }
    if (paced_) base_ = clock_->frames(now);
    lost_ += base_ - unread_;
    unread_ = base_;
    if (orders_) orders_->tell_lost(lost_);
    set_alarm();
    return 0;
}

void Microphone::stop() noexcept {
    unread_ = number_of(read_so_far());
    alarm_.silence();
}

bool Microphone::has_vanished() noexcept {
    if (!orders_ || !orders_->has_vanished()) return false;
    snd_pcm_ioplug_set_state(&io_, SND_PCM_STATE_DISCONNECTED);
    alarm_.ring();
    return true;
}

Frames Microphone::read_so_far() const noexcept {
    return shown_ - static_cast<Frames>(snd_pcm_ioplug_avail(&io_, io_.hw_ptr, io_.appl_ptr));
}

Frames Microphone::reached() noexcept {
    const TimePoint now = Clock::now();
    if (orders_) clock_->drift(orders_->drift_ppm(), now);
    if (orders_ && now < orders_->stall_until()) return shown_;
    if (orders_) skip(orders_->wants_skip());
    if (paced_) return std::max(shown_, clock_->frames(now) - base_ - skipped_);
    return read_so_far() + static_cast<Frames>(io_.buffer_size);
}

/// One at a time: what was swallowed earlier has been read by then, or counts as if it had.
void Microphone::skip(Frames frames) noexcept {
    if (frames == 0) return;
    skipped_before_ = skipped_;
    skipped_ += frames;
    skip_at_ = shown_;
    lost_ += frames;
    orders_->tell_lost(lost_);
}

Frames Microphone::number_of(Frames frame) const noexcept {
    return base_ + frame + (frame < skip_at_ ? skipped_before_ : skipped_);
}

bool Microphone::has_overrun(Frames reached) noexcept {
    const bool ordered = orders_ && orders_->wants_overrun();
    if (!ordered && reached - read_so_far() <= static_cast<Frames>(io_.buffer_size)) return false;
    if (ordered) orders_->acknowledge_overrun();
    unread_ = number_of(read_so_far());
    alarm_.ring();
    return true;
}

snd_pcm_sframes_t Microphone::pointer() noexcept {
    if (!has_vanished() && is_running()) {
        const Frames now = reached();
        if (has_overrun(now)) return -EPIPE;
        shown_ = now;
        if (orders_) orders_->tell_frames(base_ + shown_ + skipped_);
    }
    return static_cast<snd_pcm_sframes_t>(static_cast<snd_pcm_uframes_t>(shown_) % boundary_);
}

snd_pcm_sframes_t Microphone::transfer(const snd_pcm_channel_area_t* areas,
                                       snd_pcm_uframes_t offset,
                                       snd_pcm_uframes_t frames) noexcept {
    if (has_vanished()) return -ENODEV;
    if (orders_ && orders_->is_muted()) {
        snd_pcm_areas_silence(areas, offset, io_.channels, frames, io_.format);
        return static_cast<snd_pcm_sframes_t>(frames);
    }
    const Hearing hearing{io_.rate, io_.channels, io_.format};
    const Frames first = read_so_far(), count = static_cast<Frames>(frames);
    const Frames before = first < skip_at_ ? std::min(count, skip_at_ - first) : 0;
    signal_->fill(frames_at(areas, offset), number_of(first), before, hearing);
    signal_->fill(frames_at(areas, offset + static_cast<snd_pcm_uframes_t>(before)),
                  number_of(first + before), count - before, hearing);
    return static_cast<snd_pcm_sframes_t>(frames);
}

TimePoint Microphone::wanted_at() const noexcept {
    if (!paced_) return TimePoint(std::chrono::nanoseconds(1));
    return clock_->time_of(base_ + skipped_ + read_so_far() + static_cast<Frames>(avail_min_));
}

void Microphone::set_alarm() noexcept {
    const TimePoint ready = wanted_at();
    alarm_.set(orders_ ? std::max(ready, orders_->stall_until()) : ready);
}

int Microphone::poll_descriptors(pollfd* fds, unsigned space) noexcept {
    if (space == 0) return 0;
    if (is_running()) set_alarm();
    fds[0] = {alarm_.fd(), POLLIN, 0};
    if (!orders_ || space == 1) return 1;
    fds[1] = {orders_->fd(), POLLIN, 0};
    return 2;
}

/// `rang`: the alarm did, which has to be set again where that was too early.
unsigned short Microphone::poll_revents(bool rang) noexcept {
    if (has_vanished()) return POLLIN | POLLERR | POLLHUP;
    if (io_.state == SND_PCM_STATE_XRUN) return POLLIN | POLLERR;
    if (!is_running()) return 0;
    const Frames now = reached();
    if (lateness_ && paced_ && now - read_so_far() >= static_cast<Frames>(avail_min_))
        lateness_->note(Clock::now() - wanted_at());
    if (has_overrun(now)) {
        snd_pcm_ioplug_set_state(&io_, SND_PCM_STATE_XRUN);
        return POLLIN | POLLERR;
    }
    if (now - read_so_far() >= static_cast<Frames>(avail_min_)) return POLLIN;
    if (rang) alarm_.silence();
    set_alarm();
    return 0;
}

const snd_pcm_ioplug_callback_t Microphone::callbacks = [] {
    using Io = snd_pcm_ioplug_t;
    constexpr auto self = device<Microphone>;
    snd_pcm_ioplug_callback_t table{};
    table.start = [](Io* io) { return self(io).start(); };
    table.stop = [](Io* io) { return self(io).stop(), 0; };
    table.pointer = [](Io* io) { return self(io).pointer(); };
    table.transfer = [](Io* io, const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset,
                        snd_pcm_uframes_t n) { return self(io).transfer(areas, offset, n); };
    table.close = [](Io* io) { return delete &self(io), 0; };
    table.hw_params = [](Io* io, snd_pcm_hw_params_t*) { return self(io).hw_params(); };
    table.sw_params = [](Io* io, snd_pcm_sw_params_t* p) { return self(io).sw_params(p); };
    table.prepare = [](Io* io) { return self(io).prepare(); };
    table.drain = [](Io*) { return 0; }; // there is nothing that has to be played out first
    table.poll_descriptors_count = [](Io* io) { return self(io).orders_ ? 2 : 1; };
    table.poll_descriptors = [](Io* io, pollfd* fds, unsigned space) {
        return self(io).poll_descriptors(fds, space);
    };
    table.poll_revents = [](Io* io, pollfd* fds, unsigned count, unsigned short* events) {
        if (count == 2 && fds[1].revents != 0) self(io).orders_->handle();
        *events = self(io).poll_revents(count > 0 && fds[0].revents != 0);
        return 0;
    };
    return table;
}();

} // namespace redstart

extern "C" {

SND_PCM_PLUGIN_DEFINE_FUNC(redstart_microphone) {
    static_cast<void>(root);
    return redstart::open_plugin<redstart::Microphone>(pcmp, name, conf, stream, mode);
}
SND_PCM_PLUGIN_SYMBOL(redstart_microphone)
}
