// Looks at what capture and writer tell of frames that were lost.
#pragma once

#include "deck/deck_state.hpp"

#include <array>

namespace redstart {

/// Belongs to the loop's thread. Losses are told to the log, a line for each cause and look.
class LossWatch {
public:
    void begin_anew(); // with the next look another deck is looked at

    /// A take was ordered: what was lost up to now is none of its losses. `is_first`: no other is
    /// under way, so that all losses of takes are in deck.missed_by.
    void begin_take(const DeckState& deck, bool is_first);

    /// Whether a take lost frames within the last ten seconds, by whomever but a device that is
    /// away, which is a fault of its own. What is lost while nobody records is told only where a
    /// pre-roll reaches back over it.
    bool has_lost(const DeckState& deck, bool is_in_take, TimePoint now);

private:
    std::array<Frames, gap_causes> seen_{}; // lost, by the last look
    std::array<Frames, gap_causes> told_{}; // of takes
    TimePoint last_loss_{};
};

} // namespace redstart
