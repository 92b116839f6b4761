// A PlaybackStream writes to its ALSA device from the thread that has the frames.
#include <redstart/playback_stream.hpp>

#include "alsa/sink.hpp"
#include "library/background.hpp"
#include "library/pcm_request.hpp"
#include "library/stream_error.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace redstart {

class PlaybackStream::Impl {
public:
    explicit Impl(const StreamOptions& options)
        : chunk_frames_(options.chunk_frames),
          sink_(std::make_unique<AlsaSink>(pcm_request(options))),
          format_(sink_->format()),
          remarks_(sink_->remarks().begin(), sink_->remarks().end()) {}
    Impl(const StreamOptions& options, Callback callback) : Impl(options) {
        calls_ = in_background("playback calls", [this, call = std::move(callback)] { ask(call); });
    }
    ~Impl() { close(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Write write(std::span<const std::byte> sound);
    void drain();
    void close() noexcept;
    void wait() const;

    const AudioFormat& format() const noexcept { return format_; }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    void ask(const Callback& call);

    void check(const std::error_code& error) const;

    const Frames chunk_frames_;
    std::atomic<bool> stopped_{false};
    std::mutex closing_, writing_;   // in this order; both to change sink_, one to use it
    std::unique_ptr<AlsaSink> sink_; // none after close()
    const AudioFormat format_;
    const std::vector<std::string> remarks_;
    std::shared_future<void> calls_; // of callback mode
};

PlaybackStream::Write PlaybackStream::Impl::write(std::span<const std::byte> sound) {
    const std::lock_guard lock(writing_);
    if (stopped_) return {};
    const AlsaSink::Write written = sink_->write(sound);
    check(written.error);
    return {written.frames, written.underruns};
}

void PlaybackStream::Impl::drain() {
    const std::lock_guard lock(writing_);
    if (!stopped_) check(sink_->drain());
}

void PlaybackStream::Impl::check(const std::error_code& error) const {
    if (error) throw stream_error(sink_->device(), error);
}

/// Nobody begins to write any more, then the one who does is interrupted, then the device goes.
void PlaybackStream::Impl::close() noexcept {
    const std::lock_guard lock(closing_);
    if (stopped_.exchange(true)) return;
    sink_->interrupt();
    const std::lock_guard last(writing_);
    sink_.reset();
}

void PlaybackStream::Impl::wait() const {
    if (calls_.valid()) std::shared_future(calls_).get();
}

void PlaybackStream::Impl::ask(const Callback& call) {
    std::vector<std::byte> block(format_.bytes(chunk_frames_));
    while (!stopped_) {
        const Frames frames = std::min(call(block), chunk_frames_);
        if (frames <= 0) return drain();
        write(std::span(block).first(format_.bytes(frames)));
    }
}

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

void PlaybackStream::stop() {
    impl_->close();
    impl_->wait();
}

void PlaybackStream::wait() {
    impl_->wait();
}

AudioFormat PlaybackStream::format() const noexcept {
    return impl_->format();
}

const std::vector<std::string>& PlaybackStream::remarks() const noexcept {
    return impl_->remarks();
}

} // namespace redstart
