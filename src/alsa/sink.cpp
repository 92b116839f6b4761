// Writes to ALSA without blocking inside it, so that interrupt() always gets through.
#include "alsa/sink.hpp"

#include "alsa/formats.hpp"

#include <algorithm>
#include <cerrno>

namespace redstart {

namespace {

using namespace std::chrono_literals;

bool is_break(long result) noexcept {
    return result == -EPIPE || result == -ESTRPIPE;
}

bool has_sound(snd_pcm_state_t state) noexcept {
    return state == SND_PCM_STATE_PREPARED || state == SND_PCM_STATE_RUNNING ||
           state == SND_PCM_STATE_DRAINING;
}

} // namespace

AlsaSink::AlsaSink(const PcmRequest& request)
    : device_(request.device),
      pcm_(open_pcm(device_, SND_PCM_STREAM_PLAYBACK)),
      setup_(negotiate(pcm_.get(), request)),
      wait_(pcm_.get(), device_) {
    const Frames at_once = std::max<Frames>(1, request.chunk_frames);
    if (setup_.is_padded())
        scratch_.resize(static_cast<std::size_t>(at_once) * setup_.format.channels * 4);
}

AlsaSink::~AlsaSink() {
    snd_pcm_drop(pcm_.get());
}

AlsaSink::Write AlsaSink::write(std::span<const std::byte> sound) noexcept {
    Write result;
    const Frames all = format().frames_in(sound.size());
    TimePoint deadline = Clock::now() + setup_.patience();
    bool ready = false; // the device says so, and took nothing since
    while (!result.error && result.frames < all && !wait_.was_interrupted()) {
        const auto rest = sound.subspan(format().bytes(result.frames));
        const long taken = put(rest, all - result.frames);
        if (is_break(taken)) {
            ++result.underruns;
            result.error = alsa_code(snd_pcm_prepare(pcm_.get()));
        } else if (taken < 0) {
            result.error = alsa_code(taken);
        } else if (taken == 0) {
            ready = wait(ready, deadline, result.error);
        } else {
            result.frames += taken;
            deadline = Clock::now() + setup_.patience();
            ready = false;
        }
    }
    return result;
}

/// Frames taken, nothing where there is no room, or a negative errno.
long AlsaSink::put(std::span<const std::byte> sound, Frames frames) noexcept {
    const void* from = sound.data();
    auto count = static_cast<snd_pcm_uframes_t>(frames);
    if (setup_.is_padded()) {
        const std::size_t wide_bytes = std::size_t{4} * setup_.format.channels;
        count = std::min<snd_pcm_uframes_t>(count, scratch_.size() / wide_bytes);
        unpack_24(sound.first(format().bytes(static_cast<Frames>(count))),
                  std::span(scratch_).first(count * wide_bytes));
        from = scratch_.data();
    }
    const long taken = snd_pcm_writei(pcm_.get(), from, count);
    return taken == -EAGAIN || taken == -EINTR ? 0 : taken;
}

/// True when the device says that it is ready; if it said so in vain, the clock decides.
bool AlsaSink::wait(bool in_vain, TimePoint deadline, std::error_code& error) noexcept {
    const std::chrono::nanoseconds left = deadline - Clock::now();
    if (left <= 0ns) {
        error = alsa_code(-ETIMEDOUT);
        return false;
    }
    if (!in_vain) return wait_.for_device(left);
    wait_.for_clock(std::min(left, format().duration(setup_.wake_frames)));
    return false;
}

std::error_code AlsaSink::drain() noexcept {
    const TimePoint deadline =
        Clock::now() + format().duration(setup_.buffer_frames) + setup_.patience();
    while (!wait_.was_interrupted()) {
        const snd_pcm_state_t state = snd_pcm_state(pcm_.get());
        if (state == SND_PCM_STATE_DISCONNECTED) return alsa_code(-ENODEV);
        if (!has_sound(state)) return alsa_code(snd_pcm_prepare(pcm_.get()));
        const int result = snd_pcm_drain(pcm_.get());
        if (result < 0 && result != -EAGAIN && !is_break(result)) return alsa_code(result);
        if (Clock::now() > deadline) return alsa_code(-ETIMEDOUT);
        if (result == -EAGAIN) wait_.for_clock(remaining());
    }
    return alsa_code(-EINTR);
}

std::error_code AlsaSink::halt() noexcept {
    snd_pcm_drop(pcm_.get());
    const int result = snd_pcm_prepare(pcm_.get());
    wait_.was_interrupted();
    return result < 0 ? alsa_code(result) : std::error_code{};
}

void AlsaSink::pause() noexcept {
    if (setup_.can_pause && snd_pcm_state(pcm_.get()) == SND_PCM_STATE_RUNNING)
        snd_pcm_pause(pcm_.get(), 1);
    wait_.was_interrupted();
}

std::error_code AlsaSink::resume() noexcept {
    const snd_pcm_state_t state = snd_pcm_state(pcm_.get());
    int result = 0;
    if (state == SND_PCM_STATE_PAUSED) result = snd_pcm_pause(pcm_.get(), 0);
    if (state == SND_PCM_STATE_XRUN) result = snd_pcm_prepare(pcm_.get());
    return result < 0 ? alsa_code(result) : std::error_code{};
}

std::error_code AlsaSink::start() noexcept {
    const int result = snd_pcm_start(pcm_.get());
    return result < 0 ? alsa_code(result) : std::error_code{};
}

Frames AlsaSink::room() const noexcept {
    return snd_pcm_avail_update(pcm_.get());
}

TimePoint AlsaSink::next_sounds_at() const noexcept {
    return Clock::now() + format().duration(held());
}

Frames AlsaSink::held() const noexcept {
    snd_pcm_sframes_t frames = 0;
    if (snd_pcm_delay(pcm_.get(), &frames) < 0) frames = 0;
    return std::clamp<Frames>(frames, 0, setup_.buffer_frames);
}

/// How long the device still has sound, at least 5 ms, for the delay of some never becomes zero.
std::chrono::nanoseconds AlsaSink::remaining() const noexcept {
    return std::max<std::chrono::nanoseconds>(format().duration(held()), 5ms);
}

} // namespace redstart
