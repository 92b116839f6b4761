// Looks at what capture and writer tell of trouble: frames that were lost, a card that is late.
#pragma once

#include "take/belt.hpp"

#include <array>
#include <chrono>

namespace redstart {

/// Belongs to the loop's thread. Losses are told to the log, a line for each cause and look.
class SoundWatch {
public:
    explicit SoundWatch(std::chrono::nanoseconds sync_every) : sync_every_(sync_every) {}

    void begin_anew(); // with the next look another belt is looked at

    /// Whether frames were lost within the last ten seconds, by whomever but a device that is away,
    /// which is a fault of its own.
    bool has_lost(const Belt& belt, TimePoint now);

    /// Whether a take's sync is late by more than a second.
    bool is_late(const Belt& belt, TimePoint now) const noexcept;

private:
    std::chrono::nanoseconds sync_every_;
    std::array<Frames, gap_causes> seen_{};
    TimePoint last_loss_{};
};

} // namespace redstart
