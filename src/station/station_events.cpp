// What the station hears of: the folder, the microphone, the deck, the passing of time.
#include "station/station.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "base/units.hpp"
#include "disk/folder_probe.hpp"
#include "disk/storage.hpp"
#include "station/fault_sentences.hpp"
#include "takes/take_file.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>

namespace redstart {

using namespace std::chrono_literals;

namespace {

/// Of the card that is there in place of the one that a take waits for. Where it cannot be asked,
/// it is not there: another may come between this question and the file.
void check_room(const std::filesystem::path& folder, std::uint64_t keep_free) {
    const auto free = free_bytes(folder);
    if (!free) throw storage_error(folder, errno);
    if (*free < keep_free)
        throw Error(folder.string(), "less than keep_free is left",
                    "put in the card that the take began on, or one with room");
}

} // namespace

// What may go missing

void Station::tick() {
    unsent_.send();
    look_at_folder();
    folder_thread_.look();
    microphone_.look();
    look_at_losses(Clock::now());
    warn_of_space();
    look_at_clock();
}

void Station::look_at_clock() {
    if (wall_time().clock.set) return clear_fault(Fault::clock_unset);
    set_fault(Fault::clock_unset, fault_sentences::clock_unset());
}

void Station::set_clock(const PhoneTime& now) {
    if (wall_time().clock.synchronised)
        throw Error("clock", "it is synchronised, and right without a phone",
                    "nothing is to be done");
    set_phone_clock(now);
    log_info("clock: " + utc_text(now.utc) + ", told by a phone, right to " +
             std::to_string(now.error.count()) + " ms");
    look_at_clock();
    folder_thread_.look(); // its thread dates the takes
    on_change_();
}

void Station::take_in_news_of_the_folder() {
    if (auto found = folder_thread_.last_take_found(); found && last_take_.empty())
        last_take_ = std::move(*found);
    look_at_folder();
}

/// Reckons with the newest look; the first one, and a microphone, end State::starting.
void Station::look_at_folder() {
    const std::optional<FolderLook> look = folder_thread_.newest();
    if (look && look->life_ended_in_a_take && !std::exchange(knows_life_before_, true))
        automatic_start_.life_ended_in_a_take(settings_.after_crash);
    // A full card in the place of the one that a take waits for does not end it.
    if (look && look->is_full && !card_.is_waited_for() && would(Event::full) == Action::end_take) {
        log_warning(look->why);
        end_take(Event::full, {}, [](bool, const std::string&) {});
    }
    const FaultSet before = faults_.faults();
    look_for_delays();
    if (look) card_.judge(*look, faults_);
    tell_faults_since(before);
    if (is_known()) happen(obstruction());
}

void Station::look_for_delays() {
    const bool is_late = deck_ && card_.is_late(deck_->state(), Clock::now());
    if (!is_late && !folder_thread_.hangs()) return faults_.clear(Fault::storage_slow);
    faults_.set(Fault::storage_slow, fault_sentences::storage_slow(settings_.folder));
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

void Station::look_at_losses(TimePoint now) {
    if (!deck_) return;
    const bool is_in_take = would(Order::mark) == Action::mark_take;
    if (!losses_.has_lost(deck_->state(), is_in_take, now)) return clear_fault(Fault::overrun);
    set_fault(Fault::overrun, fault_sentences::overrun(settings_.device));
}

/// What is recorded stays as it is: a warning is for the person before the box.
void Station::look_at_sound() {
    const auto fresh = sound_warnings_.hear(deck_->levels().warned());
    if (!fresh) return;
    for (const std::string& reason : *fresh) log_warning(reason);
    on_change_();
}

void Station::warn(Warning warning, std::string reason) {
    if (!reason.empty()) log_warning(reason);
    sound_warnings_.tell(warning, std::move(reason));
    on_change_();
}

// The microphone

/// A device that came back with another format cannot go on with a take, and needs another ring.
Deck& Station::deck_for(const AudioFormat& format) {
    if (deck_ && deck_->format() == format) return *deck_;
    if (is_recording())
        throw Error("microphone", "it came back with another format",
                    "the take has to be stopped before it can be used");
    deck_rings_.reset();
    if (settings_.new_tap) settings_.deck.capture.tap = settings_.new_tap(format);
    deck_.emplace(format, settings_.deck);
    losses_.begin_anew();
    deck_rings_.emplace(loop_, deck_->bell(), [this] { read_news(); });
    return *deck_;
}

void Station::find_microphone() {
    clear_fault(Fault::no_device);
    if (is_known()) happen(obstruction());
}

/// One that opens again and again, and never gives a frame, is told once.
void Station::lose_microphone(const std::string& why) {
    if (faults_.reason(Fault::no_device) != why) log_warning(why);
    set_fault(Fault::no_device, why);
}

// What the deck tells

void Station::read_news() {
    unsent_.send();
    while (auto news = deck_->receive()) handle(*news);
    look_at_sound();
    microphone_.look();
}

void Station::handle(const News& news) {
    switch (news.kind) {
    case News::Kind::opened:
        return on_opened(news);
    case News::Kind::closed:
        return on_closed(news);
    case News::Kind::trouble:
        return on_trouble(news);
    case News::Kind::failed:
        return on_failed(news);
    case News::Kind::ended:
        return conclude(news);
    }
}

void Station::on_opened(const News& news) {
    file_ = news.name;
    log_info(file_ + ": recording");
    card_.wait_no_more();
    happen(Event::opened);
    clear_fault(Fault::no_storage);
    takes_.oldest().opened(file_);
    on_change_();
}

void Station::on_closed(const News& news) {
    file_ = last_take_ = news.name;
    log_info(file_ + ": finished, " + show_duration(deck_->format().duration(news.frames)));
    on_change_();
}

void Station::on_trouble(const News& news) {
    log_error(news.error + "; the take goes on in a new file as soon as there is a card");
    card_.wait_for(news.error);
    lose_card(Fault::no_storage, news.error);
}

void Station::on_failed(const News& news) {
    takes_.oldest().error = news.error;
    log_error(news.error);
    card_.wait_no_more();
    const bool is_full = news.code == std::errc::no_space_on_device;
    lose_card(is_full ? Fault::storage_full : Fault::no_storage, news.error);
}

/// What it left behind is completed at the next look that finds it.
void Station::lose_card(Fault fault, const std::string& error) {
    folder_thread_.invalidate();
    set_fault(fault, error);
}

void Station::conclude(const News& ended) {
    look_at_losses(Clock::now()); // while it is still in a take
    card_.wait_no_more();
    PendingTake over = takes_.remove_oldest();
    if (!over.error.empty()) folder_thread_.invalidate(); // its file is not in use any more
    if (ended.was_cut_off) return cut_off(std::move(over));
    const std::string file = file_;
    if (!takes_.is_empty()) file_.clear();
    happen(takes_.is_empty() ? Event::ended : Event::next);
    over.ended(ended.frames > 0, file);
    tell_end_of_all();
}

/// The writer drops what was ordered behind it. A take that was to go on will be resumed.
void Station::cut_off(PendingTake over) {
    const bool goes_on = would(Event::cut_off) == Action::keep_orders;
    if (goes_on) log_warning("take: cut off; it goes on in a new one as soon as the card is back");
    const std::string why = over.why_it_failed();
    auto dropped = takes_.cut_off(std::move(over), goes_on);
    happen(Event::cut_off);
    for (PendingTake& take : dropped) take.failed(why);
    tell_end_of_all();
}

/// Called on the writer thread, which alone uses the names.
OpenOutput Station::next_file(const TakeWords& words) {
    auto metadata = take_metadata(settings_.device, settings_.description, words.notes);
    return [names = names_, words, metadata = std::move(metadata), format = deck_->format(),
            rf64 = settings_.rf64, device = settings_.device, mixer = settings_.mixer,
            waits_for_card = card_.waits(), folder = settings_.folder,
            keep_free = settings_.delete_oldest ? 0 : settings_.keep_free_bytes](TimePoint first) {
        if (*waits_for_card) check_room(folder, keep_free);
        const Timestamp begin = at(timestamp_now(), first);
        const auto name = names->next(begin.utc, begin.clock.set, words.name);
        return std::make_unique<TakeFile>(name, format, WavFile::Options{rf64, metadata}, device,
                                          words.notes, mixer);
    };
}

} // namespace redstart
