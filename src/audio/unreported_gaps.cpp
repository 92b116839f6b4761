// Lateness is how much later a position was reached than at the nominal rate, seen from the origin.
#include "audio/unreported_gaps.hpp"

#include <algorithm>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto block_time = 2s, shortest_suspicion = 3s;
constexpr auto apart = 250ms; // readings of one wakeup are one
constexpr unsigned fewest_readings = 6;
constexpr auto least_bound = 10ms;

std::chrono::nanoseconds ppm(std::chrono::nanoseconds time, int millionths) noexcept {
    return time / 1'000'000 * millionths;
}

} // namespace

UnreportedGaps::UnreportedGaps(const AudioFormat& format, Frames chunk_frames) noexcept
    : format_(format), least_step_(format.duration(chunk_frames) + least_bound) {}

void UnreportedGaps::begin_anew() noexcept {
    origin_.reset();
    block_.reset();
    last_.reset();
    before_.reset();
    suspicion_.reset();
    noise_ = {};
    is_steady_ = false;
}

Frames UnreportedGaps::tell(Frames position, TimePoint when) noexcept {
    const Reading reading{position, when};
    if (!origin_) {
        origin_ = reading;
    } else if (when <= told_) {
        return 0;
    }
    told_ = when;
    const Frames before = std::exchange(told_position_, position);
    if (is_steady_) {
        const Nanoseconds late = lateness(reading) - last_->lateness;
        if (late > bound(when)) {
            if (!suspicion_) since_ = before;
            return suspect(late, when);
        }
        suspicion_.reset();
    }
    add_to_block(reading);
    return 0;
}

std::optional<UnreportedGaps::Reading> UnreportedGaps::anchor() const noexcept {
    return last_ ? std::optional(last_->least) : std::nullopt;
}

UnreportedGaps::Nanoseconds UnreportedGaps::lateness(const Reading& reading) const noexcept {
    return reading.when - origin_->when - format_.duration(reading.position - origin_->position);
}

UnreportedGaps::Nanoseconds UnreportedGaps::bound(TimePoint when) const noexcept {
    return std::max(least_step_, 2 * noise_) + ppm(when - last_->least.when, 500);
}

Frames UnreportedGaps::suspect(Nanoseconds late, TimePoint when) noexcept {
    if (!suspicion_) suspicion_ = {when, when, late, late};
    suspicion_->least = std::min(suspicion_->least, late);
    if (when - suspicion_->last >= apart) suspicion_->grow(late, when);
    const bool is_sure =
        suspicion_->readings >= fewest_readings && when - suspicion_->since >= shortest_suspicion;
    if (!is_sure) return 0;
    const Suspicion sure = *suspicion_;
    suspicion_.reset();
    if (!sure.is_ramp()) return format_.frames(sure.least);
    is_steady_ = false; // until it keeps its rate again
    block_.reset();
    return 0;
}

void UnreportedGaps::Suspicion::grow(Nanoseconds late, TimePoint when) noexcept {
    const double growth = 1e6 * std::chrono::duration<double>(late - newest) /
                          std::chrono::duration<double>(when - last);
    slowest = std::min(slowest, growth);
    fastest = std::max(fastest, growth);
    newest = late;
    last = when;
    readings += 1;
}

/// A step's readings scatter about its height, a ramp's grow each by as much as the time allows.
bool UnreportedGaps::Suspicion::is_ramp() const noexcept {
    return slowest >= 1000 && fastest <= 3 * slowest;
}

void UnreportedGaps::add_to_block(const Reading& reading) noexcept {
    if (block_ && reading.when - block_began_ >= block_time) end_block();
    const Nanoseconds late = lateness(reading);
    if (!block_) {
        block_ = {reading, late, 0ns};
        block_began_ = reading.when;
        return;
    }
    const Nanoseconds latest = std::max(late, block_->lateness + block_->spread);
    if (late < block_->lateness) block_ = {reading, late, {}};
    block_->spread = latest - block_->lateness;
}

void UnreportedGaps::end_block() noexcept {
    before_ = last_;
    last_ = block_;
    block_.reset();
    noise_ = std::max(last_->spread, noise_ * 9 / 10);
    if (!before_) return;
    const Nanoseconds change = std::chrono::abs(last_->lateness - before_->lateness);
    is_steady_ = change <= 2ms + ppm(last_->least.when - before_->least.when, 1000);
}

} // namespace redstart
