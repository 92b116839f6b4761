// What the LED says, as light and dark.
#include "gpio/led.hpp"

#include <utility>

namespace redstart {

using namespace std::chrono_literals;

Blink blink(LedSignal signal) noexcept {
    switch (signal) {
    case LedSignal::off:
        break;
    case LedSignal::starting:
        return {600ms, 600ms};
    case LedSignal::armed:
        return {60ms, 1940ms};
    case LedSignal::listened_to:
        return {60ms, 1640ms, 240ms};
    case LedSignal::recording:
        return {1ms, 0ms};
    case LedSignal::warned:
        return {2850ms, 150ms};
    case LedSignal::fault:
        return {100ms, 100ms};
    }
    return {0ms, 1ms};
}

Led::Led(EventLoop& loop, bool stealth, std::function<void(bool on)> set)
    : stealth_(stealth), set_(std::move(set)), timer_(loop, [this] { light(!lit_); }) {
    set_(false);
}

Led::~Led() {
    if (lit_) set_(false);
}

void Led::show(LedSignal signal) {
    const bool is_well = signal == LedSignal::armed || signal == LedSignal::listened_to ||
                         signal == LedSignal::recording || signal == LedSignal::warned;
    const bool hidden = stealth_ && is_well;
    const auto shown = hidden ? LedSignal::off : signal;
    if (shown == signal_) return;
    signal_ = shown;
    is_second_ = true; // so that the next is the first
    light(blink(shown).light > 0ms);
}

void Led::light(bool on) {
    const auto [light, dark, between] = blink(signal_);
    if (on != lit_) set_(on);
    lit_ = on;
    if (on) is_second_ = !is_second_;
    if (light > 0ms && dark > 0ms)
        timer_.after(on ? light : between > 0ms && !is_second_ ? between : dark);
    else
        timer_.cancel();
}

} // namespace redstart
