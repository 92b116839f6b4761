// Orders and events go through the table; what the table says is done here.
#include "station/station.hpp"

#include "base/log.hpp"

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_period = 1200ms; // with FolderThread's patience, a fault shows within 3 s

constexpr const char* no_place_for_name =
    "name: [storage] name has no {name}; write it there, like \"{name}_{seq}\"";
constexpr const char* no_room = "card: it does not answer, and no more orders can wait for it; try "
                                "again when it does";

StorageSettings storage_settings(const StationSettings& settings) {
    return {settings.folder, settings.keep_free_bytes, settings.delete_oldest,
            settings.name_pattern};
}

} // namespace

Station::Station(EventLoop& loop, StationSettings settings, Microphone::Open open_microphone,
                 std::function<void()> on_change)
    : loop_(loop),
      settings_(std::move(settings)),
      on_change_(std::move(on_change)),
      names_(std::make_shared<TakeNames>(settings_.folder,
                                         NamePattern(settings_.name_pattern, host_name()))),
      card_(settings_.deck.sync_every),
      takes_have_names_(NamePattern(settings_.name_pattern, {}).has_name()),
      ticking_(loop, [this] { tick(); }),
      beginning_(loop, [this] { begin_by_itself(); }),
      folder_thread_(loop, storage_settings(settings_), [this] { take_in_news_of_the_folder(); }),
      microphone_(loop, std::move(open_microphone),
                  {[this](const AudioFormat& format) -> Deck& { return deck_for(format); },
                   [this] { find_microphone(); },
                   [this](const std::string& why) { lose_microphone(why); }}) {
    settings_.deck.outlives_card = true;
    folder_thread_.look();
    microphone_.open();
    ticking_.every(tick_period);
}

// Orders

void Station::handle(Order order, std::optional<TimePoint> when, Answer answer, std::string text,
                     TakeWords words) {
    if (!words.name.empty() && !takes_have_names_) return answer(false, no_place_for_name);
    switch (order) {
    case Order::switched_on:
    case Order::switched_off:
        return set_switch(order == Order::switched_on, when, std::move(answer));
    case Order::power_off:
        return retire(std::move(answer));
    default:
        return carry_out(order, when, std::move(answer), std::move(text), std::move(words));
    }
}

void Station::carry_out(Order order, std::optional<TimePoint> when, Answer answer, std::string text,
                        TakeWords words) {
    const TimePoint moment = when.value_or(Clock::now());
    switch (would(order)) {
    case Action::begin_take:
        return start(order, moment, std::move(answer), std::move(words));
    case Action::end_take:
        automatic_start_.stopped();
        if (order == Order::toggle) when = moment; // as the button does, also from the socket
        return end_take(order, when, std::move(answer));
    case Action::forget_take:
        automatic_start_.stopped();
        return forget_take(order, answer);
    case Action::call_off:
        return call_off(answer);
    case Action::split_take:
        return split(std::move(answer));
    case Action::mark_take:
        return mark(moment, std::move(text), answer);
    case Action::none:
        return answer(true, file_); // there is nothing to end
    default:
        return refuse(order, answer);
    }
}

void Station::start(Trigger why, TimePoint when, Answer answer, TakeWords words) {
    if (!unsent_.is_empty() || !deck_->start(when, next_file(words))) return answer(false, no_room);
    words_ = std::move(words);
    ordered_ = when;
    losses_.begin_take(deck_->state(), !is_recording());
    if (!is_recording()) file_.clear();
    takes_.start(std::move(answer));
    happen(why);
}

void Station::end_take(Trigger why, std::optional<TimePoint> when, Answer answer) {
    const StopReason reason = why == Trigger(Event::full) ? StopReason::full : StopReason::order;
    takes_.stop(std::move(answer));
    unsent_.insist([this, when, reason] { return deck_->stop(when, reason); });
    happen(why);
}

/// The take is over already, and the next one shall not begin by itself.
void Station::forget_take(Trigger why, const Answer& answer) {
    PendingTake forgotten = takes_.remove_oldest();
    happen(why);
    forgotten.called_off();
    answer(true, file_);
}

void Station::call_off(const Answer& answer) {
    automatic_start_.stopped();
    log_info("take: the one that was to begin by itself is called off");
    answer(true, file_);
}

void Station::set_switch(bool on, std::optional<TimePoint> when, Answer answer) {
    if (!automatic_start_.set_switch(on)) return;
    if (on && !automatic_start_.start_at())
        return log_info("take: the switch is on since before a crash; it counts once it was moved");
    if (on ? can_start() : can_stop()) {
        if (on) automatic_start_.tried(Clock::now());
        return carry_out(on ? Order::start : Order::stop, when, std::move(answer));
    }
    if (on && !is_recording())
        log_info("take: the switch is on; it begins as soon as it can: " + obstacle());
}

void Station::ask_automatic_start() {
    if (would(Event::due) == Action::begin_take) beginning_.at(*automatic_start_.start_at());
}

/// A switch is on, or the life before ended in a take.
void Station::begin_by_itself() {
    if (would(Event::due) != Action::begin_take) return;
    automatic_start_.tried(Clock::now());
    log_info("take: begins by itself");
    start(Event::due, Clock::now(), [](bool done, const std::string& text) {
        if (!done) log_warning(text);
    });
    ask_automatic_start(); // where it was refused, again in a second
}

void Station::split(Answer answer) {
    if (!deck_->split()) return answer(false, no_room);
    takes_.split(std::move(answer));
}

void Station::mark(TimePoint when, std::string text, const Answer& answer) {
    const bool is_sent = deck_->mark(when, std::move(text));
    answer(is_sent, !is_sent ? no_room : takes_.has_one() ? file_ : std::string());
}

/// The last take is one that is there.
void Station::care(TakeCare care, Answer answer) {
    const Care what = care.care;
    folder_thread_.care(std::move(care), [this, what, answer = std::move(answer)](
                                             bool is_done, const std::string& text) {
        if (is_done && what == Care::remove && last_take_ == text) last_take_.clear();
        if (is_done && what == Care::restore && last_take_.empty()) last_take_ = text;
        answer(is_done, text);
    });
}

void Station::retire(Answer done) {
    retired_ = std::move(done);
    carry_out(Order::power_off, {}, [](bool, const std::string&) {});
    tell_end_of_all();
}

void Station::tell_end_of_all() const {
    if (retired_ && !is_recording()) retired_(true, file_);
}

// The table

/// Before that it is `starting`.
bool Station::is_known() const {
    const bool is_microphone_known = faults_.has(Fault::no_device) || microphone_.is_there();
    return !knows_nothing(state_) || (folder_thread_.newest() && is_microphone_known);
}

Event Station::obstruction() const noexcept {
    return faults_.faults().stand_in_the_way() ? Event::trouble : Event::ready;
}

Circumstances Station::circumstances() const noexcept {
    return {faults_.faults(), retired_ != nullptr, automatic_start_.start_at().has_value()};
}

/// What stands in the way is no event that may be missed, but looked at after each.
void Station::happen(Trigger trigger) {
    const State before = state();
    apply(trigger);
    apply(obstruction());
    folder_thread_.set_recording(is_recording());
    if (is_growing(state_)) automatic_start_.recording();
    ask_automatic_start();
    if (state() != before) on_change_();
}

void Station::apply(Trigger trigger) {
    const Step taken = step(state_, trigger, circumstances());
    state_ = taken.next;
    act(taken.action);
}

/// What an order asks of the deck is done where it is given, for the deck may refuse it.
void Station::act(Action action) {
    switch (action) {
    case Action::resume_take:
        file_.clear();
        losses_.begin_take(deck_->state(), true);
        return unsent_.insist([this] { return deck_->resume(next_file(words_)); });
    case Action::forget_take:
        return unsent_.insist([this] { return deck_->forget(); });
    default:
        return;
    }
}

void Station::set_fault(Fault fault, std::string reason) {
    const FaultSet before = faults_.faults();
    faults_.set(fault, std::move(reason));
    tell_faults_since(before);
}

void Station::clear_fault(Fault fault) {
    const FaultSet before = faults_.faults();
    faults_.clear(fault);
    tell_faults_since(before);
}

/// All at once: in between there may be nothing in the way, which nobody shall see.
void Station::tell_faults_since(FaultSet before) {
    const FaultSet now = faults_.faults();
    if (now == before) return;
    for (const Fault fault : all_faults) {
        if (now.has(fault) == before.has(fault)) continue;
        const std::string name(to_string(fault));
        if (now.has(fault))
            log_warning(name + ": it begins: " + faults_.reason(fault));
        else
            log_info(name + ": it is over");
    }
    if (is_known()) happen(obstruction());
    on_change_();
}

} // namespace redstart
