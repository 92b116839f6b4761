// A CaptureStream reads its ALSA device from the thread that wants the frames.
#include <redstart/capture_stream.hpp>

#include "alsa/source.hpp"
#include "base/doorbell.hpp"
#include "library/background.hpp"
#include "library/options.hpp"
#include "library/stream_error.hpp"

#include <algorithm>
#include <mutex>

namespace redstart {

using namespace std::chrono_literals;

class CaptureStream::Impl {
public:
    explicit Impl(const StreamOptions& options)
        : chunk_frames_(options.chunk_frames),
          source_(pcm_request(options)),
          remarks_(source_.remarks().begin(), source_.remarks().end()) {
        last_.when = Clock::now();
    }
    Impl(const StreamOptions& options, Callback callback) : Impl(options) {
        calls_.begin("capture calls", [this, call = std::move(callback)] { pass_on(call); });
    }
    ~Impl() { interrupt(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Read read(std::span<std::byte> room);
    void interrupt() noexcept;
    void stop();
    void wait() const;

    AudioFormat format() const noexcept { return source_.format(); }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    void pass_on(const Callback& call);
    void wait_until_due(Frames frames) noexcept;

    const Frames chunk_frames_;
    AlsaSource source_;
    const std::vector<std::string> remarks_;
    Doorbell stopped_;
    std::mutex reading_;
    Source::Read last_; // what the source said in the last read
    BackgroundCalls calls_;
};

CaptureStream::Read CaptureStream::Impl::read(std::span<std::byte> room) {
    const std::lock_guard lock(reading_);
    if (last_.interrupted) return {};
    if (last_.error) throw stream_error(source_.device(), last_.error);
    const Frames all = format().frames_in(room.size());
    wait_until_due(all);
    last_ = source_.read(room, all);
    if (last_.error && last_.frames == 0) throw stream_error(source_.device(), last_.error);
    return {last_.frames, last_.lost};
}

/// The device wakes a reader twice a second. A reader of fewer frames returns when the clock says
/// that they are there, one period after the device's last count, and does not wait for the device.
void CaptureStream::Impl::wait_until_due(Frames frames) noexcept {
    const auto all = format().duration(frames - last_.waiting + chunk_frames_);
    const std::chrono::nanoseconds left = last_.when + all - Clock::now();
    if (0ns < left && left < 500ms) stopped_.wait(left);
}

void CaptureStream::Impl::interrupt() noexcept {
    source_.interrupt();
    stopped_.ring();
}

void CaptureStream::Impl::pass_on(const Callback& call) {
    std::vector<std::byte> block(format().bytes(chunk_frames_));
    while (true) {
        const Read got = read(block);
        if (got.frames == 0 && got.lost == 0) return;
        if (!call(std::span(block).first(format().bytes(got.frames)), got.lost)) return;
    }
}

void CaptureStream::Impl::stop() {
    calls_.refuse_own_thread(source_.device(), "return false instead");
    interrupt();
    calls_.wait();
}

void CaptureStream::Impl::wait() const {
    calls_.refuse_own_thread(source_.device(), "return false instead");
    calls_.wait();
}

CaptureStream::CaptureStream(const StreamOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}

CaptureStream::CaptureStream(const StreamOptions& options, Callback callback)
    : impl_(std::make_unique<Impl>(options, std::move(callback))) {}

CaptureStream::~CaptureStream() = default;

CaptureStream::Read CaptureStream::read(std::span<std::byte> room) {
    return impl_->read(room);
}

void CaptureStream::stop() {
    impl_->stop();
}

void CaptureStream::wait() {
    impl_->wait();
}

AudioFormat CaptureStream::format() const noexcept {
    return impl_->format();
}

const std::vector<std::string>& CaptureStream::remarks() const noexcept {
    return impl_->remarks();
}

} // namespace redstart
