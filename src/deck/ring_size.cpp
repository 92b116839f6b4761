// What a stalled card may cost, the pre-roll, and what is held back for late orders.
#include "deck/ring_size.hpp"

#include "deck/writer.hpp"

#include <algorithm>

namespace redstart {

Frames ring_frames(const AudioFormat& format, const DeckSettings& settings) {
    const auto wanted = settings.ring + settings.pre_roll + Writer::grace;
    return std::min(format.frames(wanted), format.frames_in(settings.ring_limit_bytes));
}

RingShare ring_share(const AudioFormat& format, const DeckSettings& settings) {
    using std::chrono::nanoseconds;
    const nanoseconds beside = settings.pre_roll + Writer::grace;
    const nanoseconds held = format.duration(ring_frames(format, settings)) - beside;
    const nanoseconds ring = std::clamp(held, nanoseconds::zero(), settings.ring);
    // A sync is not later than when half of the ring is full.
    const nanoseconds unsynced =
        std::min<nanoseconds>(settings.sync_every + std::chrono::seconds(2), ring / 2);
    const nanoseconds reserve = std::max<nanoseconds>(ring_reserve, unsynced);
    return {ring, std::max(ring - reserve, nanoseconds::zero()),
            settings.ring - ring > std::chrono::milliseconds(1)};
}

} // namespace redstart
