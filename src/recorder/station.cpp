// Orders and events go through the table; what the table says is done here.
#include "recorder/station.hpp"

#include "base/log.hpp"

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_period = 1200ms; // with Keeper's patience, a fault shows within 3 s

StorageSettings storage_settings(const StationSettings& settings) {
    return {settings.folder, settings.keep_free_bytes, settings.delete_oldest,
            settings.name_pattern};
}

} // namespace

Station::Station(EventLoop& loop, StationSettings settings, OpenSource open_source,
                 std::function<void()> on_change)
    : loop_(loop),
      settings_(std::move(settings)),
      open_source_(std::move(open_source)),
      on_change_(std::move(on_change)),
      names_(std::make_shared<TakeNames>(settings_.folder,
                                         NamePattern(settings_.name_pattern, host_name()))),
      sound_(settings_.deck.sync_every),
      retry_(first_retry),
      ticking_(loop, [this] { tick(); }),
      retrying_(loop, [this] { try_microphone(); }),
      keeper_(loop, storage_settings(settings_), [this] { look_at_folder(); }) {
    settings_.deck.outlives_card = true;
    keeper_.look();
    try_microphone();
    ticking_.every(tick_period);
}

// Orders

void Station::start(TimePoint moment, Answer answer) {
    if (retired_ || step(state_, Event::start).action == Action::refuse) return refuse(answer);
    starting_.push_back(std::move(answer));
    happen(Event::start, moment);
}

void Station::stop(std::optional<TimePoint> moment, Answer answer) {
    if (step(state_, Event::stop).action == Action::refuse)
        return answer(false, "take: none is being recorded; redstart start begins one");
    if (state_ == State::restarting) // the next take is called off; this one is being finished
        answer_all(starting_, false, "take: stopped before it began; press again");
    if (state_ == State::resuming) return call_off(answer);
    stopping_.push_back(std::move(answer));
    released_ = moment;
    happen(Event::stop, moment.value_or(Clock::now()));
}

/// The take is over already, and the next one shall not begin by itself.
void Station::call_off(const Answer& answer) {
    happen(Event::stop, Clock::now());
    answer_all(starting_, false, "take: stopped before it began; press again");
    answer(true, file_);
}

void Station::toggle(TimePoint moment, Answer answer) {
    const bool on = (is_recording() && state_ != State::closing) || state_ == State::resuming;
    on ? stop(moment, std::move(answer)) : start(moment, std::move(answer));
}

void Station::split(Answer answer) {
    const bool waits_for_card = state_ == State::interrupted && !card_error_.empty();
    if (state_ != State::recording && !waits_for_card)
        return answer(false, "take: none is being recorded; redstart start begins one");
    splitting_.push_back(std::move(answer));
    deck_->split();
}

void Station::mark(TimePoint moment, std::string text, const Answer& answer) {
    if (!is_recording())
        return answer(false, "take: none is being recorded; redstart start begins one");
    deck_->mark(moment, std::move(text));
    answer(true, file_);
}

void Station::retire(std::function<void()> done) {
    retired_ = std::move(done);
    if (state_ == State::resuming) happen(Event::stop, Clock::now());
    if (!is_recording()) return retired_();
    if (state_ == State::restarting) happen(Event::stop, Clock::now());
    if (state_ != State::closing) stop({}, [](bool, const std::string&) {});
}

void Station::refuse(const Answer& answer) const {
    if (is_recording()) return answer(false, "take: one is being recorded; redstart stop ends it");
    answer(false, obstacle());
}

std::string Station::obstacle() const {
    if (retired_) return "recorder: shutting down; start it again";
    if (state_ == State::resuming)
        return "take: it goes on as soon as the card is back; redstart stop calls that off";
    if (faults_.has(Fault::no_device)) return device_error_;
    if (!storage_error_.empty()) return storage_error_;
    return "recorder: not ready yet; try again in a moment";
}

// The table

void Station::happen(Event event, TimePoint when) {
    const Step taken = step(state_, event);
    const bool changed = taken.next != state_;
    state_ = taken.next;
    act(taken.action, when);
    if (state_ == State::armed && faults_.stand_in_the_way()) state_ = State::fault;
    keeper_.spare_card(is_recording());
    if (changed) on_change_();
}

void Station::act(Action action, TimePoint when) {
    switch (action) {
    case Action::begin_take:
        take_error_.clear();
        file_.clear();
        deck_->start(pressed_.value_or(when), next_file());
        pressed_.reset();
        break;
    case Action::resume_take:
        take_error_.clear();
        deck_->resume(next_file());
        break;
    case Action::forget_take:
        deck_->forget();
        break;
    case Action::end_take:
        deck_->stop(std::exchange(released_, {}), std::exchange(why_, StopReason::order));
        break;
    case Action::none:
        if (state_ == State::restarting) pressed_ = when;
        break;
    case Action::refuse:
        break;
    }
}

void Station::set_fault(Fault fault, bool on) {
    if (faults_.has(fault) == on) return;
    const bool stood = faults_.stand_in_the_way();
    faults_.set(fault, on);
    log(on ? Level::warning : Level::info,
        std::string(word(fault)) + (on ? ": it begins" : ": it is over"));
    const bool stands = faults_.stand_in_the_way();
    if (stood != stands && state_ != State::starting)
        happen(stands ? Event::trouble : Event::ready, Clock::now());
    on_change_();
}

} // namespace redstart
