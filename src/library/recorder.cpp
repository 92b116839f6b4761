// The Recorder's outside: every call goes to what is inside.
#include <redstart/recorder.hpp>

#include "library/recorder_impl.hpp"

namespace redstart {

Recorder::Recorder(const RecorderOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Recorder::Recorder(OpenSource open, const RecorderOptions& options)
    : impl_(std::make_unique<Impl>(std::move(open), options)) {}

Recorder::~Recorder() = default;

void Recorder::start(const std::filesystem::path& file,
                     std::optional<std::chrono::nanoseconds> length) {
    impl_->start(file, {.length = length});
}

void Recorder::start(const std::filesystem::path& file, const TakeOptions& options) {
    impl_->start(file, options);
}

FinishedTake Recorder::stop() {
    return impl_->stop();
}

FinishedTake Recorder::wait() {
    return impl_->wait();
}

void Recorder::mark(std::string_view label) {
    impl_->mark(label);
}

void Recorder::split() {
    impl_->split();
}

bool Recorder::is_recording() const {
    return impl_->is_recording();
}

std::chrono::nanoseconds Recorder::duration() const {
    return format().duration(frames());
}

Frames Recorder::frames() const {
    return impl_->frames();
}

Frames Recorder::frames_lost() const {
    return impl_->frames_lost();
}

std::vector<float> Recorder::levels_dbfs() const {
    return impl_->levels_dbfs();
}

std::vector<float> Recorder::rms_dbfs() const {
    return impl_->rms_dbfs();
}

std::vector<Gap> Recorder::gaps() const {
    return impl_->gaps();
}

std::optional<Frames> Recorder::take_position() const {
    return impl_->take_position();
}

std::exception_ptr Recorder::callback_error() const {
    return impl_->callback_error();
}

std::string Recorder::fault() const {
    return impl_->fault();
}

AudioFormat Recorder::format() const {
    return impl_->format();
}

const std::string& Recorder::device() const noexcept {
    return impl_->device();
}

std::vector<std::string> Recorder::remarks() const {
    return impl_->remarks();
}

} // namespace redstart
