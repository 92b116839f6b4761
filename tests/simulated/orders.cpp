// Orders are noticed by inotify(7): giving one touches the state file.
#include "simulated/orders.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <sys/inotify.h>
#include <unistd.h>

namespace redstart {

Orders::Orders(const std::string& path)
    : state_(path),
      ear_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      plug_(state_->plug),
      overruns_(state_->overruns),
      skipped_(state_->skipped) {
    if (!ear_ || ::inotify_add_watch(ear_.get(), path.c_str(), IN_ATTRIB) < 0)
        throw system_error(path, errno);
    if (plug_ % 2 == 1) throw system_error("the simulated microphone", ENODEV);
    if (!state_.hold()) throw system_error("the simulated microphone", EBUSY);
    ++state_->opens;
}

void Orders::tell_start(TimePoint when, unsigned rate, unsigned channels) noexcept {
    state_->rate = rate;
    state_->channels = channels;
    state_->frames = 0;
    state_->lost = 0;
    state_->started_at = when.time_since_epoch().count();
}

void Orders::handle() noexcept {
    alignas(inotify_event) std::byte events[512];
    while (::read(ear_.get(), events, sizeof events) > 0) {
    }
}

} // namespace redstart
