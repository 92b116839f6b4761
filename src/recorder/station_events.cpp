// What the station hears of: the folder, the microphone, the deck, the passing of time.
#include "recorder/station.hpp"

#include "base/log.hpp"
#include "base/units.hpp"
#include "shelf/clock.hpp"
#include "shelf/take_file.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {

using namespace std::chrono_literals;

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
