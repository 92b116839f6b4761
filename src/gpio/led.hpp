// What the LED says, as light and dark.
#pragma once

#include "event/timer.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

namespace redstart {

enum class LedSignal : std::uint8_t {
    off,
    starting,
    armed,
    listened_to, // armed, and somebody hears what the microphone hears
    recording,
    warned, // recording, and it does not sound as it should
    fault,
    pairing, // a hold of the button lets a phone in
    let_in,  // it has done so
};

/// Light and dark in turn, light first; no dark: solid; no light: off. Where it flashes more than
/// once there is a pause behind the last flash, and one before the first.
struct Blink {
    std::chrono::milliseconds light, dark;
    unsigned flashes = 1;
    std::chrono::milliseconds pause{};
};

/// Solid is for recording alone, and with a short dip every 3 s for recording what does not sound
/// right. Each signal can be told from every other within 3 s.
Blink blink(LedSignal signal) noexcept;

/// Calls `set` at every change of the light, from the loop's thread, and wakes the loop for
/// nothing else; the destructor turns the light off. `stealth` keeps it dark while armed, pairing
/// and recording, warned or not, for hides and theatres; a fault is shown all the same, and so is
/// the answer to a hold, for a hand is there.
class Led {
public:
    Led(EventLoop& loop, bool stealth, std::function<void(bool on)> set);
    ~Led();
    Led(const Led&) = delete;
    Led& operator=(const Led&) = delete;

    /// Showing what is shown already does not disturb the rhythm.
    void show(LedSignal signal);

private:
    void light(bool on);

    bool stealth_;
    std::function<void(bool on)> set_;
    LedSignal signal_ = LedSignal::off;
    bool lit_ = false;
    unsigned flashes_ = 0; // since the last pause
    Timer timer_;
};

} // namespace redstart
