// A look that finds nothing wrong ends no fault that a take has found.
#include "station/card_watch.hpp"

#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

// A sync that is late by so much is a fault: it began up to half a sync_every before it was due,
// and is looked at once in 1.2 s.
constexpr auto slow_card = 1200ms;
constexpr auto slow_call = 1500ms; // with the time between two looks, under the 3 s of a fault

} // namespace

void CardWatch::wait_for(std::string why) {
    why_ = std::move(why);
    *waits_ = true;
}

void CardWatch::wait_no_more() {
    why_.reset();
    *waits_ = false;
}

void CardWatch::judge(const FolderLook& look, FaultReasons& faults) const {
    if (look.is_missing)
        faults.set(Fault::no_storage, look.why);
    else if (why_)
        faults.set(Fault::no_storage, *why_);
    else
        faults.clear(Fault::no_storage);
    if (look.is_full)
        faults.set(Fault::storage_full, look.why);
    else
        faults.clear(Fault::storage_full);
}

bool CardWatch::is_late(const DeckState& deck, TimePoint now) const noexcept {
    const TimePoint::rep asked = deck.card_asked;
    if (asked != 0 && now - TimePoint(TimePoint::duration(asked)) > slow_call) return true;
    if (!deck.is_recording) return false;
    const TimePoint last_sync{TimePoint::duration(deck.last_sync)};
    return now - last_sync > sync_every_ + slow_card;
}

} // namespace redstart
