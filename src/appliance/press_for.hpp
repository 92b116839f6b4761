// A finger of exact timing: `redstart run --press-for 5s`.
#pragma once

#include "event/timer.hpp"
#include "station/station.hpp"

#include <functional>
#include <optional>
#include <string>

namespace redstart {

/// Presses as soon as the station is armed and again after exactly `duration`, as of the moments
/// themselves and not of when the loop came to it. Then it tells how that ended, once. Belongs to
/// the loop's thread.
class PressFor {
public:
    PressFor(EventLoop& loop, Station& station, std::chrono::nanoseconds duration,
             Station::Answer on_end);

private:
    void press();
    void press_again();

    Station& station_;
    std::chrono::nanoseconds duration_;
    Station::Answer on_end_;
    TimePoint give_up_; // then it presses all the same, and is told what stands in the way
    TimePoint pressed_{};
    Timer first_, second_;
};

} // namespace redstart
