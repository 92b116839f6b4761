// A DuplexStream hands everything to its Impl.
#include "library/duplex_impl.hpp"

namespace redstart {

DuplexStream::DuplexStream(const DuplexOptions& options, Callback callback)
    : impl_(std::make_unique<Impl>(options, std::move(callback))) {}

DuplexStream::~DuplexStream() = default;

void DuplexStream::start() {
    impl_->start();
}

void DuplexStream::stop() {
    impl_->stop();
}

void DuplexStream::pause() {
    impl_->pause();
}

void DuplexStream::wait() {
    impl_->wait();
}

bool DuplexStream::is_active() const noexcept {
    return impl_->is_active();
}

std::chrono::nanoseconds DuplexStream::latency() const noexcept {
    return impl_->latency();
}

bool DuplexStream::is_linked() const noexcept {
    return impl_->is_linked();
}

std::optional<double> DuplexStream::drift_ppm() const noexcept {
    return impl_->drift_ppm();
}

unsigned DuplexStream::underruns() const noexcept {
    return impl_->underruns();
}

AudioFormat DuplexStream::input_format() const noexcept {
    return impl_->input_format();
}

AudioFormat DuplexStream::output_format() const noexcept {
    return impl_->output_format();
}

const std::vector<std::string>& DuplexStream::remarks() const noexcept {
    return impl_->remarks();
}

} // namespace redstart
