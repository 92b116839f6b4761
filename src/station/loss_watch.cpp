// Compares the counts of the deck with those of the look before.
#include "station/loss_watch.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto loss_shown = 10s;

void tell_loss(Frames lost, GapCause cause) {
    log_warning("gap: " + std::to_string(lost) + " frames lost, " + std::string(to_string(cause)) +
                "; silence takes their place");
}

} // namespace

void LossWatch::begin_anew() {
    seen_ = {};
    told_ = {};
}

void LossWatch::begin_take(const DeckState& deck, bool is_first) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        seen_[i] = deck.lost_by[i];
        if (is_first) told_[i] = deck.missed_by[i];
    }
}

/// What is lost in a take is told at once, though it may be a while until the writer lays silence
/// for it; what only turns out then, as in a pre-roll, or how long a device was away, is told then.
bool LossWatch::has_lost(const DeckState& deck, bool is_in_take, TimePoint now) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        const auto cause = static_cast<GapCause>(i);
        const bool is_prompt = is_in_take && cause != GapCause::device_away;
        const Frames lost = deck.lost_by[i];
        const Frames more = lost - std::exchange(seen_[i], lost);
        const Frames before = told_[i];
        if (is_prompt) told_[i] += more;
        told_[i] = std::max(told_[i], deck.missed_by[i].load());
        if (told_[i] == before) continue;
        tell_loss(told_[i] - before, cause);
        if (cause != GapCause::device_away) last_loss_ = now;
    }
    return last_loss_ != TimePoint{} && now - last_loss_ < loss_shown;
}

} // namespace redstart
