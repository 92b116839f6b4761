// Orders, faults and news go through the table; what the table says is done here.
#include "recorder/station.hpp"

#include "base/log.hpp"
#include "base/units.hpp"
#include "shelf/clock.hpp"
#include "shelf/take_file.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_period = 1200ms; // with Keeper's patience, a fault shows within 3 s
constexpr std::chrono::milliseconds first_retry{250}, longest_retry{2000};

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

// What may go missing

void Station::tick() {
    look_at_folder();
    keeper_.look();
    look_at_sound(Clock::now());
    tell_last_hour();
    set_fault(Fault::clock_unset, !clock_state(std::chrono::system_clock::now()).set);
}

/// Reckons with the newest look; the first one ends State::starting.
void Station::look_at_folder() {
    look_for_stalls(Clock::now());
    const std::optional<FolderLook> look = keeper_.newest();
    if (!look) return;
    storage_error_ = look->why.empty() ? card_error_ : look->why;
    if (look->is_full && step(state_, Event::stop).action == Action::end_take) {
        log_warning(look->why);
        why_ = StopReason::full;
        stop({}, [](bool, const std::string&) {});
    }
    set_fault(Fault::no_storage, look->is_missing || !card_error_.empty());
    set_fault(Fault::storage_full, look->is_full);
    if (state_ == State::starting)
        happen(faults_.stand_in_the_way() ? Event::trouble : Event::ready, Clock::now());
}

void Station::look_for_stalls(TimePoint now) {
    const bool is_late = state_ == State::recording && deck_ && sound_.is_late(deck_->belt(), now);
    set_fault(Fault::storage_slow, is_late || keeper_.hangs());
}

/// Where the oldest takes go instead, the card never gets full.
void Station::tell_last_hour() {
    const auto left = time_left();
    if (!left || settings_.delete_oldest) return;
    if (const auto crossed = last_hour_.crossed(*left))
        log_warning(settings_.folder.string() + ": less than " + std::to_string(crossed->count()) +
                    " minutes left; move takes away");
}

std::optional<std::chrono::minutes> Station::time_left() const {
    const auto look = keeper_.newest();
    if (!deck_ || !look || !look->free_bytes) return {};
    const std::uint64_t keep = std::min(*look->free_bytes, settings_.keep_free_bytes);
    const std::uint64_t seconds = (*look->free_bytes - keep) / deck_->format().bytes_per_second();
    return std::chrono::minutes(seconds / 60);
}

void Station::look_at_sound(TimePoint now) {
    if (!deck_) return;
    set_fault(Fault::overrun, sound_.has_lost(deck_->belt(), now));
    if (now > watched_until_) deck_->levels().watch(false);
}

// The microphone

void Station::try_microphone() {
    try {
        adopt(open_source_());
        retry_ = first_retry;
        set_fault(Fault::no_device, false);
    } catch (const Error& error) {
        if (device_error_ != error.what()) log_warning(error.what());
        device_error_ = error.what();
        retrying_.after(retry_);
        retry_ = std::min<std::chrono::nanoseconds>(retry_ * 2, longest_retry);
        set_fault(Fault::no_device, true);
    }
}

/// A device that came back with another format cannot go on with a take, and needs another ring.
void Station::adopt(std::unique_ptr<Source> source) {
    const AudioFormat format = source->format();
    if (deck_ && deck_->format() != format && is_recording())
        throw Error("microphone", "it came back with another format",
                    "the take has to be stopped before it can be used");
    if (!deck_ || deck_->format() != format) make_deck(format);
    deck_->feed(std::move(source));
    if (!deck_->remark().empty()) log_warning(deck_->remark());
    device_error_.clear();
}

void Station::make_deck(const AudioFormat& format) {
    deck_rings_.reset();
    deck_.emplace(format, settings_.deck);
    sound_.begin_anew();
    deck_rings_.emplace(loop_, deck_->bell(), [this] { read_news(); });
}

void Station::lose_microphone() {
    device_error_ = "microphone: " + deck_->source_error().message() +
                    "; it is opened again as soon as it is there";
    log_warning(device_error_);
    deck_->halt();
    set_fault(Fault::no_device, true);
    retry_ = first_retry;
    retrying_.after(retry_);
}

// What the deck tells

void Station::read_news() {
    while (auto news = deck_->receive()) hear(*news);
    const bool lost = !deck_->is_capturing() && !faults_.has(Fault::no_device);
    if (lost) lose_microphone();
}

void Station::hear(const News& news) {
    switch (news.kind) {
    case News::Kind::opened:
        file_ = news.name;
        log_info(file_ + ": recording");
        card_error_.clear();
        happen(Event::opened, Clock::now());
        set_fault(Fault::no_storage, false);
        answer_all(starting_, true, file_);
        answer_all(splitting_, true, file_);
        on_change_();
        break;
    case News::Kind::closed:
        file_ = news.name;
        log_info(file_ + ": finished, " + show_duration(deck_->format().duration(news.frames)));
        on_change_();
        break;
    case News::Kind::trouble:
        log_error(news.error + "; the take goes on in a new file as soon as there is a card");
        card_error_ = news.error;
        lose_card(Fault::no_storage, news.error);
        break;
    case News::Kind::failed:
        take_error_ = news.error;
        log_error(news.error);
        card_error_.clear();
        lose_card(news.code == std::errc::no_space_on_device ? Fault::storage_full
                                                             : Fault::no_storage,
                  news.error);
        break;
    case News::Kind::ended:
        conclude(news);
        break;
    }
}

/// What it left behind is completed at the next look that finds it.
void Station::lose_card(Fault fault, const std::string& error) {
    storage_error_ = error;
    keeper_.distrust();
    set_fault(fault, true);
}

void Station::conclude(const News& ended) {
    const bool well = take_error_.empty() && ended.frames > 0;
    const std::string why = take_error_.empty() ? "take: it has no sound; try again" : take_error_;
    const Event event = ended.was_cut_off ? Event::cut_off : Event::ended;
    const State next = step(state_, event).next;
    answer_all(stopping_, well, well ? file_ : why);
    answer_all(splitting_, false, well ? "take: it ended before; nothing to split" : why);
    if (next != State::opening && next != State::resuming) answer_all(starting_, false, why);
    if (well) card_error_.clear();
    if (!take_error_.empty()) keeper_.distrust(); // its file is not in use any more
    if (next == State::resuming)
        log_warning("take: cut off; it goes on in a new one as soon as the card is back");
    happen(event, Clock::now());
    if (retired_) retired_();
}

void Station::answer_all(std::vector<Answer>& answers, bool done, const std::string& text) {
    for (const Answer& answer : std::exchange(answers, {})) answer(done, text);
}

/// Called on the writer thread, which alone uses the names.
OpenOutput Station::next_file() {
    return [names = names_, format = deck_->format(), rf64 = settings_.rf64,
            device = settings_.device] {
        const auto now = std::chrono::system_clock::now();
        const auto name = names->next(now, clock_state(now).set);
        return std::make_unique<TakeFile>(name, format, WavFile::Options{rf64}, device);
    };
}

// What others want to know

void Station::watch() {
    if (!deck_) return;
    watched_until_ = Clock::now() + 1s;
    deck_->levels().watch(true);
    deck_->poke();
}

std::optional<std::string_view> Station::hung() const noexcept {
    return deck_ ? deck_->hung(Clock::now()) : std::nullopt;
}

StationStatus Station::status() const {
    StationStatus result;
    result.state = state_;
    result.faults = faults_;
    if (const auto look = keeper_.newest()) result.free_bytes = look->free_bytes;
    result.time_left = time_left();
    if (deck_) look_at_belt(deck_->belt(), is_recording() ? file_ : std::string{}, result);
    return result;
}

} // namespace redstart
