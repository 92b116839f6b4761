// Means and sums that follow each point (Welford), so that days lose no digits.
#include "audio/drift.hpp"

namespace redstart {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::chrono::seconds least_span{10};

} // namespace

void DriftFit::add(Frames position, TimePoint when) noexcept {
    if (points_ == 0) {
        first_position_ = position;
        first_ = when;
    }
    last_ = when;
    points_ += 1;
    const double time = Seconds(when - first_).count();
    const double ahead = static_cast<double>(position - first_position_) / rate_ - time;
    const double from_mean = time - time_;
    time_ += from_mean / points_;
    ahead_ += (ahead - ahead_) / points_;
    time_time_ += from_mean * (time - time_);
    time_ahead_ += from_mean * (ahead - ahead_);
}

std::optional<double> DriftFit::ppm() const noexcept {
    if (last_ - first_ < least_span) return {};
    return 1e6 * time_ahead_ / time_time_;
}

} // namespace redstart
