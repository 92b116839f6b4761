// Looks until the station is armed, presses, and sets the second press by the first.
#include "appliance/press_for.hpp"

namespace redstart {

PressFor::PressFor(EventLoop& loop, Station& station, std::chrono::nanoseconds duration,
                   Station::Answer on_end)
    : station_(station),
      duration_(duration),
      on_end_(std::move(on_end)),
      give_up_(Clock::now() + std::chrono::seconds(20)),
      first_(loop, [this] { press(); }),
      second_(loop, [this] { press_again(); }) {
    first_.every(std::chrono::milliseconds(10));
}

void PressFor::press() {
    const bool is_armed = station_.can_start() && !station_.is_recording();
    if (!is_armed && Clock::now() < give_up_) return;
    first_.cancel();
    pressed_ = Clock::now();
    second_.at(pressed_ + duration_);
    station_.handle(Order::start, pressed_, [this](bool done, const std::string& text) {
        if (done) return;
        second_.cancel();
        on_end_(false, text);
    });
}

void PressFor::press_again() {
    station_.handle(Order::stop, pressed_ + duration_, on_end_);
}

} // namespace redstart
