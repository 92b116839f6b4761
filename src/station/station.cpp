// Orders and events go through the table; what the table says is done here.
#include "station/station.hpp"

#include "base/log.hpp"

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_period = 1200ms; // with FolderThread's patience, a fault shows within 3 s

constexpr const char* no_take = "take: none is being recorded; redstart start begins one";
constexpr const char* no_room = "card: it does not answer, and no more orders can wait for it; try "
                                "again when it does";

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
      waits_for_card_(std::make_shared<std::atomic<bool>>(false)),
      sound_(settings_.deck.sync_every),
      retry_(first_retry),
      ticking_(loop, [this] { tick(); }),
      retrying_(loop, [this] { try_microphone(); }),
      listening_(loop, [this] { look_at_microphone(); }),
      beginning_(loop, [this] { begin_by_itself(); }),
      folder_thread_(loop, storage_settings(settings_), [this] { look_at_folder(); }) {
    settings_.deck.outlives_card = true;
    takes_.reserve(4); // the heap stays as it is from take to take
    folder_thread_.look();
    try_microphone();
    ticking_.every(tick_period);
}

// Orders

void Station::handle(Order order, std::optional<TimePoint> when, Answer answer, std::string text) {
    const TimePoint moment = when.value_or(Clock::now());
    if (order == Order::toggle) order = can_stop() ? Order::stop : Order::start;
    switch (order) {
    case Order::start:
        return start(moment, std::move(answer));
    case Order::stop:
        return stop(when, std::move(answer));
    case Order::split:
        return split(std::move(answer));
    case Order::mark:
        return mark(moment, std::move(text), answer);
    case Order::power_off:
        return retire([this, answer = std::move(answer)] { answer(true, file_); });
    case Order::switched_on:
    case Order::switched_off:
        return set_switch(order == Order::switched_on, moment, std::move(answer));
    case Order::toggle:
        break;
    }
}

bool Station::can_start() const noexcept {
    if (retired_ || !accepts(state_, Order::start)) return false;
    return !is_recording() || !faults_.forbid_the_next_take();
}

void Station::start(TimePoint when, Answer answer) {
    if (!can_start()) return refuse(answer);
    if (!unsent_.empty() || !deck_->start(when, next_file())) return answer(false, no_room);
    sound_.begin_take(deck_->state(), !is_recording());
    if (!is_recording()) file_.clear();
    takes_.emplace_back().starting.push_back(std::move(answer));
    happen(Order::start);
}

void Station::stop(std::optional<TimePoint> when, Answer answer) {
    const bool was_to_begin = standing_.start_at().has_value();
    if (!can_stop() && !was_to_begin) return answer(false, no_take);
    standing_.stopped();
    if (can_stop()) return end_take(when, StopReason::order, std::move(answer));
    log_info("take: the one that was to begin by itself is called off");
    answer(true, file_);
}

void Station::end_take(std::optional<TimePoint> when, StopReason why, Answer answer) {
    switch (step(state_, Order::stop).action) {
    case Action::end_take:
        takes_.back().stopping.push_back(std::move(answer));
        insist([this, when, why] { return deck_->stop(when, why); });
        return happen(Order::stop);
    case Action::forget_take:
        return call_off(answer);
    default:
        return answer(false, no_take);
    }
}

/// The take is over already, and the next one shall not begin by itself.
void Station::call_off(const Answer& answer) {
    Ordered called_off = std::move(takes_.front());
    takes_.clear();
    happen(Order::stop);
    answer_all(called_off.starting, false, "take: stopped before it began; press again");
    answer(true, file_);
}

void Station::set_switch(bool on, TimePoint when, Answer answer) {
    if (!standing_.set_switch(on)) return;
    if (on && !standing_.start_at())
        return log_info("take: the switch is on since before a crash; it counts once it was moved");
    const bool waits = on ? !can_start() : retired_ || !can_stop();
    if (!waits && on) standing_.tried(Clock::now());
    if (!waits) return on ? start(when, std::move(answer)) : stop(when, std::move(answer));
    if (on && !is_recording())
        log_info("take: the switch is on; it begins as soon as it can: " + obstacle());
}

void Station::ask_standing_order() {
    const auto at = standing_.start_at();
    if (at && state_ == State::armed && !retired_) beginning_.at(*at);
}

/// A switch is on, or the life before ended in a take.
void Station::begin_by_itself() {
    if (state_ != State::armed || retired_ || !standing_.start_at()) return;
    standing_.tried(Clock::now());
    log_info("take: begins by itself");
    start(Clock::now(), [](bool done, const std::string& text) {
        if (!done) log_warning(text);
    });
    ask_standing_order(); // where it was refused, again in a second
}

void Station::split(Answer answer) {
    if (!accepts(state_, Order::split) || faults_.has(Fault::no_device))
        return answer(false, no_take);
    if (!deck_->split()) return answer(false, no_room);
    takes_.back().splitting.push_back(std::move(answer));
}

void Station::mark(TimePoint when, std::string text, const Answer& answer) {
    if (!accepts(state_, Order::mark)) return answer(false, no_take);
    const bool is_sent = deck_->mark(when, std::move(text));
    answer(is_sent, !is_sent ? no_room : takes_.size() == 1 ? file_ : std::string());
}

void Station::retire(std::function<void()> done) {
    retired_ = std::move(done);
    if (can_stop()) end_take({}, StopReason::order, [](bool, const std::string&) {});
    if (!is_recording()) retired_();
}

/// What ends a take is never given up: where the deck has no room for it, it goes with the next
/// news or tick, before all others.
void Station::insist(std::function<bool()> order) {
    unsent_.push_back(std::move(order));
    send_again();
}

void Station::send_again() {
    while (!unsent_.empty() && unsent_.front()()) unsent_.erase(unsent_.begin());
}

void Station::refuse(const Answer& answer) const {
    if (can_stop() && is_recording())
        return answer(false, "take: one is being recorded; redstart stop ends it");
    answer(false, obstacle());
}

std::string Station::obstacle() const {
    if (retired_) return "recorder: shutting down; start it again";
    if (can_stop())
        return "take: it goes on as soon as the card is back; redstart stop calls that off";
    if (faults_.has(Fault::no_device)) return device_error_;
    if (!storage_error_.empty()) return storage_error_;
    return "recorder: not ready yet; try again in a moment";
}

// The table

/// Before that it is `starting`.
bool Station::is_known() const {
    const bool is_microphone_known = faults_.has(Fault::no_device) || microphone_.has_come();
    return state_ != State::starting || (folder_thread_.newest() && is_microphone_known);
}

Event Station::obstruction() const noexcept {
    return faults_.stand_in_the_way() ? Event::trouble : Event::ready;
}

/// What stands in the way is no event that may be missed, but looked at after each.
void Station::happen(Trigger trigger) {
    const State before = state_;
    apply(trigger);
    apply(obstruction());
    folder_thread_.set_recording(is_recording());
    if (state_ == State::recording) standing_.recording();
    ask_standing_order();
    if (state_ != before) on_change_();
}

void Station::apply(Trigger trigger) {
    const Step taken = step(state_, trigger);
    state_ = taken.next;
    act(taken.action);
}

/// What an order asks of the deck is done where it is given, for the deck may refuse it.
void Station::act(Action action) {
    switch (action) {
    case Action::resume_take:
        file_.clear();
        sound_.begin_take(deck_->state(), true);
        return insist([this] { return deck_->resume(next_file()); });
    case Action::forget_take:
        return insist([this] { return deck_->forget(); });
    default:
        return;
    }
}

void Station::set_fault(Fault fault, bool on) {
    FaultSet changed = faults_;
    changed.set(fault, on);
    change_faults(changed);
}

/// All at once: in between there may be nothing in the way, which nobody shall see.
void Station::change_faults(FaultSet faults) {
    const FaultSet before = std::exchange(faults_, faults);
    if (faults == before) return;
    for (const Fault fault : all_faults) {
        if (faults.has(fault) == before.has(fault)) continue;
        if (faults.has(fault))
            log_warning(std::string(to_string(fault)) + ": it begins: " + reason(fault));
        else
            log_info(std::string(to_string(fault)) + ": it is over");
    }
    if (is_known()) happen(obstruction());
    on_change_();
}

} // namespace redstart
