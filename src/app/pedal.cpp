// Whole events, of which the going down of any key counts.
#include "app/pedal.hpp"

#include "base/log.hpp"

#include <redstart/error.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

UniqueFd opened(const std::string& device) {
    UniqueFd fd(::open(device.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd && errno == EACCES)
        throw system_error(device, errno, "put this user into the group input");
    if (!fd) throw system_error(device, errno, "ls /dev/input/by-id names keyboards and pedals");
    ::ioctl(fd.get(), EVIOCGRAB, 1); // where it is no such device, nothing else reads it
    return fd;
}

} // namespace

Pedal::Pedal(EventLoop& loop, std::string device, std::function<void()> on_press)
    : device_(std::move(device)),
      on_press_(std::move(on_press)),
      fd_(opened(device_)),
      readable_(std::in_place, loop, fd_.get(), [this] { read(); }) {}

void Pedal::read() {
    constexpr int goes_down = 1;
    std::array<input_event, 16> events;
    const ssize_t bytes = ::read(fd_.get(), events.data(), sizeof events);
    if (bytes < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (bytes <= 0) {
        log_warning(device_ + ": the pedal has gone; Enter still works");
        readable_.reset();
        fd_.reset();
        return;
    }
    const auto count = static_cast<std::size_t>(bytes) / sizeof(input_event);
    for (std::size_t i = 0; i < count; ++i)
        if (events[i].type == EV_KEY && events[i].value == goes_down) on_press_();
}

} // namespace redstart
