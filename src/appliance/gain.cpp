// Sets, reads back, sets once more, and goes on looking for a microphone that was switched off.
#include "appliance/gain.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;

namespace {

/// How long an opening waits for the card, so that a take that begins at once has its gain. A card
/// that takes longer hangs.
constexpr auto longest_held_up = 2s;

} // namespace

/// One look at a card, which the worker's thread takes.
struct Gain::Look {
    std::string mixer;
    std::vector<MixerSetting> settings;
    Task task;
    unsigned opening; // as Gain counts them

    std::exception_ptr failure{};
    std::vector<std::string> remarks{}; // what does not fit; what was otherwise before it was set
    MixerLook now{};

    void take() noexcept {
        try {
            const Mixer card(mixer);
            if (task == Task::set) remarks = set_mixer(card, settings);
            now = look_at_mixer(card, settings);
            if (task != Task::read_back) return;
            remarks = now.differences;
            if (remarks.empty()) return;
            set_mixer(card, settings);
            now = look_at_mixer(card, settings);
        } catch (...) { // told on the loop's thread, which has the time
            failure = std::current_exception();
        }
    }
};

Gain::Gain(EventLoop& loop, std::vector<MixerSetting> settings, Callbacks callbacks)
    : settings_(std::move(settings)),
      callbacks_(std::move(callbacks)),
      loop_(loop),
      looking_(loop, [this] { ask_to_look(); }) {}

void Gain::opened(snd_pcm_t* pcm, const std::string& device) {
    mixer_ = Mixer::name_for(pcm, device);
    begin_anew();
    if (settings_.empty()) return;
    if (is_looking_ && !hangs_) worker_->wait(longest_held_up); // for a look at what was there
    if (!is_looking_) {
        looking_.cancel();
        ask_to_look();
        if (is_looking_) worker_->wait(longest_held_up);
    }
    if (!is_looking_) return;
    hangs_ = true;
    forget();
    tell({mixer_ + ": its controls do not answer; they are set when they do"});
}

/// The card may hang, so that they are set as it is looked at.
void Gain::want(std::vector<MixerSetting> settings) {
    settings_ = std::move(settings);
    if (mixer_.empty()) return;
    begin_anew();
    if (settings_.empty()) return forget();
    ask_to_look();
}

void Gain::begin_anew() {
    next_ = Task::set;
    failures_ = 0;
    ++opening_;
    looking_.cancel();
}

/// What was seen of another card, or with other settings.
void Gain::forget() {
    callbacks_.on_values({});
    tell_muted(false);
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

/// As long as a card does not answer it is not asked anew.
void Gain::ask_to_look() {
    if (is_looking_) return;
    const auto look = std::make_shared<Look>(Look{mixer_, settings_, next_, opening_});
    try {
        if (!worker_) worker_.emplace(loop_, "mixer");
        is_looking_ = worker_->ask([look] { look->take(); }, [this, look] { look_is_done(*look); });
    } catch (const std::exception& error) { // no descriptor or no thread is left
        tell({std::string("the card is not looked at: ") + error.what()});
    }
    if (!is_looking_) try_again();
}

void Gain::look_is_done(const Look& look) {
    is_looking_ = hangs_ = false;
    if (look.opening != opening_) {
        if (!settings_.empty()) looking_.after(1s); // the last one's own has waited for this
        return;
    }
    if (look.failure) return look_has_failed(look);
    if (look.task == Task::set || !look.remarks.empty()) tell(look.remarks);
    next_ = look.task == Task::set ? Task::read_back : Task::look;
    callbacks_.on_values(look.now.values);
    tell_muted(look.now.is_muted);
    failures_ = 0;
    looking_.after(next_ == Task::read_back ? 1s : 10s);
}

/// Of a card that was looked at before, the next look tells more.
void Gain::look_has_failed(const Look& look) {
    try {
        if (look.task == Task::set) std::rethrow_exception(look.failure);
    } catch (const std::exception& error) {
        forget();
        tell({error.what()});
    }
    try_again();
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
