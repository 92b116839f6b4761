// How large the ring is, and how long a card may stall for it.
#pragma once

#include "deck/deck_settings.hpp"

namespace redstart {

/// The frames of the ring that these settings make: what a stalled card may cost, plus the
/// pre-roll, plus what is held back for late orders; no more than the limit.
Frames ring_frames(const AudioFormat& format, const DeckSettings& settings);

/// Of a ring, what sound may fill that waits for its sync already when a card begins to stall, and
/// what waits in the device; more with a sync_every beyond 3 s.
inline constexpr std::chrono::seconds ring_reserve{5};

/// How a ring of these settings is used; after ring_limit_bytes all that is to be promised.
struct RingShare {
    std::chrono::nanoseconds ring;  // as configured, or what the limit leaves of it
    std::chrono::nanoseconds stall; // for so long a card costs no frame
    bool is_limited;
};
RingShare ring_share(const AudioFormat& format, const DeckSettings& settings);

} // namespace redstart
