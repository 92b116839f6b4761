// The time of a press, kept until its release or for as long as a hold takes.
#include "gpio/long_hold.hpp"

namespace redstart {

void LongHold::edge(Edge edge, bool counts) noexcept {
    began_.reset();
    if (edge.active && counts) began_ = edge.when;
}

std::optional<TimePoint> LongHold::deadline() const noexcept {
    if (!began_) return {};
    return *began_ + duration;
}

std::optional<TimePoint> LongHold::elapsed(TimePoint now) noexcept {
    if (!began_ || now < *began_ + duration) return {};
    const auto began = began_;
    began_.reset();
    return began;
}

} // namespace redstart
