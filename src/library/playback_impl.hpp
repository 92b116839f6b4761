// What is inside of a PlaybackStream: the device, and the thread that asks the callback.
#pragma once

#include "alsa/sink.hpp"
#include "library/background.hpp"
#include "library/options.hpp"
#include "library/stream_state.hpp"

#include <redstart/playback_stream.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace redstart {

class PlaybackStream::Impl {
public:
    explicit Impl(const StreamOptions& options, std::optional<Callback> callback = {})
        : request_(pcm_request(options)),
          sink_(std::make_unique<AlsaSink>(request_)),
          format_(sink_->format()),
          latency_(sink_->latency()),
          remarks_(sink_->remarks().begin(), sink_->remarks().end()),
          callback_(std::move(callback)),
          calls_("playback calls", options.on_end) {
        start();
    }
    ~Impl() { end(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Write write(std::span<const std::byte> sound);
    void drain();
    void start();
    void stop();
    void pause();
    void wait() const;
    bool is_active() const noexcept { return state_.is(StreamState::running); }
    unsigned underruns() const noexcept { return underruns_; }

    const AudioFormat& format() const noexcept { return format_; }
    std::chrono::nanoseconds latency() const noexcept { return latency_; }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    using Lock = std::unique_lock<std::mutex>;

    bool may_write(Lock& lock);
    Write put(std::span<const std::byte> sound);
    void drain_device();
    bool resume();
    void ready_device();
    BackgroundCalls::Run end() noexcept;
    void check(const std::error_code& error);
    void ask();
    std::optional<Block> next_block(unsigned underruns_told);
    void conclude() noexcept;
    void refuse_own_thread() const {
        calls_.refuse_own_thread(request_.device, "return 0 instead");
    }

    const PcmRequest request_;
    std::mutex ordering_, writing_; // in this order; both to change sink_, one to use it
    std::condition_variable changed_;
    std::unique_ptr<AlsaSink> sink_;
    const AudioFormat format_;
    const std::chrono::nanoseconds latency_;
    const std::vector<std::string> remarks_;
    StreamState state_;
    std::error_code lost_for_; // the device is over; guarded by writing_
    std::atomic<bool> asks_no_more_{false};
    std::atomic<unsigned> underruns_{0};
    const std::optional<Callback> callback_;
    BackgroundCalls calls_;
};

} // namespace redstart
