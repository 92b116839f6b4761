// A button on a GPIO line.
#include "gpio/button.hpp"

#include <utility>

namespace redstart {
namespace {

std::chrono::nanoseconds left_to_do(const InputLine& line, std::chrono::nanoseconds debounce) {
    return line.debounced_by_kernel() ? std::chrono::nanoseconds::zero() : debounce;
}

} // namespace

Button::Button(EventLoop& loop, const ButtonSettings& settings, Callbacks callbacks)
    : on_lost_(std::move(callbacks.on_lost)),
      line_(settings.line, settings.active_low, settings.bias, settings.debounce),
      presses_(loop, left_to_do(line_, settings.debounce), settings.gesture, line_.is_active(),
               {std::move(callbacks.recording), std::move(callbacks.on_order),
                [this] { read_waiting(); }, std::move(callbacks.hold)}),
      tell_lost_(loop,
                 [this] {
                     // Copies, as the callback may destroy this.
                     const auto on_lost = on_lost_;
                     const auto error = *lost_;
                     on_lost(error);
                 }),
      readable_(std::in_place, loop, line_.fd(), [this] { read_waiting(); }) {}

void Button::read_waiting() {
    if (lost_) return;
    try {
        read_edges();
    } catch (const Error& error) {
        // An FdEvent on a dead line would be ready for ever. Told from a timer, since this may
        // run inside Presses, which is not to be destroyed there.
        readable_.reset();
        lost_ = error;
        tell_lost_.after(std::chrono::nanoseconds::zero());
    }
}

void Button::read_edges() {
    std::optional<Edge> last;
    while (const auto edge = line_.read()) {
        presses_.edge(*edge);
        last = edge;
    }
    // The edges that the kernel had no room for are lost, the level after them is not.
    if (last && line_.is_active() != last->active) presses_.edge({!last->active, last->when});
}

} // namespace redstart
