// What is inside of a DuplexStream: both devices, and the thread that turns them.
#pragma once

#include "alsa/duplex.hpp"
#include "audio/drift.hpp"
#include "library/background.hpp"
#include "library/options.hpp"
#include "library/stream_state.hpp"

#include <redstart/duplex_stream.hpp>

#include <condition_variable>
#include <mutex>

namespace redstart {

class DuplexStream::Impl {
public:
    Impl(const DuplexOptions& options, Callback callback);
    ~Impl() { end(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start();
    void stop();
    void pause();
    void wait() const;
    bool is_active() const noexcept { return state_.is(StreamState::running); }

    std::chrono::nanoseconds latency() const noexcept { return latency_; }
    bool is_linked() const noexcept { return is_linked_; }
    std::optional<double> drift_ppm() const noexcept;
    unsigned underruns() const noexcept { return underruns_; }

    const AudioFormat& input_format() const noexcept { return input_; }
    const AudioFormat& output_format() const noexcept { return output_; }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    struct Told { // by the last write, for the next call
        unsigned underruns = 0;
        Frames dropped = 0;
    };

    void open_again();
    void start_devices();
    BackgroundCalls::Run end() noexcept;
    void conclude() noexcept;
    void turn();
    void wait_in_pause();
    bool pass_on(const Source::Read& got);
    void write(const Block& block);
    void note(const Block& block, const Source::Read& got);
    void begin_drift_anew();
    [[noreturn]] void fail(const std::string& device, const std::error_code& error);
    void refuse_own_thread() const {
        calls_.refuse_own_thread(requests_.input.device, "return false instead");
    }

    const DuplexRequests requests_;
    std::mutex ordering_, pausing_; // in this order
    std::condition_variable changed_;
    std::unique_ptr<AlsaDuplex> devices_; // the calling thread's, else who is ordering
    const AudioFormat input_, output_;
    std::vector<std::string> remarks_;
    std::vector<std::byte> in_, out_;
    StreamState state_;
    bool is_lost_ = false; // a device is over, as devices_
    Told told_;
    Frames captured_ = 0;
    DriftFit in_drift_{input_.rate}, out_drift_{output_.rate};
    std::atomic<std::chrono::nanoseconds> latency_;
    std::atomic<bool> is_linked_{false};
    std::atomic<unsigned> underruns_{0};
    std::atomic<double> drift_ppm_{0};
    std::atomic<bool> knows_drift_{false};
    const Callback callback_;
    BackgroundCalls calls_;
};

} // namespace redstart
