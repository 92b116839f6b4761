// Both devices are linked for their start alone: each gets over a break of its own by itself.
#include "alsa/duplex.hpp"

#include <algorithm>

namespace redstart {
namespace {

Frames frames_ahead(const PcmRequest& in, const AudioFormat& format) {
    const auto latency = in.latency.value_or(std::chrono::nanoseconds{});
    if (latency == std::chrono::nanoseconds{}) return 4 * in.chunk_frames;
    return std::max(2 * in.chunk_frames, format.frames(latency));
}

/// Two chunks more than what is to be in it, for two clocks are never the same.
PcmRequest as_input(PcmRequest out, const AudioFormat& in, Frames chunk_frames, Frames ahead) {
    out.rate = in.rate;
    out.format = to_string(in.sample);
    out.exact_rate = out.exact_format = true;
    out.exact_channels = out.channels != 0;
    if (out.channels == 0) out.channels = in.channels;
    out.chunk_frames = chunk_frames;
    out.latency = in.duration(ahead + 2 * chunk_frames);
    return out;
}

} // namespace

AlsaDuplex::AlsaDuplex(const PcmRequest& in, PcmRequest out)
    : source_([&] {
          PcmRequest request = in; // woken by the chunk, however long the whole way is
          request.latency = std::chrono::nanoseconds{};
          return request;
      }()),
      ahead_(frames_ahead(in, source_.format())),
      sink_(as_input(std::move(out), source_.format(), in.chunk_frames, ahead_)),
      silence_(sink_.format().bytes(ahead_), silent_byte(sink_.format().sample)) {}

std::error_code AlsaDuplex::start() noexcept {
    if (const auto error = fill(ahead_)) return error;
    is_linked_ = snd_pcm_link(source_.handle(), sink_.handle()) == 0;
    const std::error_code error = source_.read({}, 0).error; // which starts it
    if (is_linked_) snd_pcm_unlink(source_.handle());
    if (error) return error;
    return is_linked_ ? std::error_code{} : sink_.start();
}

std::error_code AlsaDuplex::fill(Frames silent) noexcept {
    written_ = silent;
    sounds_ = true;
    return sink_.write(std::span(silence_).first(sink_.format().bytes(silent))).error;
}

std::error_code AlsaDuplex::halt() noexcept {
    const std::error_code input = source_.rewind(), output = sink_.halt();
    return input ? input : output;
}

AlsaDuplex::Write AlsaDuplex::write(std::span<const std::byte> sound, TimePoint captured) noexcept {
    if (!sounds_) return sound_again(sound, captured);
    Write result;
    const Frames frames = sink_.format().frames_in(sound.size());
    if (const Frames room = sink_.room(); 0 <= room && room < frames) {
        result.dropped = frames;
        return result;
    }
    const AlsaSink::Write got = sink_.write(sound);
    written_ += frames;
    result.error = got.error;
    if (got.underruns == 0 || got.error) return result;
    sounds_ = false;
    result.error = sink_.halt();
    if (!result.error) result = sound_again(sound, captured);
    result.underruns = got.underruns;
    return result;
}

/// What is too old already to sound `ahead` frames after it was captured is left out.
AlsaDuplex::Write AlsaDuplex::sound_again(std::span<const std::byte> sound,
                                          TimePoint captured) noexcept {
    Write result;
    const AudioFormat format = sink_.format();
    const Frames frames = format.frames_in(sound.size());
    const Frames silent = ahead_ - format.frames(Clock::now() - captured);
    if (silent <= 0) {
        result.dropped = frames;
        return result;
    }
    result.error = fill(std::min(silent, ahead_));
    if (!result.error) result.error = sink_.write(sound).error;
    if (!result.error) result.error = sink_.start();
    written_ += frames;
    return result;
}

TimePoint AlsaDuplex::sounds_at(TimePoint captured) const noexcept {
    return sounds_ ? sink_.next_sounds_at() : captured + sink_.format().duration(ahead_);
}

void AlsaDuplex::interrupt() noexcept {
    source_.interrupt();
    sink_.interrupt();
}

} // namespace redstart
