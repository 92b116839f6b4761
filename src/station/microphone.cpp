// It is there with its first frames, and gone with its error or when it was silent for too long.
#include "station/microphone.hpp"

#include "base/log.hpp"
#include "station/fault_sentences.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;

Microphone::Microphone(EventLoop& loop, Open open, Callbacks callbacks)
    : open_(std::move(open)),
      callbacks_(std::move(callbacks)),
      retrying_(loop, [this] { this->open(); }),
      listening_(loop, [this] { look(); }) {}

void Microphone::open() {
    try {
        feed(open_());
    } catch (const Error& error) {
        retry();
        callbacks_.on_lost(error.what());
    }
}

void Microphone::feed(std::unique_ptr<Source> source) {
    deck_ = &callbacks_.deck_for(source->format());
    watch_.feed(Clock::now());
    deck_->feed(std::move(source));
    listening_.at(watch_.deadline(deck_->state()));
    if (!deck_->remark().empty()) log_warning(deck_->remark());
}

void Microphone::look() {
    if (!watch_.is_fed()) return;
    const TimePoint now = Clock::now(), deadline = watch_.deadline(deck_->state());
    if (!deck_->is_capturing() || now >= deadline) return lose();
    if (deadline - now < DeviceWatch::longest_silence - 1s) { // it may hold less than a chunk
        deck_->poke();
        listening_.at(deadline);
    }
    if (watch_.sees_it_come(deck_->state())) callbacks_.on_found();
    if (watch_.has_proved_itself(deck_->state())) retry_.reset();
}

/// A capture thread that hangs inside of the device is not waited for.
void Microphone::lose() {
    const std::error_code code = deck_->source_error();
    const std::string why = fault_sentences::no_device(code ? code.message() : "it gives no sound");
    const TimePoint now = Clock::now();
    if (watch_.has_proved_itself(deck_->state())) retry_.reset();
    if (deck_->is_capturing() && !watch_.can_be_halted(deck_->state(), now)) {
        watch_.feed(now);
    } else {
        watch_.lose();
        listening_.cancel();
        deck_->halt();
        retry();
    }
    callbacks_.on_lost(why);
}

void Microphone::retry() {
    retrying_.after(retry_.next());
}

} // namespace redstart
