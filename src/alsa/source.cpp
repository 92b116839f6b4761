// Reads from ALSA into the caller's room: looks, takes what is there, and waits when it is little.
#include "alsa/source.hpp"

#include "alsa/auto_device.hpp"
#include "alsa/formats.hpp"
#include "base/monotonic.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

bool is_gap(long result) noexcept {
    return result == -EPIPE || result == -ESTRPIPE;
}

/// Some plugins tell of a dead stream only by its state, and go on naming frames.
int error_of(snd_pcm_state_t state) noexcept {
    switch (state) {
    case SND_PCM_STATE_RUNNING:
        return 0;
    case SND_PCM_STATE_XRUN:
        return -EPIPE;
    case SND_PCM_STATE_SUSPENDED:
        return -ESTRPIPE;
    case SND_PCM_STATE_DISCONNECTED:
        return -ENODEV;
    default:
        return -EBADFD;
    }
}

PcmRequest of_device(PcmRequest request, const std::string& device) {
    request.device = device;
    return request;
}

TimePoint time_point(const snd_htimestamp_t& stamp, bool is_raw) noexcept {
    const auto time = std::chrono::seconds(stamp.tv_sec) + std::chrono::nanoseconds(stamp.tv_nsec);
    return is_raw ? TimePoint(time) : from_monotonic(MonotonicTime(time));
}

} // namespace

AlsaSource::AlsaSource(const PcmRequest& request)
    : device_(resolve_auto(request.device, remarks_)),
      pcm_(open_pcm(device_, SND_PCM_STREAM_CAPTURE)),
      setup_(negotiate(pcm_.get(), of_device(request, device_))),
      wait_(pcm_.get(), device_) {
    remarks_.insert(remarks_.end(), setup_.remarks.begin(), setup_.remarks.end());
    const Frames at_once = std::max<Frames>(1, request.chunk_frames);
    if (setup_.is_padded())
        scratch_.resize(static_cast<std::size_t>(at_once) * setup_.format.channels * 4);
}

AlsaSource::~AlsaSource() {
    snd_pcm_drop(pcm_.get());
}

void AlsaSource::halt() noexcept {
    snd_pcm_drop(pcm_.get());
}

std::error_code AlsaSource::rewind() noexcept {
    halt();
    const int result = snd_pcm_prepare(pcm_.get());
    wait_.was_interrupted();
    owed_.reset();
    position_ = known_end_ = lost_ = seen_ = 0;
    known_when_ = restarted_ = {};
    in_gap_ = false;
    return result < 0 ? alsa_code(result) : std::error_code{};
}

Source::Read AlsaSource::read(std::span<std::byte> room,
                              Frames at_least) noexcept REDSTART_NONBLOCKING {
    Read result;
    if (known_when_ == TimePoint{}) result.error = start();
    const Frames capacity = format().frames_in(room.size());
    bool ready = false; // the device says so, and had nothing since
    while (!result.error) {
        note_interrupt();
        const Frames wanted = std::min(capacity - result.frames, owed_.value_or(capacity));
        const Frames missing = at_least - result.frames;
        const bool is_done = missing <= 0 && seen_ == 0 && !owed_;
        if (wanted == 0 || is_done) break;
        const Frames enough =
            owed_ ? 1 : std::clamp<Frames>(missing, 1, std::min(wanted, setup_.wake_frames));
        const long got = take(room.subspan(format().bytes(result.frames)), wanted, enough);
        if (is_gap(got)) {
            if (result.frames > 0) break;
            result.error = restart();
        } else if (got < 0) {
            result.error = alsa_code(got);
        } else {
            result.frames += got;
        }
        if (got > 0)
            ready = false;
        else if (owed_)
            owed_ = 0; // who was interrupted waits no more
        else if (!result.error && missing > 0)
            ready = wait(ready, result.error);
    }
    return conclude(result);
}

/// Not before somebody reads: until all memory is taken no buffer of the device may run full.
std::error_code AlsaSource::start() noexcept {
    const int result = snd_pcm_start(pcm_.get());
    known_when_ = Clock::now();
    return result < 0 ? alsa_code(result) : std::error_code{};
}

/// What the device delivered before an interrupt() is owed to the reader before it is told of it.
void AlsaSource::note_interrupt() noexcept {
    if (wait_.was_interrupted()) owed_ = std::max<Frames>(0, snd_pcm_avail(pcm_.get()));
}

/// Frames stored, up to `wanted`; nothing while there are not `enough`; or a negative errno.
long AlsaSource::take(std::span<std::byte> room, Frames wanted, Frames enough) noexcept {
    if (seen_ < enough)
        if (const long held = look(); held < 0) return held;
    if (seen_ < enough) return 0;
    const long got = fetch(room, std::min(wanted, seen_));
    seen_ = got > 0 ? seen_ - got : 0;
    if (got == -EAGAIN || got == -EINTR) return 0;
    if (got > 0) {
        position_ += got;
        if (owed_) *owed_ -= got;
    }
    return got;
}

/// Frames in the device, or a negative errno; notes how far the stream is, and since when.
long AlsaSource::look() noexcept {
    seen_ = 0;
    snd_pcm_sframes_t held = snd_pcm_avail_update(pcm_.get());
    if (held < 0) return held;
    if (const int error = error_of(snd_pcm_state(pcm_.get()))) return error;

    snd_pcm_uframes_t stamped = 0;
    snd_htimestamp_t stamp{};
    const bool has_stamp = snd_pcm_htimestamp(pcm_.get(), &stamped, &stamp) == 0;
    const TimePoint then =
        time_point(stamp, setup_.stamps_are_raw); // of no clock with some devices
    TimePoint when = Clock::now();
    if (has_stamp && then >= known_when_ && then <= when) {
        when = then;
        held = static_cast<snd_pcm_sframes_t>(stamped);
    }
    if (held > 0) note(held, when);
    seen_ = held;
    return held;
}

/// The first frames after a restart tell where the stream is again; a device may take its time
/// to start, and that is lost as well.
void AlsaSource::note(Frames held, TimePoint when) noexcept {
    if (in_gap_) {
        const Frames next = known_end_ + format().frames(when - known_when_) - held;
        const Frames lost = std::max<Frames>(0, next - position_);
        position_ += lost;
        lost_ += lost;
        in_gap_ = false;
    }
    if (position_ + held > known_end_) {
        known_end_ = position_ + held;
        known_when_ = when;
    }
}

long AlsaSource::fetch(std::span<std::byte> room, Frames frames) noexcept {
    if (!setup_.is_padded())
        return snd_pcm_readi(pcm_.get(), room.data(), static_cast<snd_pcm_uframes_t>(frames));
    const std::size_t wide_bytes = std::size_t{4} * setup_.format.channels;
    const auto fit = std::min(static_cast<std::size_t>(frames), scratch_.size() / wide_bytes);
    const long got = snd_pcm_readi(pcm_.get(), scratch_.data(), fit);
    if (got > 0)
        pack_24(std::span(scratch_).first(static_cast<std::size_t>(got) * wide_bytes),
                room.first(format().bytes(got)));
    return got;
}

/// After an overrun or a suspend. A resumed stream would go on without saying what it lost, and
/// some devices hang when they are prepared and not started.
std::error_code AlsaSource::restart() noexcept {
    int result = snd_pcm_prepare(pcm_.get());
    if (result == 0) result = snd_pcm_start(pcm_.get());
    if (result < 0) return alsa_code(result);
    if (!in_gap_) restarted_ = Clock::now(); // only frames earn a device new patience
    in_gap_ = true;
    return {};
}

/// True when the device says that it is ready. If it said so in vain, the clock decides: there are
/// devices that are always ready, and a thread of the highest priority must not ask them for ever.
bool AlsaSource::wait(bool in_vain, std::error_code& error) noexcept {
    using std::chrono::nanoseconds;
    const nanoseconds left = std::max(known_when_, restarted_) + setup_.patience() - Clock::now();
    if (left <= 0ns) {
        error = alsa_code(-ETIMEDOUT);
        return false;
    }
    if (!in_vain) return wait_.for_device(left);
    const Frames held = std::clamp<Frames>(known_end_ - position_, 0, setup_.wake_frames - 1);
    wait_.for_clock(std::min(left, format().duration(setup_.wake_frames - held)));
    return false;
}

Source::Read AlsaSource::conclude(Read read) noexcept {
    read.interrupted = owed_ == 0;
    if (read.interrupted) owed_.reset();
    read.lost = std::exchange(lost_, 0);
    read.waiting = known_end_ - position_;
    read.when = known_when_;
    return read;
}

} // namespace redstart
