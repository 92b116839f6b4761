// A PlaybackStream writes to its ALSA device from the thread that has the frames.
#include <redstart/playback_stream.hpp>

#include "alsa/sink.hpp"
#include "library/background.hpp"
#include "library/options.hpp"
#include "library/stream_error.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace redstart {

class PlaybackStream::Impl {
public:
    explicit Impl(const StreamOptions& options)
        : device_(options.device),
          chunk_frames_(options.chunk_frames),
          sink_(std::make_unique<AlsaSink>(pcm_request(options))),
          format_(sink_->format()),
          remarks_(sink_->remarks().begin(), sink_->remarks().end()) {}
    Impl(const StreamOptions& options, Callback callback) : Impl(options) {
        calls_.begin("playback calls", [this, call = std::move(callback)] { ask(call); });
    }
    ~Impl() { close(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Write write(std::span<const std::byte> sound);
    void drain();
    void close() noexcept;
    void stop();
    void wait() const;
    unsigned underruns() const noexcept { return underruns_; }

    const AudioFormat& format() const noexcept { return format_; }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    void ask(const Callback& call);

    void check(const std::error_code& error) const;

    const std::string device_;
    const Frames chunk_frames_;
    std::atomic<bool> stopped_{false};
    std::mutex closing_, writing_;   // in this order; both to change sink_, one to use it
    std::unique_ptr<AlsaSink> sink_; // none after close()
    const AudioFormat format_;
    const std::vector<std::string> remarks_;
    std::atomic<unsigned> underruns_{0};
    BackgroundCalls calls_;
};

PlaybackStream::Write PlaybackStream::Impl::write(std::span<const std::byte> sound) {
    const std::lock_guard lock(writing_);
    if (stopped_) return {};
    const AlsaSink::Write written = sink_->write(sound);
    underruns_ += written.underruns;
    check(written.error);
    return {written.frames, written.underruns};
}

void PlaybackStream::Impl::drain() {
    const std::lock_guard lock(writing_);
    if (!stopped_) check(sink_->drain());
}

void PlaybackStream::Impl::check(const std::error_code& error) const {
    if (error) throw stream_error(device_, error);
}

/// Nobody begins to write any more, then the one who does is interrupted, then the device goes.
void PlaybackStream::Impl::close() noexcept {
    const std::lock_guard lock(closing_);
    if (stopped_.exchange(true)) return;
    sink_->interrupt();
    const std::lock_guard last(writing_);
    sink_.reset();
}

void PlaybackStream::Impl::stop() {
    calls_.refuse_own_thread(device_, "return 0 instead");
    close();
    calls_.wait();
}

void PlaybackStream::Impl::wait() const {
    calls_.refuse_own_thread(device_, "return 0 instead");
    calls_.wait();
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
    impl_->stop();
}

void PlaybackStream::wait() {
    impl_->wait();
}

unsigned PlaybackStream::underruns() const noexcept {
    return impl_->underruns();
}

AudioFormat PlaybackStream::format() const noexcept {
    return impl_->format();
}

const std::vector<std::string>& PlaybackStream::remarks() const noexcept {
    return impl_->remarks();
}

} // namespace redstart
