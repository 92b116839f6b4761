// poll(2) on the device's descriptors and an eventfd.
#include "alsa/wait.hpp"

#include "alsa/pcm_handle.hpp"
#include "base/timespec.hpp"

namespace redstart {

PcmWait::PcmWait(snd_pcm_t* pcm, const std::string& name) : pcm_(pcm) {
    const int count = snd_pcm_poll_descriptors_count(pcm);
    check(count, name);
    polled_.resize(1 + static_cast<std::size_t>(count));
    polled_[0] = {bell_.fd(), POLLIN, 0};
}

bool PcmWait::for_device(std::chrono::nanoseconds at_most) noexcept {
    pollfd* of_device = polled_.data() + 1;
    const auto count = static_cast<unsigned>(polled_.size() - 1);
    snd_pcm_poll_descriptors(pcm_, of_device, count); // some plugins set their timers here
    const timespec limit = to_timespec(at_most);
    if (::ppoll(polled_.data(), polled_.size(), &limit, nullptr) <= 0) return false;
    if (polled_[0].revents != 0) bell_.answer(); // interrupted_ holds what it was rung for
    unsigned short events = 0;                   // only ALSA knows what its descriptors mean
    snd_pcm_poll_descriptors_revents(pcm_, of_device, count, &events);
    return events != 0;
}

void PcmWait::for_clock(std::chrono::nanoseconds at_most) noexcept {
    bell_.wait(at_most);
}

void PcmWait::interrupt() noexcept {
    interrupted_ = true;
    bell_.ring();
}

bool PcmWait::was_interrupted() noexcept {
    if (!interrupted_.load(std::memory_order_relaxed) || !interrupted_.exchange(false))
        return false;
    bell_.answer();
    return true;
}

} // namespace redstart
