// What `redstart doctor` finds of the parts beside the microphone: its gain, the button, the LED.
#pragma once

#include "base/mixer_setting.hpp"
#include "check/check_result.hpp"
#include "config/config.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// "gain": the card's controls as [mixer] wants them, and no capture switch off. `mixer` is the
/// card's name, see Mixer::name_for(). Sets nothing.
CheckResult check_gain(const std::string& mixer, std::span<const MixerSetting> settings);

struct ButtonLook {
    bool was_active = false; // when nobody was asked to press
    unsigned presses = 0, bounces = 0;
    bool was_asked = false;
};
/// "button": how it stands, and how it is pressed where somebody was asked to.
CheckResult judge_button(const std::string& line, const ButtonLook& look);

/// The same of all that are configured; `ask` says what to do, or there is none to be asked.
CheckResult check_button(const std::vector<ButtonConfig>& buttons,
                         const std::function<void(const std::string& line)>& ask);

/// "led": lit for as long as `was_seen` takes, which tells whether somebody saw it.
CheckResult check_led(const std::optional<LedConfig>& led, const std::function<bool()>& was_seen);

/// The verdict in the rhythm of the appliance's LED, for three seconds: armed for go, a fault for
/// no-go. Nothing where there is no such line, or somebody else has it.
void show_verdict(const LedConfig& led, bool is_go);

} // namespace redstart
