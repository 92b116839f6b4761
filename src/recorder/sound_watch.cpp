// Compares the counts of the belt with those of the look before.
#include "recorder/sound_watch.hpp"

#include "base/log.hpp"

#include <string>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto loss_shown = 10s;
// A sync that is late by so much is a fault: it began up to half a sync_every before it was due,
// and is looked at once in 1.2 s.
constexpr auto slow_card = 1200ms;

} // namespace

void SoundWatch::begin_anew() {
    seen_ = {};
}

bool SoundWatch::has_lost(const Belt& belt, TimePoint now) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        const auto cause = static_cast<GapCause>(i);
        const Frames lost = belt.lost_by[i];
        const Frames more = lost - std::exchange(seen_[i], lost);
        if (more <= 0) continue;
        log_warning("gap: " + std::to_string(more) + " frames lost, " + std::string(word(cause)) +
                    "; silence takes their place");
        if (cause != GapCause::device_away) last_loss_ = now;
    }
    return last_loss_ != TimePoint{} && now - last_loss_ < loss_shown;
}

bool SoundWatch::is_late(const Belt& belt, TimePoint now) const noexcept {
    const TimePoint last_sync{TimePoint::duration(belt.last_sync)};
    return now - last_sync > sync_every_ + slow_card;
}

} // namespace redstart
