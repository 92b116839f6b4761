// What a configuration wants of one of a sound card's controls.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace redstart {

struct MixerSetting {
    /// As `amixer controls` shows it: "Mic Capture Volume", or "Mic Capture Volume,index=1".
    std::string control;
    /// On or off; a step of the control's own range; "80%", "-12 dB", or a choice's name.
    std::variant<bool, std::int64_t, std::string> value;

    bool operator==(const MixerSetting&) const = default;
};

} // namespace redstart
