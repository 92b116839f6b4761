// That a take is wanted though no hand moves: a switch that is on, a life that ended in a take.
#pragma once

#include "base/backoff.hpp"

#include <redstart/source.hpp>

#include <optional>

namespace redstart {

/// What a life that ended inside a take means for the next one.
enum class AfterCrash : std::uint8_t {
    armed,        // nothing: hands decide, and a switch that is on counts
    resume,       // recording goes on by itself
    hold_switches // a switch that is on counts only once it was moved
};

/// The one place that knows. The station asks it whenever it is armed: start_at() is when to begin
/// a take by itself. A take that another hand stopped is not begun again before the switch moves;
/// one that ended for any other reason is: a second after the last try, then two, up to a minute.
///
/// Pure: it is told what happened, and holds no clock.
class AutomaticStart {
public:
    /// Where the switch stands; true where that is new. It is off until something else is told.
    bool set_switch(bool on) noexcept;

    /// There is no switch any more.
    void forget_switch() noexcept;

    /// The life before ended in a take.
    void life_ended_in_a_take(AfterCrash then) noexcept;

    /// A hand, the socket or a signal ended the take, or called it off.
    void stopped() noexcept;

    /// A take runs, by whatever hand.
    void recording() noexcept;

    /// A take was tried to begin by itself.
    void tried(TimePoint now) noexcept;

    /// Nothing where nothing is wanted; may lie in the past.
    std::optional<TimePoint> start_at() const noexcept;

private:
    bool is_on() const noexcept { return level_.value_or(false); }

    std::optional<bool> level_; // of the switch, once it was told
    bool holds_ = false;        // that it is on does not count
    bool holds_first_ = false;  // ... where it is on when it is told first
    bool resumes_ = false;
    Backoff pause_{std::chrono::seconds(1), std::chrono::seconds(60)};
    TimePoint not_before_{};
};

} // namespace redstart
