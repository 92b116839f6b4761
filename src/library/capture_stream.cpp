// A CaptureStream reads its ALSA device from the thread that wants the frames.
#include <redstart/capture_stream.hpp>

#include "alsa/source.hpp"
#include "library/background.hpp"
#include "library/options.hpp"
#include "library/stream_error.hpp"
#include "library/stream_state.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace redstart {

class CaptureStream::Impl {
public:
    explicit Impl(const StreamOptions& options, std::optional<Callback> callback = {})
        : request_(pcm_request(options)),
          source_(std::make_unique<AlsaSource>(request_)),
          device_(source_->device()),
          format_(source_->format()),
          latency_(source_->latency()),
          remarks_(source_->remarks().begin(), source_->remarks().end()),
          callback_(std::move(callback)),
          calls_("capture calls", options.on_end) {
        start();
    }
    ~Impl() { end(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Read read(std::span<std::byte> room);
    void start();
    void stop();
    void pause();
    void wait() const;
    bool is_active() const noexcept { return state_.is(StreamState::running); }

    const AudioFormat& format() const noexcept { return format_; }
    std::chrono::nanoseconds latency() const noexcept { return latency_; }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    using Lock = std::unique_lock<std::mutex>;

    Read next(std::span<std::byte> room);
    Read read_device(std::span<std::byte> room);
    bool resume();
    void start_device();
    BackgroundCalls::Run end() noexcept;
    void halt() noexcept;
    void call();
    void conclude() noexcept;
    void refuse_own_thread() const { calls_.refuse_own_thread(device_, "return false instead"); }

    const PcmRequest request_;
    std::mutex ordering_, reading_; // in this order; both to change source_, one to use it
    std::condition_variable changed_;
    std::unique_ptr<AlsaSource> source_;
    const std::string device_;
    const AudioFormat format_;
    const std::chrono::nanoseconds latency_;
    const std::vector<std::string> remarks_;
    StreamState state_;
    bool is_halted_ = true;    // the device stands still; guarded, as what follows, by reading_
    std::error_code lost_for_; // the device is over
    const std::optional<Callback> callback_;
    BackgroundCalls calls_;
};

CaptureStream::Read CaptureStream::Impl::read(std::span<std::byte> room) {
    if (callback_) throw Error(device_, "its callback gets the frames", "make a stream without");
    return next(room);
}

CaptureStream::Read CaptureStream::Impl::next(std::span<std::byte> room) {
    Lock lock(reading_);
    while (true) {
        changed_.wait(lock, [&] { return !is_halted_ || !state_.is(StreamState::paused); });
        if (lost_for_) throw stream_error(device_, lost_for_);
        if (is_halted_) return {};
        const Read read = read_device(room);
        if (read.frames > 0 || read.lost > 0 || format_.frames_in(room.size()) == 0) return read;
    }
}

/// Nothing where the device is over or stands still from now on.
CaptureStream::Read CaptureStream::Impl::read_device(std::span<std::byte> room) {
    const Source::Read got = source_->read(room, format_.frames_in(room.size()));
    lost_for_ = got.error;
    if (lost_for_) state_.end(StreamState::over);
    if (got.interrupted && !state_.is(StreamState::running)) halt();
    return {got.frames, got.lost, got.when - format_.duration(got.waiting + got.frames)};
}

void CaptureStream::Impl::halt() noexcept {
    if (!is_halted_) source_->halt();
    is_halted_ = true;
}

void CaptureStream::Impl::start() {
    refuse_own_thread();
    const std::lock_guard ordering(ordering_);
    if (state_.is(StreamState::running) || resume()) return;
    calls_.last().settle();
    {
        const Lock lock(reading_);
        start_device();
        state_.run();
    }
    if (callback_) calls_.begin([this] { call(); }, [this] { conclude(); });
}

/// False where the stream is not paused.
bool CaptureStream::Impl::resume() {
    const Lock lock(reading_);
    if (!state_.is(StreamState::paused)) return false;
    if (is_halted_) start_device();
    state_.run();
    changed_.notify_all();
    return true;
}

void CaptureStream::Impl::start_device() {
    if (lost_for_ || source_->rewind()) {
        lost_for_ = std::make_error_code(std::errc::no_such_device);
        state_.end(StreamState::over); // until it is open again
        changed_.notify_all();
        source_.reset();
        source_ = std::make_unique<AlsaSource>(pcm_request_again(request_, device_, format_));
    }
    lost_for_ = source_->read({}, 0).error; // which starts it
    if (lost_for_) throw stream_error(device_, lost_for_);
    is_halted_ = false;
}

void CaptureStream::Impl::pause() {
    refuse_own_thread();
    const std::lock_guard ordering(ordering_);
    if (state_.pause()) source_->interrupt();
}

/// Returns what is still to end.
BackgroundCalls::Run CaptureStream::Impl::end() noexcept {
    const std::lock_guard ordering(ordering_);
    if (state_.end(StreamState::stopped)) {
        source_->interrupt();
        const Lock lock(reading_); // who is about to wait for a change, waits by now
        changed_.notify_all();
    }
    return calls_.last();
}

void CaptureStream::Impl::stop() {
    refuse_own_thread();
    end().wait();
}

void CaptureStream::Impl::wait() const {
    refuse_own_thread();
    calls_.last().wait();
}

void CaptureStream::Impl::call() {
    std::vector<std::byte> block(format_.bytes(request_.chunk_frames));
    while (true) {
        const Read got = next(block);
        if (got.frames == 0 && got.lost == 0) return;
        if (!(*callback_)(std::span(block).first(format_.bytes(got.frames)), got)) return;
    }
}

void CaptureStream::Impl::conclude() noexcept {
    const Lock lock(reading_);
    state_.end(StreamState::over);
    halt();
}

CaptureStream::CaptureStream(const StreamOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}

CaptureStream::CaptureStream(const StreamOptions& options, Callback callback)
    : impl_(std::make_unique<Impl>(options, std::move(callback))) {}

CaptureStream::~CaptureStream() = default;

CaptureStream::Read CaptureStream::read(std::span<std::byte> room) {
    return impl_->read(room);
}

void CaptureStream::start() {
    impl_->start();
}

void CaptureStream::stop() {
    impl_->stop();
}

void CaptureStream::pause() {
    impl_->pause();
}

void CaptureStream::wait() {
    impl_->wait();
}

bool CaptureStream::is_active() const noexcept {
    return impl_->is_active();
}

AudioFormat CaptureStream::format() const noexcept {
    return impl_->format();
}

std::chrono::nanoseconds CaptureStream::latency() const noexcept {
    return impl_->latency();
}

const std::vector<std::string>& CaptureStream::remarks() const noexcept {
    return impl_->remarks();
}

} // namespace redstart
