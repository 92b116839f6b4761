// The recorder of the appliance: keeps a microphone armed, carries out orders, and outlives what
// goes missing.
#pragma once

#include "base/phone_clock.hpp"
#include "base/take_words.hpp"
#include "deck/deck.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"
#include "station/automatic_start.hpp"
#include "station/card_watch.hpp"
#include "station/fault_reasons.hpp"
#include "station/folder_thread.hpp"
#include "station/loss_watch.hpp"
#include "station/microphone.hpp"
#include "station/pending_takes.hpp"
#include "station/sound_warnings.hpp"
#include "station/space_warnings.hpp"
#include "station/state_table.hpp"
#include "station/station_status.hpp"
#include "station/unsent_orders.hpp"
#include "takes/names.hpp"
#include "wav/metadata.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace redstart {

struct StationSettings {
    DeckSettings deck;
    std::string device;                       // its name, for the sidecar of a take
    std::map<std::string, std::string> mixer; // likewise, of its card
    Description description;                  // what its files say of themselves
    std::filesystem::path folder;
    std::string name_pattern;
    bool rf64 = false;
    std::uint64_t keep_free_bytes = 0;
    bool delete_oldest = false; // takes, when the card is full
    AfterCrash after_crash = AfterCrash::armed;
    /// Of each new deck, for those who listen; may be none.
    std::function<std::shared_ptr<Tap>(const AudioFormat&)> new_tap = {};
};

/// Belongs to the loop's thread. A microphone or a folder that is missing is a fault that it tells
/// and waits out, at its construction as well as later; a microphone that opens and gives no frames
/// is missing. It is `starting` until the folder has been looked at for the first time, and what
/// earlier lives left there is completed, and until it is known whether there is a microphone.
///
/// A take outlives both: the card's errors as far as the ring goes, and then the next take begins
/// by itself with what the ring still holds. Takes that are ordered while a card stalls begin and
/// end with the moments of their orders, as soon as the card is back.
class Station {
public:
    using Answer = redstart::Answer;

    /// `on_change` is called from the loop when status() has another state, fault or file.
    Station(EventLoop& loop, StationSettings settings, Microphone::Open open_microphone,
            std::function<void()> on_change);

    /// `when` is the moment in which the hand moved; nothing is now, with all that is there. `text`
    /// is that of a mark, `words` are those of a start; a name is refused where the pattern of
    /// names has no place for it. A start is answered with the file on the card, a stop with the
    /// finished one, a split with the next. What is answered with true will be; what a card that
    /// stalls leaves no room for is refused. A switch that is on records as soon as that can be,
    /// see AutomaticStart. power_off ends what is under way and is answered once all is on the
    /// card; no order is obeyed any more then.
    void handle(Order order, std::optional<TimePoint> when, Answer answer, std::string text = {},
                TakeWords words = {});

    /// Done on the folder's thread, and answered with the take's file once it is on the card.
    void care(TakeCare care, Answer answer);

    /// A phone tells the time, and takes of this boot without a date are dated by it. Throws Error
    /// where the clock is synchronised, for then it is the better one.
    void set_clock(const PhoneTime& now);

    /// A reload took the switch away: what it wanted is wanted no more. A take under way goes on.
    void forget_switch() noexcept { automatic_start_.forget_switch(); }

    bool can_start() const noexcept { return accepts(state_, Order::start, circumstances()); }
    bool can_stop() const noexcept { return accepts(state_, Order::stop); }
    /// What the source that was opened last is called, where the settings leave that open. The
    /// function that opens it calls this.
    void set_device(const std::string& name) { settings_.device = name; }
    /// How its card's controls stood when they were looked at last, for the sidecar.
    void set_mixer(std::map<std::string, std::string> values) {
        settings_.mixer = std::move(values);
    }
    const std::string& device() const noexcept { return settings_.device; }
    bool has_microphone() const noexcept { return microphone_.is_there(); } // one that gives sound

    bool is_recording() const noexcept { return has_take(state_); }
    TimePoint ordered() const noexcept { return ordered_; } // when the newest take was

    /// The take under way has its first frames on the card.
    bool is_on_card() const noexcept { return deck_ && deck_->state().is_recording; }
    State state() const noexcept { return state_; }
    const FaultSet& faults() const noexcept { return faults_.faults(); }
    WarningSet warnings() const noexcept { return sound_warnings_.warnings(); }
    /// What is known of elsewhere than by the sound; an empty reason: it is over.
    void warn(Warning warning, std::string reason);
    const std::string& file() const noexcept { return file_; } // of the take under way, or the last
    StationStatus status() const;

    /// The thread that hangs, see Deck::hung(): only a new life of the program helps.
    std::optional<std::string_view> hung() const noexcept;

    /// Fresh levels and counts, for as long as somebody calls this more often than once a second.
    void watch();

private:
    bool is_known() const;
    Event obstruction() const noexcept;
    Circumstances circumstances() const noexcept;
    Action would(Trigger trigger) const noexcept {
        return step(state_, trigger, circumstances()).action;
    }
    void carry_out(Order order, std::optional<TimePoint> when, Answer answer, std::string text = {},
                   TakeWords words = {});
    void start(Trigger why, TimePoint when, Answer answer, TakeWords words = {});
    void set_switch(bool on, std::optional<TimePoint> when, Answer answer);
    void retire(Answer done);
    void split(Answer answer);
    void mark(TimePoint when, std::string text, const Answer& answer);
    void happen(Trigger trigger);
    void apply(Trigger trigger);
    void act(Action action);
    void set_fault(Fault fault, std::string reason);
    void clear_fault(Fault fault);
    void tell_faults_since(FaultSet before);
    void end_take(Trigger why, std::optional<TimePoint> when, Answer answer);
    void forget_take(Trigger why, const Answer& answer);
    void call_off(const Answer& answer);
    void ask_automatic_start();
    void begin_by_itself();
    void refuse(Order order, const Answer& answer) const;
    std::string obstacle() const;

    void tick();
    void take_in_news_of_the_folder();
    void look_at_folder();
    void look_for_delays();
    void look_at_clock();
    void warn_of_space();
    std::optional<std::chrono::minutes> time_left() const;
    void look_at_losses(TimePoint now);
    void look_at_sound();

    Deck& deck_for(const AudioFormat& format);
    void find_microphone();
    void lose_microphone(const std::string& why);

    void read_news();
    void handle(const News& news);
    void on_opened(const News& news);
    void on_closed(const News& news);
    void on_trouble(const News& news);
    void on_failed(const News& news);
    void lose_card(Fault fault, const std::string& error);
    void conclude(const News& ended);
    void cut_off(PendingTake over);
    void tell_end_of_all() const;
    OpenOutput next_file(const TakeWords& words);

    EventLoop& loop_;
    StationSettings settings_;
    std::function<void()> on_change_;
    std::shared_ptr<TakeNames> names_; // used on the writer thread only
    State state_ = State::starting;
    FaultReasons faults_;
    SoundWarnings sound_warnings_;
    CardWatch card_;
    std::string file_, last_take_;
    const bool takes_have_names_; // {name} is in the pattern
    TakeWords words_;             // of the newest take, which may have to be resumed
    TimePoint ordered_{};         // likewise
    PendingTakes takes_;
    UnsentOrders unsent_;
    Answer retired_; // whom the end of all is told
    AutomaticStart automatic_start_;
    bool knows_life_before_ = false;
    LossWatch losses_;
    Timer ticking_, beginning_;
    FolderThread folder_thread_;
    SpaceWarnings space_warnings_;
    std::optional<Deck> deck_;
    std::optional<FdEvent> deck_rings_;
    Microphone microphone_; // after the deck that it feeds
};

} // namespace redstart
