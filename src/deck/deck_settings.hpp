// What a deck is made for.
#pragma once

#include "deck/capture.hpp"

#include <redstart/defaults.hpp>

#include <chrono>
#include <cstdint>

namespace redstart {

struct DeckSettings {
    Frames chunk_frames = defaults::audio::chunk_frames;
    std::chrono::nanoseconds ring = defaults::audio::ring;
    std::uint64_t ring_limit_bytes = defaults::audio::ring_limit;
    std::chrono::nanoseconds pre_roll = defaults::audio::pre_roll;
    std::chrono::nanoseconds sync_every = defaults::storage::sync_every;
    /// Left in the ring at a sync, for a stop whose moment was earlier; half of sync_every at most.
    std::chrono::nanoseconds hold_back = std::chrono::milliseconds(50);
    std::chrono::nanoseconds split_every = defaults::storage::split_every; // zero: never by time
    std::uint64_t split_bytes = 0; // of sound in one file; zero: never by size
    bool outlives_card = false;    // after an error a take goes on in a new file
    CaptureSettings capture;
};

} // namespace redstart
