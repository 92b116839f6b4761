// A button on a GPIO line.
#pragma once

#include "event/fd_event.hpp"
#include "gpio/line.hpp"
#include "gpio/presses.hpp"

#include <redstart/defaults.hpp>
#include <redstart/error.hpp>

#include <functional>
#include <optional>
#include <string>

namespace redstart {

struct ButtonSettings {
    std::string line; // "GPIO17" or "gpiochip0:17"
    bool active_low = defaults::button::active_low;
    Bias bias = defaults::button::bias;
    std::chrono::nanoseconds debounce = defaults::button::debounce;
    GestureSettings gesture;
};

/// Holds the line and gives orders while it exists. The constructor throws Error as InputLine
/// does. Belongs to the loop's thread, from which it calls back.
class Button {
public:
    struct Callbacks {
        std::function<bool()> recording;
        std::function<void(Order, TimePoint)> on_order; // must not destroy the Button
        /// The line went away with its chip, and the Button is deaf from here on. Called once;
        /// may destroy the Button, to make another when the chip is back.
        std::function<void(const Error&)> on_lost;
        HoldCallbacks hold = {};
    };

    Button(EventLoop& loop, const ButtonSettings& settings, Callbacks callbacks);

    bool is_holding() const noexcept { return presses_.is_holding(); } // see Gesture

private:
    void read_waiting();
    void read_edges();

    std::function<void(const Error&)> on_lost_;
    InputLine line_;
    Presses presses_;
    std::optional<Error> lost_;
    Timer tell_lost_;
    std::optional<FdEvent> readable_;
};

} // namespace redstart
