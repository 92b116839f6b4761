// A card's controls as a configuration wants them: set, and held against it afterwards.
#pragma once

#include "alsa/mixer.hpp"
#include "base/mixer_setting.hpp"

#include <redstart/error.hpp>

#include <map>
#include <span>

namespace redstart {

/// The step that a setting means for a control. Throws Error: "80%" of a switch, a choice that it
/// has not (with the nearest), a step or level beyond its range.
long value_wanted(const Mixer& mixer, const MixerControl& control, const MixerSetting& setting);

/// The control of that name; throws Error with the nearest name there is.
const MixerControl& find_control(const std::vector<MixerControl>& controls, const Mixer& mixer,
                                 const std::string& name);

/// Sets what can be set, and says of the rest why not, a line each.
std::vector<std::string> set_mixer(const Mixer& mixer, std::span<const MixerSetting> settings);

struct MixerLook {
    std::vector<std::string> differences;      // "Mic Capture Volume: is 40 %, not 80 %"
    std::vector<std::string> refusals;         // of what cannot be set, as set_mixer() says it
    std::map<std::string, std::string> values; // of the controls that the settings name, as shown
    bool is_muted = false;                     // see is_muted()
};
MixerLook look_at_mixer(const Mixer& mixer, std::span<const MixerSetting> settings);

/// Every capture switch that there is is off, or one is that the settings want on: a card may have
/// inputs that nobody uses.
bool is_muted(const std::vector<MixerControl>& controls, std::span<const MixerSetting> settings);

} // namespace redstart
