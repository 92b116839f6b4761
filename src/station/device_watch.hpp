// Whether the microphone gives sound: one that opens and is silent is not there.
#pragma once

#include "deck/deck_state.hpp"

#include <chrono>

namespace redstart {

/// Belongs to the loop's thread, and looks at the deck that the device feeds.
class DeviceWatch {
public:
    static constexpr std::chrono::seconds longest_silence{3};

    void feed(TimePoint now) noexcept; // from now on frames count, and their absence
    void lose() noexcept { is_fed_ = has_come_ = false; }

    bool is_fed() const noexcept { return is_fed_; }

    /// True once, when its first frames are there.
    bool sees_it_come(const DeckState& deck) noexcept;
    bool has_come() const noexcept { return has_come_; }

    /// When it will be given up, if it stays silent.
    TimePoint deadline(const DeckState& deck) const noexcept;

    /// The capture thread comes round when it is poked. One that hangs inside of a device must not
    /// be waited for: the watchdog's business.
    bool can_be_halted(const DeckState& deck, TimePoint now) const noexcept;

    /// It has given frames for so long that its next absence is a new one, no part of the last.
    bool has_proved_itself(const DeckState& deck) const noexcept;

private:
    bool is_fed_ = false, has_come_ = false;
    TimePoint fed_at_{};
    TimePoint came_at_{};
};

} // namespace redstart
