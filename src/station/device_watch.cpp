// Reckons with the moment of the newest frames, as the capture thread tells it.
#include "station/device_watch.hpp"

#include <algorithm>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto proof = 5s;

TimePoint heard_at(const DeckState& deck) noexcept {
    return TimePoint(TimePoint::duration(deck.heard_at.load()));
}

} // namespace

void DeviceWatch::feed(TimePoint now) noexcept {
    is_fed_ = true;
    has_come_ = false;
    fed_at_ = now;
}

bool DeviceWatch::sees_it_come(const DeckState& deck) noexcept {
    if (has_come_ || heard_at(deck) < fed_at_) return false;
    came_at_ = heard_at(deck);
    return has_come_ = true;
}

TimePoint DeviceWatch::deadline(const DeckState& deck) const noexcept {
    return std::max(fed_at_, heard_at(deck)) + longest_silence;
}

bool DeviceWatch::can_be_halted(const DeckState& deck, TimePoint now) const noexcept {
    return now - TimePoint(TimePoint::duration(deck.capture_moved)) < longest_silence - 500ms;
}

bool DeviceWatch::has_proved_itself(const DeckState& deck) const noexcept {
    return has_come_ && heard_at(deck) - came_at_ >= proof;
}

} // namespace redstart
