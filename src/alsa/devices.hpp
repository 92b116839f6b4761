// The list of devices as ALSA and its configuration have them.
#pragma once

#include <redstart/devices.hpp>

#include <vector>

namespace redstart {

/// The PCMs of every card, those that the user's own configuration defines, and "default" if it
/// opens; of ALSA's hundred standard names for the same hardware, none. Throws Error where ALSA or
/// the rights to its cards are missing; having no card is no error.
std::vector<Device> list_devices();

/// The PCMs of every card alone, which costs no look at ALSA's configuration.
std::vector<Device> list_cards();

} // namespace redstart
