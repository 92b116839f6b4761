// Sets, reads back, sets once more, and goes on looking for a microphone that was switched off.
#include "appliance/gain.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;

Gain::Gain(EventLoop& loop, std::vector<MixerSetting> settings, Callbacks callbacks)
    : settings_(std::move(settings)),
      callbacks_(std::move(callbacks)),
      looking_(loop, [this] { look(); }) {}

void Gain::opened(snd_pcm_t* pcm, const std::string& device) {
    mixer_ = Mixer::name_for(pcm, device);
    set();
}

void Gain::want(std::vector<MixerSetting> settings) {
    settings_ = std::move(settings);
    if (!mixer_.empty()) set();
}

void Gain::set() {
    was_read_back_ = false;
    failures_ = 0;
    looking_.cancel();
    if (settings_.empty()) return;
    try {
        const Mixer mixer(mixer_);
        tell(set_mixer(mixer, settings_));
        const MixerLook now = look_at_mixer(mixer, settings_);
        callbacks_.on_values(now.values);
        tell_muted(now.is_muted);
        looking_.after(1s);
    } catch (const Error& error) {
        tell({error.what()});
        try_again();
    }
}

/// A card that was pulled out is told by the microphone, and its controls come back with it; one
/// that was just plugged in may have an error or two.
void Gain::try_again() {
    constexpr unsigned tries = 10;
    constexpr std::chrono::seconds longest{60};
    if (failures_ >= tries) return;
    looking_.after(std::min(std::chrono::seconds(1U << failures_), longest));
    ++failures_;
}

void Gain::look() {
    try {
        const Mixer mixer(mixer_);
        const MixerLook now = look_at_mixer(mixer, settings_);
        if (!std::exchange(was_read_back_, true) && !now.differences.empty()) {
            tell(now.differences);
            set_mixer(mixer, settings_);
        }
        callbacks_.on_values(look_at_mixer(mixer, settings_).values);
        tell_muted(is_muted(mixer.controls(), settings_));
        failures_ = 0;
        looking_.after(10s);
    } catch (const Error&) {
        try_again();
    }
}

void Gain::tell(const std::vector<std::string>& remarks) {
    if (std::exchange(told_, remarks) == remarks) return;
    for (const std::string& remark : remarks) log_warning("[mixer] " + remark);
}

void Gain::tell_muted(bool is_muted) {
    if (std::exchange(is_muted_, is_muted) == is_muted) return;
    callbacks_.on_muted(is_muted ? mixer_ + ": the capture switch is off, nothing is heard; "
                                            "alsamixer, or \"... Capture Switch\" = true in [mixer]"
                                 : "");
}

} // namespace redstart
