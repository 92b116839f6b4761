// A level, the hand that overrules it, and one promise of the life before.
#include "recorder/standing_order.hpp"

#include <utility>

namespace redstart {

bool StandingOrder::set_switch(bool on) noexcept {
    if (on == on_) return false;
    on_ = on;
    holds_ = std::exchange(holds_first_, false) && on;
    not_before_ = {};
    return true;
}

void StandingOrder::life_ended_in_a_take(AfterCrash then) noexcept {
    resumes_ = then == AfterCrash::resume;
    if (then != AfterCrash::hold_switches) return;
    holds_ = on_;
    holds_first_ = !on_;
}

void StandingOrder::stopped() noexcept {
    resumes_ = false;
    holds_ = on_;
}

std::optional<TimePoint> StandingOrder::start_at() const noexcept {
    if ((on_ && !holds_) || resumes_) return not_before_;
    return {};
}

} // namespace redstart
