// A PlaybackStream hands everything to its Impl.
#include "library/playback_impl.hpp"

namespace redstart {

PlaybackStream::PlaybackStream(const StreamOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}

PlaybackStream::PlaybackStream(const StreamOptions& options, Callback callback)
    : impl_(std::make_unique<Impl>(options, std::move(callback))) {}

PlaybackStream::~PlaybackStream() = default;

PlaybackStream::Write PlaybackStream::write(std::span<const std::byte> sound) {
    return impl_->write(sound);
}

void PlaybackStream::drain() {
    impl_->drain();
}

void PlaybackStream::start() {
    impl_->start();
}

void PlaybackStream::stop() {
    impl_->stop();
}

void PlaybackStream::pause() {
    impl_->pause();
}

void PlaybackStream::wait() {
    impl_->wait();
}

bool PlaybackStream::is_active() const noexcept {
    return impl_->is_active();
}

unsigned PlaybackStream::underruns() const noexcept {
    return impl_->underruns();
}

AudioFormat PlaybackStream::format() const noexcept {
    return impl_->format();
}

std::chrono::nanoseconds PlaybackStream::latency() const noexcept {
    return impl_->latency();
}

const std::vector<std::string>& PlaybackStream::remarks() const noexcept {
    return impl_->remarks();
}

} // namespace redstart
