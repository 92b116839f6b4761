// A level, the hand that overrules it, and one promise of the life before.
#include "station/automatic_start.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

bool AutomaticStart::set_switch(bool on) noexcept {
    const bool holds = std::exchange(holds_first_, false) && on;
    const bool is_new = on != is_on();
    level_ = on;
    if (!is_new) return false;
    holds_ = holds;
    not_before_ = {};
    pause_.reset();
    return true;
}

void AutomaticStart::forget_switch() noexcept {
    level_.reset();
    holds_ = holds_first_ = false;
}

void AutomaticStart::life_ended_in_a_take(AfterCrash then) noexcept {
    resumes_ = then == AfterCrash::resume;
    if (then != AfterCrash::hold_switches) return;
    holds_ = is_on();
    holds_first_ = !level_;
}

void AutomaticStart::stopped() noexcept {
    resumes_ = false;
    holds_ = is_on();
}

void AutomaticStart::recording() noexcept {
    resumes_ = false;
    pause_.reset();
}

void AutomaticStart::tried(TimePoint now) noexcept {
    not_before_ = now + pause_.next();
}

std::optional<TimePoint> AutomaticStart::start_at() const noexcept {
    if ((is_on() && !holds_) || resumes_) return not_before_;
    return {};
}

} // namespace redstart
