// What the LED says of the recorder.
#pragma once

#include "audio/warnings.hpp"
#include "gpio/led.hpp"
#include "station/faults.hpp"
#include "station/state_table.hpp"

namespace redstart {

/// Recording only while a take grows that has its first frames on the card, or is being finished
/// there, with a dip where something warns of its sound; a fault as long as there is one, in every
/// state. That somebody listens shows while it is armed.
LedSignal led_signal(State state, FaultSet faults, WarningSet warnings, bool is_on_card,
                     bool is_listened_to = false) noexcept;

} // namespace redstart
