// Written to from the program's thread, or from the stream's own, which asks the callback.
#include "library/playback_impl.hpp"

#include "library/stream_error.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

PlaybackStream::Write PlaybackStream::Impl::write(std::span<const std::byte> sound) {
    if (callback_) throw Error(request_.device, "its callback is asked", "make a stream without");
    return put(sound);
}

/// Waits for the end of a pause. False where the stream is stopped.
bool PlaybackStream::Impl::may_write(Lock& lock) {
    changed_.wait(lock, [&] { return !state_.is(StreamState::paused); });
    if (lost_for_ && state_.is(StreamState::over)) throw stream_error(request_.device, lost_for_);
    return state_.is(StreamState::running);
}

PlaybackStream::Write PlaybackStream::Impl::put(std::span<const std::byte> sound) {
    Lock lock(writing_);
    Write result;
    const Frames all = format_.frames_in(sound.size());
    while (may_write(lock) && result.frames < all) {
        const auto got = sink_->write(sound.subspan(format_.bytes(result.frames)));
        result.frames += got.frames;
        result.underruns += got.underruns;
        underruns_ += got.underruns;
        check(got.error);
    }
    if (sink_) result.time = sink_->next_sounds_at();
    return result;
}

void PlaybackStream::Impl::drain() {
    refuse_own_thread();
    if (!callback_) return drain_device();
    asks_no_more_ = true;
    calls_.last().wait();
}

void PlaybackStream::Impl::drain_device() {
    Lock lock(writing_);
    while (may_write(lock)) {
        const std::error_code end = sink_->drain();
        if (end != std::errc::interrupted) return check(end);
    }
}

void PlaybackStream::Impl::check(const std::error_code& error) {
    if (!error) return;
    lost_for_ = error;
    state_.end(StreamState::over);
    throw stream_error(request_.device, error);
}

void PlaybackStream::Impl::start() {
    refuse_own_thread();
    const std::lock_guard ordering(ordering_);
    if (state_.is(StreamState::running) || resume()) return;
    calls_.last().settle();
    {
        const Lock lock(writing_);
        ready_device();
        state_.run();
    }
    asks_no_more_ = false;
    if (callback_) calls_.begin([this] { ask(); }, [this] { conclude(); });
}

/// False where the stream is not paused.
bool PlaybackStream::Impl::resume() {
    const Lock lock(writing_);
    if (!state_.is(StreamState::paused)) return false;
    if (sink_->resume()) ready_device();
    state_.run();
    changed_.notify_all();
    return true;
}

void PlaybackStream::Impl::ready_device() {
    if (!lost_for_ && !sink_->halt()) return;
    lost_for_ = std::make_error_code(std::errc::no_such_device);
    state_.end(StreamState::over); // until it is open again
    changed_.notify_all();
    sink_.reset();
    sink_ = std::make_unique<AlsaSink>(pcm_request_again(request_, request_.device, format_));
    lost_for_ = {};
}

void PlaybackStream::Impl::pause() {
    refuse_own_thread();
    const std::lock_guard ordering(ordering_);
    if (!state_.pause()) return;
    sink_->interrupt();
    const Lock lock(writing_);
    sink_->pause();
}

/// Nobody begins to write any more, then the one who does is interrupted, then the sound goes.
/// Returns what is still to end.
BackgroundCalls::Run PlaybackStream::Impl::end() noexcept {
    const std::lock_guard ordering(ordering_);
    if (state_.end(StreamState::stopped)) {
        sink_->interrupt();
        const Lock lock(writing_);
        if (sink_->halt()) lost_for_ = std::make_error_code(std::errc::no_such_device);
        changed_.notify_all();
    }
    return calls_.last();
}

void PlaybackStream::Impl::stop() {
    refuse_own_thread();
    end().wait();
}

void PlaybackStream::Impl::wait() const {
    refuse_own_thread();
    calls_.last().wait();
}

void PlaybackStream::Impl::ask() {
    std::vector<std::byte> block(format_.bytes(request_.chunk_frames));
    unsigned told = underruns_;
    while (state_.goes_on()) {
        if (asks_no_more_) return drain_device();
        const std::optional<Block> next = next_block(told);
        if (!next) return;
        told += next->underruns;
        const Frames frames = std::min((*callback_)(block, *next), request_.chunk_frames);
        if (frames < 0) return;
        if (frames == 0) return drain_device();
        put(std::span(block).first(format_.bytes(frames)));
    }
}

/// Waits for the end of a pause. Nothing where the stream is stopped.
std::optional<PlaybackStream::Block> PlaybackStream::Impl::next_block(unsigned underruns_told) {
    Lock lock(writing_);
    if (!may_write(lock)) return {};
    return Block{sink_->next_sounds_at(), underruns_ - underruns_told};
}

void PlaybackStream::Impl::conclude() noexcept {
    const Lock lock(writing_);
    if (state_.end(StreamState::over) && sink_->halt())
        lost_for_ = std::make_error_code(std::errc::no_such_device);
}

} // namespace redstart
