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
        return {60ms, 240ms, 2, 1640ms};
    case LedSignal::recording:
        return {1ms, 0ms};
    case LedSignal::warned:
        return {2850ms, 150ms};
    case LedSignal::fault:
        return {100ms, 100ms};
    case LedSignal::pairing:
        return {250ms, 250ms};
    case LedSignal::let_in:
        return {150ms, 150ms, 3, 300ms};
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
                         signal == LedSignal::pairing || signal == LedSignal::recording ||
                         signal == LedSignal::warned;
    const bool hidden = stealth_ && is_well;
    const auto shown = hidden ? LedSignal::off : signal;
    if (shown == signal_) return;
    signal_ = shown;
    flashes_ = blink(shown).flashes;
    light(blink(shown).light > 0ms && flashes_ == 1);
}

void Led::light(bool on) {
    const Blink rhythm = blink(signal_);
    if (on != lit_) set_(on);
    lit_ = on;
    if (rhythm.light == 0ms || rhythm.dark == 0ms) return timer_.cancel();
    const bool is_pause = !on && rhythm.flashes > 1 && flashes_ == rhythm.flashes;
    if (on) flashes_ = flashes_ % rhythm.flashes + 1;
    timer_.after(on ? rhythm.light : is_pause ? rhythm.pause : rhythm.dark);
}

} // namespace redstart
