// The minute in which a hold of the button lets a new phone in.
#pragma once

#include "base/clock.hpp"
#include "config/config.hpp"
#include "control/reply.hpp"
#include "event/timer.hpp"
#include "gpio/led.hpp"

#include <redstart/source.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Throws Error where none of the buttons can be held as long as that takes.
void check_can_be_held(const std::vector<ButtonConfig>& buttons);

struct PairLimits {
    std::chrono::nanoseconds length = std::chrono::seconds(60);
    std::size_t windows = 3; // within `each`
    std::chrono::nanoseconds each = std::chrono::hours(1);
};

/// One window at a time, and few in an hour: a hold that somebody meant otherwise shall not let a
/// stranger in who asks and asks. It closes when its time is over, when a hold has let the asker
/// in, and at once when the asker hangs up. The log has each opening and its end. Belongs to the
/// loop's thread.
class PairWindow {
public:
    using SinceBoot = std::function<std::chrono::nanoseconds()>; // CLOCK_BOOTTIME

    /// `on_change` is called when led() may have another answer.
    PairWindow(EventLoop& loop, std::function<void()> on_change, PairLimits limits = {},
               SinceBoot since_boot = boottime);

    /// Answers when it is decided. Throws Error where it may not be opened.
    void open(const Reply& asker);

    bool is_open() const noexcept { return asker_ && asker_->is_open(); }

    /// A hold is complete that began at that time, while the recorder was armed. True: it began in
    /// this window and has let in who asked.
    bool let_in(TimePoint hold_began);

    /// What the LED shows where `signal` is what it would show without a window: recording and
    /// faults stay what they are, but for the flashes that answer a hold.
    LedSignal led(LedSignal signal) const noexcept;

private:
    void check_limits();
    void look();
    void close(const std::string& why);

    std::function<void()> on_change_;
    const PairLimits limits_;
    SinceBoot since_boot_;
    std::optional<Reply> asker_;
    TimePoint opened_{};
    std::vector<std::chrono::nanoseconds> openings_; // within the last hour
    bool is_flashing_ = false;
    Timer look_, flashes_;
};

} // namespace redstart
