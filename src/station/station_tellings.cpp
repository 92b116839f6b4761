// What the station tells of itself: its status, and why it refuses an order.
#include "station/station.hpp"

namespace redstart {

void Station::refuse(Order order, const Answer& answer) const {
    if (order != Order::start && order != Order::toggle)
        return answer(false, "take: none is being recorded; redstart start begins one");
    if (can_stop() && is_recording())
        return answer(false, "take: one is being recorded; redstart stop ends it");
    answer(false, obstacle());
}

std::string Station::obstacle() const {
    if (retired_) return "recorder: shutting down; start it again";
    if (can_stop())
        return "take: it goes on as soon as the card is back; redstart stop calls that off";
    const std::string why = faults_.obstacle();
    return !why.empty() ? why : "recorder: not ready yet; try again in a moment";
}

void Station::watch() {
    if (!deck_) return;
    deck_->poke();
}

std::optional<std::string_view> Station::hung() const noexcept {
    return deck_ ? deck_->hung(Clock::now()) : std::nullopt;
}

StationStatus Station::status() const {
    StationStatus result;
    result.state = as_told(state_, is_on_card());
    result.faults = faults_.faults();
    result.reasons = faults_.all();
    result.warnings = sound_warnings_.warnings();
    result.warning_reasons = sound_warnings_.reasons();
    if (const auto look = folder_thread_.newest()) result.free_bytes = look->free_bytes;
    result.time_left = time_left();
    if (deck_) look_at_deck(deck_->state(), is_recording() ? file_ : std::string{}, result);
    result.folder = settings_.folder;
    result.last_take = last_take_;
    result.clock = wall_time().clock;
    if (microphone_.is_there()) return result;
    result.levels_dbfs.clear(), result.rms_dbfs.clear(); // those of a device that is away
    if (!result.take) result.format.reset();
    return result;
}

} // namespace redstart
