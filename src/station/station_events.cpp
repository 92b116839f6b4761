// What the station hears of: the folder, the microphone, the deck, the passing of time.
#include "station/station.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "base/units.hpp"
#include "disk/space.hpp"
#include "takes/take_file.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {

using namespace std::chrono_literals;

// What may go missing

void Station::tick() {
    send_again();
    look_at_folder();
    folder_thread_.look();
    microphone_.look();
    look_at_sound(Clock::now());
    warn_of_space();
    set_fault(Fault::clock_unset, !clock_state(std::chrono::system_clock::now()).set);
}

/// Reckons with the newest look; the first one, and a microphone, end State::starting.
void Station::look_at_folder() {
    const std::optional<FolderLook> look = folder_thread_.newest();
    if (look && look->life_ended_in_a_take && !std::exchange(knows_life_before_, true))
        standing_.life_ended_in_a_take(settings_.after_crash);
    if (look) storage_error_ = look->why.empty() ? card_error_ : look->why;
    // A full card in the place of the one that a take waits for does not end it.
    if (look && look->is_full && card_error_.empty() && would(Event::full) == Action::end_take) {
        log_warning(look->why);
        end_take(Event::full, {}, [](bool, const std::string&) {});
    }
    change_faults(faults_of_folder());
    if (is_known()) happen(obstruction());
}

FaultSet Station::faults_of_folder() const {
    FaultSet result = faults_;
    const bool is_late = deck_ && sound_.is_late(deck_->state(), Clock::now());
    result.set(Fault::storage_slow, is_late || folder_thread_.hangs());
    if (const std::optional<FolderLook> look = folder_thread_.newest()) {
        result.set(Fault::no_storage, look->is_missing || !card_error_.empty());
        result.set(Fault::storage_full, look->is_full);
    }
    return result;
}

/// Where the oldest takes go instead, the card never gets full.
void Station::warn_of_space() {
    const auto left = time_left();
    if (!left || settings_.delete_oldest) return;
    if (const auto crossed = space_warnings_.crossed(*left))
        log_warning(settings_.folder.string() + ": less than " + std::to_string(crossed->count()) +
                    " minutes left; move takes away");
}

std::optional<std::chrono::minutes> Station::time_left() const {
    const auto look = folder_thread_.newest();
    if (!deck_ || !look || !look->free_bytes) return {};
    const std::uint64_t keep = std::min(*look->free_bytes, settings_.keep_free_bytes);
    const std::uint64_t seconds = (*look->free_bytes - keep) / deck_->format().bytes_per_second();
    return std::chrono::minutes(seconds / 60);
}

void Station::look_at_sound(TimePoint now) {
    if (!deck_) return;
    set_fault(Fault::overrun,
              sound_.has_lost(deck_->state(), would(Order::mark) == Action::mark_take, now));
    if (now > watched_until_) deck_->levels().watch(false);
}

// The microphone

/// A device that came back with another format cannot go on with a take, and needs another ring.
Deck& Station::deck_for(const AudioFormat& format) {
    if (deck_ && deck_->format() == format) return *deck_;
    if (is_recording())
        throw Error("microphone", "it came back with another format",
                    "the take has to be stopped before it can be used");
    deck_rings_.reset();
    deck_.emplace(format, settings_.deck);
    sound_.begin_anew();
    deck_rings_.emplace(loop_, deck_->bell(), [this] { read_news(); });
    return *deck_;
}

void Station::find_microphone() {
    device_error_.clear();
    set_fault(Fault::no_device, false);
    if (is_known()) happen(obstruction());
}

/// One that opens again and again, and never gives a frame, is told once.
void Station::lose_microphone(const std::string& why) {
    if (std::exchange(device_error_, why) != why) log_warning(why);
    set_fault(Fault::no_device, true);
}

// What the deck tells

void Station::read_news() {
    send_again();
    while (auto news = deck_->receive()) handle(*news);
    microphone_.look();
}

void Station::handle(const News& news) {
    switch (news.kind) {
    case News::Kind::opened:
        file_ = news.name;
        log_info(file_ + ": recording");
        set_card_error({});
        happen(Event::opened);
        set_fault(Fault::no_storage, false);
        answer_all(takes_.front().starting, true, file_);
        answer_all(takes_.front().splitting, true, file_);
        on_change_();
        break;
    case News::Kind::closed:
        file_ = news.name;
        log_info(file_ + ": finished, " + show_duration(deck_->format().duration(news.frames)));
        on_change_();
        break;
    case News::Kind::trouble:
        log_error(news.error + "; the take goes on in a new file as soon as there is a card");
        set_card_error(news.error);
        lose_card(Fault::no_storage, news.error);
        break;
    case News::Kind::failed:
        takes_.front().error = news.error;
        log_error(news.error);
        set_card_error({});
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
    folder_thread_.invalidate();
    set_fault(fault, true);
}

void Station::conclude(const News& ended) {
    look_at_sound(Clock::now()); // while it is still in a take
    Ordered over = std::move(takes_.front());
    takes_.erase(takes_.begin());
    const bool well = over.error.empty() && ended.frames > 0;
    const std::string why = over.error.empty() ? "take: it has no sound; try again" : over.error;
    const std::string file = file_;
    if (well) set_card_error({});
    if (!over.error.empty()) folder_thread_.invalidate(); // its file is not in use any more
    if (ended.was_cut_off) return cut_off(std::move(over), why);
    if (!takes_.empty()) file_.clear();
    happen(takes_.empty() ? Event::ended : Event::next);
    over.conclude(well, file, why);
    if (retired_ && takes_.empty()) retired_(true, file_);
}

/// The writer drops what was ordered behind it. A take that was to go on will be resumed.
void Station::cut_off(Ordered over, const std::string& why) {
    std::vector<Ordered> dropped = std::exchange(takes_, {});
    const bool resumes = would(Event::cut_off) == Action::keep_orders;
    if (resumes) {
        log_warning("take: cut off; it goes on in a new one as soon as the card is back");
        Ordered& goes_on = dropped.empty() ? over : dropped.back();
        takes_.emplace_back().starting = std::exchange(goes_on.starting, {});
    }
    happen(Event::cut_off);
    over.conclude(false, {}, why);
    for (Ordered& take : dropped) take.conclude(false, {}, why);
    if (retired_ && takes_.empty()) retired_(true, file_);
}

void Station::Ordered::conclude(bool well, const std::string& file, const std::string& why) {
    answer_all(stopping, well, well ? file : why);
    answer_all(splitting, false, well ? "take: it ended before; nothing to split" : why);
    answer_all(starting, false, why);
}

void Station::answer_all(std::vector<Answer>& answers, bool done, const std::string& text) {
    for (const Answer& answer : std::exchange(answers, {})) answer(done, text);
}

void Station::set_card_error(const std::string& error) {
    card_error_ = error;
    *waits_for_card_ = !error.empty();
}

/// Called on the writer thread, which alone uses the names.
OpenOutput Station::next_file() {
    return [names = names_, format = deck_->format(), rf64 = settings_.rf64,
            device = settings_.device, waits_for_card = waits_for_card_, folder = settings_.folder,
            keep_free = settings_.delete_oldest ? 0 : settings_.keep_free_bytes](TimePoint first) {
        if (*waits_for_card && free_bytes(folder).value_or(keep_free) < keep_free)
            throw Error(folder.string(), "less than keep_free is left",
                        "put in the card that the take began on, or one with room");
        const Timestamp begin = at(timestamp_now(), first);
        const auto name = names->next(begin.utc, begin.clock.set);
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

std::string Station::reason(Fault fault) const {
    const std::string folder = settings_.folder.string();
    switch (fault) {
    case Fault::no_device:
        return device_error_;
    case Fault::no_storage:
    case Fault::storage_full:
        return storage_error_;
    case Fault::storage_slow:
        return folder + ": the card does not answer; what is recorded waits in the ring, whose "
                        "length is [audio] ring";
    case Fault::overrun:
        return settings_.device + ": frames were lost in the last 10 s; silence stands in their "
                                  "place, and the log says how many";
    case Fault::clock_unset:
        return "clock: never set since the boot; a network, an RTC or timedatectl set-time sets it";
    case Fault::bad_configuration:
        return "configuration: not read; redstart plan says why";
    }
    return {};
}

StationStatus Station::status() const {
    StationStatus result;
    result.state = as_told(state_, is_on_card());
    result.faults = faults_;
    for (const Fault fault : faults_.all()) result.reasons[fault] = reason(fault);
    if (const auto look = folder_thread_.newest()) result.free_bytes = look->free_bytes;
    result.time_left = time_left();
    if (deck_) look_at_deck(deck_->state(), is_recording() ? file_ : std::string{}, result);
    if (!microphone_.is_there()) result.levels_dbfs.clear(); // those of a device that is away
    return result;
}

} // namespace redstart
