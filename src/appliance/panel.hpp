// The buttons and the LED of the box, on GPIO lines or on the terminal.
#pragma once

#include "appliance/live_line.hpp"
#include "config/config.hpp"
#include "event/timer.hpp"
#include "gpio/button.hpp"
#include "gpio/led.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// A line that is missing or taken, at the start or later, is logged and tried again: the rest of
/// the box works without it. Belongs to the loop's thread.
class Panel {
public:
    struct Callbacks {
        std::function<bool()> recording;
        std::function<void(Order, TimePoint)> on_order;
        HoldCallbacks hold = {};
    };

    /// The LED is dark until show(): what a life that was killed left shining is over.
    Panel(EventLoop& loop, const std::optional<LedConfig>& led);
    ~Panel();

    void listen_to(const std::vector<ButtonConfig>& buttons, const Callbacks& callbacks);

    /// Another LED; the buttons stay as they are, also one that is being held.
    void replace_led(const std::optional<LedConfig>& led);

    void show(LedSignal signal);
    void show(const LiveFacts& facts); // on the terminal, where there is one

    /// The window of the terminal has another width now.
    void redraw() const;

    /// Clears the terminal's line for what is printed next.
    void wipe() const;

private:
    class KeptButton;
    class TerminalButton;
    class KeptLight;

    EventLoop& loop_;
    std::vector<std::unique_ptr<KeptButton>> buttons_;
    std::unique_ptr<TerminalButton> terminal_;
    std::unique_ptr<KeptLight> light_;
    std::optional<Led> led_; // after the light, which it turns off at the end
};

} // namespace redstart
