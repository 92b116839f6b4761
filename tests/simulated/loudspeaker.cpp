// The loudspeaker as an ioplug; the pointer it shows is where its clock has played to.
#include "simulated/loudspeaker.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

UniqueFd open_file(const std::string& path) {
    if (path.empty()) return {};
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (!fd) throw system_error(path, errno);
    return fd;
}

bool is_regular(int fd) noexcept {
    struct stat file {};
    return ::fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

bool write_all(int fd, const std::byte* bytes, std::size_t count) noexcept {
    while (count > 0) {
        const ssize_t n = ::write(fd, bytes, count);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        count -= static_cast<std::size_t>(n);
    }
    return true;
}

} // namespace

Loudspeaker::Loudspeaker(const PluginSettings& settings, const char* name, snd_pcm_stream_t stream,
                         int mode)
    : settings_(settings) {
    if (stream != SND_PCM_STREAM_PLAYBACK) throw system_error(name, EINVAL, "it only plays");
    file_ = open_file(settings.file);
    if (!settings.state.empty()) state_.emplace(settings.state);
    io_.version = SND_PCM_IOPLUG_VERSION;
    io_.name = "Redstart simulated loudspeaker";
    io_.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC | SND_PCM_IOPLUG_FLAG_BOUNDARY_WA;
    io_.poll_fd = alarm_.fd();
    io_.poll_events = POLLIN; // of the alarm; poll_revents() makes POLLOUT of it
    io_.callback = &callbacks;
    io_.private_data = this;
    create_pcm(io_, name, stream, mode, settings.limits);
}

Loudspeaker::~Loudspeaker() {
    if (starts_.empty()) return;
    std::ofstream lines(settings_.state + ".starts", std::ios::app);
    for (const Start& start : starts_)
        lines << start.when.time_since_epoch().count() << ' ' << start.frame << '\n';
}

int Loudspeaker::hw_params() const {
    if (!file_ || !is_regular(file_.get())) return 0;
    std::ofstream line(settings_.file + ".format", std::ios::app);
    line << snd_pcm_format_name(io_.format) << ' ' << io_.rate << ' ' << io_.channels << '\n';
    return line.flush() ? 0 : -EIO;
}

int Loudspeaker::sw_params(snd_pcm_sw_params_t* params) noexcept {
    snd_pcm_sw_params_get_avail_min(params, &avail_min_);
    snd_pcm_sw_params_get_boundary(params, &boundary_);
    return 0;
}

int Loudspeaker::prepare() noexcept {
    clock_.reset();
    shown_ = paused_ = 0;
    alarm_.ring(); // its buffer is empty, so it can be written
    return 0;
}

int Loudspeaker::start() noexcept {
    const TimePoint now = Clock::now();
    clock_.emplace(now, io_.rate);
    if (state_) {
        (*state_)->started_at = now.time_since_epoch().count();
        starts_.push_back({now, given_ - written()});
    }
    set_alarm();
    return 0;
}

void Loudspeaker::stop() noexcept {
    clock_.reset();
    paused_ = 0;
}

/// Its clock stands still, and goes on as if no time had passed.
int Loudspeaker::pause(bool silent) noexcept {
    if (silent) {
        paused_ = played();
        clock_.reset();
    } else {
        const AudioFormat format{io_.rate, 1, SampleFormat::s16_le};
        clock_.emplace(Clock::now() - format.duration(paused_), io_.rate);
    }
    set_alarm();
    return 0;
}

Frames Loudspeaker::written() const noexcept {
    return shown_ + static_cast<Frames>(snd_pcm_ioplug_hw_avail(&io_, io_.hw_ptr, io_.appl_ptr));
}

Frames Loudspeaker::played() const noexcept {
    if (!clock_) return paused_;
    return settings_.paced ? std::min(clock_->frames(Clock::now()), written()) : written();
}

Frames Loudspeaker::wanted() const noexcept {
    if (io_.state == SND_PCM_STATE_DRAINING) return written();
    return written() - static_cast<Frames>(io_.buffer_size) + static_cast<Frames>(avail_min_);
}

void Loudspeaker::set_alarm() noexcept {
    if (settings_.paced && clock_ && wanted() > 0)
        alarm_.set(clock_->time_of(wanted()));
    else
        alarm_.ring();
}

snd_pcm_sframes_t Loudspeaker::pointer() noexcept {
    const bool late = settings_.paced && clock_ && io_.state == SND_PCM_STATE_RUNNING &&
                      clock_->frames(Clock::now()) > written();
    if (late) return alarm_.ring(), -EPIPE;
    shown_ = played();
    return static_cast<snd_pcm_sframes_t>(static_cast<snd_pcm_uframes_t>(shown_) % boundary_);
}

snd_pcm_sframes_t Loudspeaker::transfer(const snd_pcm_channel_area_t* areas,
                                        snd_pcm_uframes_t offset,
                                        snd_pcm_uframes_t frames) noexcept {
    const auto frame_bytes = static_cast<std::size_t>(areas->step / 8);
    if (file_ && !write_all(file_.get(), frames_at(areas, offset), frames * frame_bytes))
        return -EIO;
    given_ += static_cast<Frames>(frames);
    return static_cast<snd_pcm_sframes_t>(frames);
}

int Loudspeaker::poll_descriptors(pollfd* fds, unsigned space) noexcept {
    if (space == 0) return 0;
    set_alarm();
    fds[0] = {alarm_.fd(), POLLIN, 0};
    return 1;
}

unsigned short Loudspeaker::poll_revents() noexcept {
    if (io_.state == SND_PCM_STATE_XRUN) return POLLOUT | POLLERR;
    if (played() >= wanted()) return POLLOUT;
    alarm_.silence(); // it may have rung too early
    set_alarm();
    return 0;
}

const snd_pcm_ioplug_callback_t Loudspeaker::callbacks = [] {
    using Io = snd_pcm_ioplug_t;
    constexpr auto self = device<Loudspeaker>;
    snd_pcm_ioplug_callback_t table{};
    table.start = [](Io* io) { return self(io).start(); };
    table.stop = [](Io* io) { return self(io).stop(), 0; };
    table.pause = [](Io* io, int enable) { return self(io).pause(enable != 0); };
    table.pointer = [](Io* io) { return self(io).pointer(); };
    table.transfer = [](Io* io, const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset,
                        snd_pcm_uframes_t n) { return self(io).transfer(areas, offset, n); };
    table.close = [](Io* io) { return delete &self(io), 0; };
    table.hw_params = [](Io* io, snd_pcm_hw_params_t*) { return self(io).hw_params(); };
    table.sw_params = [](Io* io, snd_pcm_sw_params_t* p) { return self(io).sw_params(p); };
    table.prepare = [](Io* io) { return self(io).prepare(); };
    table.poll_descriptors = [](Io* io, pollfd* fds, unsigned space) {
        return self(io).poll_descriptors(fds, space);
    };
    table.poll_revents = [](Io* io, pollfd*, unsigned, unsigned short* events) {
        *events = self(io).poll_revents();
        return 0;
    };
    return table;
}();

} // namespace redstart

extern "C" {

SND_PCM_PLUGIN_DEFINE_FUNC(redstart_loudspeaker) {
    static_cast<void>(root);
    return redstart::open_plugin<redstart::Loudspeaker>(pcmp, name, conf, stream, mode);
}
SND_PCM_PLUGIN_SYMBOL(redstart_loudspeaker)
}
