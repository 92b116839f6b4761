// The controls of the microphone's card, kept as [mixer] wants them.
#pragma once

#include "alsa/mixer_settings.hpp"
#include "event/timer.hpp"
#include "event/worker.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Sets them whenever the device is opened, and reads them back a second later: a sound server or
/// udev may have been there, and then they are set once more. From then on it looks every ten
/// seconds whether the microphone was switched off. All of it on a thread of its own, for a USB
/// card may hang for as long as it likes; an opening waits for it, two seconds for each look,
/// no longer. What does not fit is logged, once as long as it stays the same. A card that has an
/// error is asked again, for some minutes. Without settings it touches nothing and has no thread.
/// Belongs to the loop's thread.
class Gain {
public:
    struct Callbacks {
        std::function<void(const std::map<std::string, std::string>&)> on_values; // by control
        /// The capture switch is off, and why that is wrong; empty: it is on again.
        std::function<void(const std::string& why)> on_muted;
    };

    Gain(EventLoop& loop, std::vector<MixerSetting> settings, Callbacks callbacks);

    /// The device was opened, and is the one from here on. Its controls are set when this returns,
    /// unless the card hangs, which is logged.
    void opened(snd_pcm_t* pcm, const std::string& device);

    /// Others from now on, as soon as the card answers; never waits for it.
    void want(std::vector<MixerSetting> settings);

private:
    enum class Task { set, read_back, look };
    struct Look;

    void begin_anew();
    void forget();
    void ask_to_look();
    void look_is_done(const Look& look);
    void look_has_failed(const Look& look);
    void try_again();
    void tell(const std::vector<std::string>& remarks);
    void tell_muted(bool is_muted);

    std::vector<MixerSetting> settings_;
    Callbacks callbacks_;
    std::string mixer_; // of the device that was opened last
    std::vector<std::string> told_;
    bool is_muted_ = false;
    Task next_ = Task::set; // of the next look
    unsigned failures_ = 0; // one after the other
    unsigned opening_ = 0;  // what was seen of one before is of no interest
    bool is_looking_ = false;
    bool hangs_ = false; // an opening has waited in vain for the look under way
    EventLoop& loop_;
    Timer looking_;
    std::optional<Worker> worker_; // since the first look
};

} // namespace redstart
