// The Recorder's outside: every call goes to what is inside.
#include <redstart/recorder.hpp>

#include "library/recorder_impl.hpp"

namespace redstart {

Recorder::Recorder(const RecorderOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Recorder::~Recorder() = default;

void Recorder::start(const std::filesystem::path& file,
                     std::optional<std::chrono::nanoseconds> length) {
    impl_->start(file, length);
}

FinishedTake Recorder::stop() {
    return impl_->stop();
}

FinishedTake Recorder::wait() {
    return impl_->wait();
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
