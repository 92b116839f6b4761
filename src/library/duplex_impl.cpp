// One thread reads a chunk, calls, writes a chunk.
#include "library/duplex_impl.hpp"

#include "library/stream_error.hpp"

#include <algorithm>

namespace redstart {

DuplexStream::Impl::Impl(const DuplexOptions& options, Callback callback)
    : requests_(pcm_requests(options)),
      devices_(std::make_unique<AlsaDuplex>(requests_.input, requests_.output)),
      input_(devices_->source().format()),
      output_(devices_->sink().format()),
      remarks_(devices_->source().remarks().begin(), devices_->source().remarks().end()),
      in_(input_.bytes(options.chunk_frames)),
      out_(output_.bytes(options.chunk_frames)),
      latency_(input_.duration(devices_->ahead())),
      callback_(std::move(callback)),
      calls_("duplex calls", options.on_end) {
    const auto of_output = devices_->sink().remarks();
    remarks_.insert(remarks_.end(), of_output.begin(), of_output.end());
    start();
}

void DuplexStream::Impl::start() {
    refuse_own_thread();
    const std::lock_guard ordering(ordering_);
    if (state_.is(StreamState::running)) return;
    {
        const std::lock_guard lock(pausing_);
        if (state_.resume()) return changed_.notify_all();
    }
    calls_.last().settle();
    if (is_lost_ || devices_->halt()) open_again();
    start_devices();
    state_.run();
    calls_.begin([this] { turn(); }, [this] { conclude(); });
}

void DuplexStream::Impl::open_again() {
    is_lost_ = true;
    devices_.reset();
    const std::string input = requests_.input.device, output = requests_.output.device;
    devices_ = std::make_unique<AlsaDuplex>(pcm_request_again(requests_.input, input, input_),
                                            pcm_request_again(requests_.output, output, output_));
    is_lost_ = false;
}

void DuplexStream::Impl::start_devices() {
    told_ = {};
    begin_drift_anew();
    if (const std::error_code error = devices_->start()) fail(requests_.input.device, error);
    is_linked_ = devices_->is_linked();
}

void DuplexStream::Impl::fail(const std::string& device, const std::error_code& error) {
    is_lost_ = true;
    throw stream_error(device, error);
}

void DuplexStream::Impl::pause() {
    refuse_own_thread();
    const std::lock_guard ordering(ordering_);
    if (state_.pause()) devices_->source().interrupt();
}

/// Returns what is still to end.
BackgroundCalls::Run DuplexStream::Impl::end() noexcept {
    const std::lock_guard ordering(ordering_);
    if (state_.end(StreamState::stopped)) {
        devices_->interrupt();
        const std::lock_guard lock(pausing_); // who is about to wait, waits by now
        changed_.notify_all();
    }
    return calls_.last();
}

void DuplexStream::Impl::stop() {
    refuse_own_thread();
    end().wait();
}

void DuplexStream::Impl::wait() const {
    refuse_own_thread();
    calls_.last().wait();
}

void DuplexStream::Impl::conclude() noexcept {
    state_.end(StreamState::over);
    if (devices_->halt()) is_lost_ = true;
}

void DuplexStream::Impl::turn() {
    while (state_.goes_on()) {
        if (state_.is(StreamState::paused)) {
            wait_in_pause();
            continue;
        }
        const Source::Read got = devices_->source().read(in_, input_.frames_in(in_.size()));
        if (!state_.is(StreamState::running)) continue;
        if (got.frames > 0 && !pass_on(got)) {
            if (const auto error = devices_->drain(); error && error != std::errc::interrupted)
                fail(requests_.output.device, error);
            return;
        }
        if (got.error) fail(devices_->source().device(), got.error);
    }
}

void DuplexStream::Impl::wait_in_pause() {
    if (const auto error = devices_->halt()) fail(requests_.input.device, error);
    std::unique_lock lock(pausing_);
    changed_.wait(lock, [&] { return !state_.is(StreamState::paused); });
    if (state_.is(StreamState::running)) start_devices();
}

/// False where the callback has enough.
bool DuplexStream::Impl::pass_on(const Source::Read& got) {
    Block block;
    block.in = std::span(in_).first(input_.bytes(got.frames));
    block.out = std::span(out_).first(output_.bytes(got.frames));
    block.lost = got.lost;
    block.underruns = told_.underruns;
    block.dropped = told_.dropped;
    block.captured = got.when - input_.duration(got.waiting + got.frames);
    block.sounds = devices_->sounds_at(block.captured);
    std::ranges::fill(block.out, silent_byte(output_.sample));
    note(block, got);
    const bool goes_on = callback_(block);
    write(block);
    return goes_on;
}

void DuplexStream::Impl::write(const Block& block) {
    const AlsaDuplex::Write written = devices_->write(block.out, block.captured);
    told_ = {written.underruns, written.dropped};
    underruns_ += written.underruns;
    if (written.underruns > 0) begin_drift_anew();
    if (written.error) fail(requests_.output.device, written.error);
}

void DuplexStream::Impl::note(const Block& block, const Source::Read& got) {
    latency_ = block.sounds - block.captured;
    captured_ += got.lost + got.frames;
    in_drift_.add(captured_ + got.waiting, got.when);
    out_drift_.add(devices_->played(), Clock::now());
    const auto in = in_drift_.ppm(), out = out_drift_.ppm();
    if (!in || !out) return;
    drift_ppm_ = *in - *out;
    knows_drift_ = true;
}

void DuplexStream::Impl::begin_drift_anew() {
    captured_ = 0;
    in_drift_.begin_anew();
    out_drift_.begin_anew();
}

std::optional<double> DuplexStream::Impl::drift_ppm() const noexcept {
    if (!knows_drift_) return {};
    return drift_ppm_;
}

} // namespace redstart
