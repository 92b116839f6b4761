// The recorder of the appliance: keeps a microphone armed, obeys, and outlives what goes missing.
#pragma once

#include "event/fd_event.hpp"
#include "event/timer.hpp"
#include "recorder/faults.hpp"
#include "recorder/keeper.hpp"
#include "recorder/last_hour.hpp"
#include "recorder/sound_watch.hpp"
#include "recorder/state.hpp"
#include "recorder/station_status.hpp"
#include "shelf/names.hpp"
#include "take/deck.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct StationSettings {
    DeckSettings deck;
    std::string device; // its name, for the record of a take
    std::filesystem::path folder;
    std::string name_pattern;
    bool rf64 = false;
    std::uint64_t keep_free_bytes = 0;
    bool delete_oldest = false; // takes, when the card is full
};

/// Belongs to the loop's thread. A microphone or a folder that is missing is a fault that it tells
/// and waits out, at its construction as well as later. It is `starting` until the folder has been
/// looked at for the first time, and what earlier lives left there is completed.
///
/// A take outlives both: the card's errors as far as the ring goes, and then the next take begins
/// by itself with what the ring still holds.
class Station {
public:
    /// Opens the microphone; throws Error where there is none.
    using OpenSource = std::function<std::unique_ptr<Source>()>;

    /// How an order ended: done, and the file it is about; or not done, and why in one line.
    using Answer = std::function<void(bool done, const std::string& text)>;

    /// `on_change` is called from the loop when status() has another state, fault or file.
    Station(EventLoop& loop, StationSettings settings, OpenSource open_source,
            std::function<void()> on_change);

    // Orders. A moment is when the hand moved; nothing is now, with all that is there.
    void start(TimePoint moment, Answer answer);               // answers with the file on the card
    void stop(std::optional<TimePoint> moment, Answer answer); // ... with the finished file
    void toggle(TimePoint moment, Answer answer);
    void split(Answer answer); // ... with the next file
    void mark(TimePoint moment, std::string text, const Answer& answer);

    /// Ends what is under way, takes no orders any more, and calls `done` once all is on the card.
    void retire(std::function<void()> done);

    bool is_recording() const noexcept { return has_take(state_); }
    State state() const noexcept { return state_; }
    const FaultSet& faults() const noexcept { return faults_; }
    const std::string& file() const noexcept { return file_; } // of the take under way, or the last
    StationStatus status() const;

    /// The thread that hangs, see Deck::hung(): only a new life of the program helps.
    std::optional<std::string_view> hung() const noexcept;

    /// Fresh levels and counts, for as long as somebody calls this more often than once a second.
    void watch();

private:
    void happen(Event event, TimePoint when);
    void act(Action action, TimePoint when);
    void set_fault(Fault fault, bool on);
    void refuse(const Answer& answer) const;
    void call_off(const Answer& answer);
    std::string obstacle() const;

    void tick();
    void look_at_folder();
    void look_for_stalls(TimePoint now);
    void tell_last_hour();
    std::optional<std::chrono::minutes> time_left() const;
    void look_at_sound(TimePoint now);

    void try_microphone();
    void adopt(std::unique_ptr<Source> source);
    void lose_microphone();
    void make_deck(const AudioFormat& format);

    void read_news();
    void hear(const News& news);
    void lose_card(Fault fault, const std::string& error);
    void conclude(const News& ended);
    void answer_all(std::vector<Answer>& answers, bool done, const std::string& text);
    OpenOutput next_file();

    EventLoop& loop_;
    StationSettings settings_;
    OpenSource open_source_;
    std::function<void()> on_change_;
    std::shared_ptr<TakeNames> names_; // used on the writer thread only
    State state_ = State::starting;
    FaultSet faults_;
    std::string device_error_, storage_error_;
    std::string card_error_; // the take under way waits for its card; why
    std::string file_, take_error_;
    std::vector<Answer> starting_, stopping_, splitting_;
    std::function<void()> retired_;
    std::optional<TimePoint> pressed_, released_; // moments of the orders under way
    StopReason why_ = StopReason::order;          // ... of the stop
    SoundWatch sound_;
    TimePoint watched_until_{};
    static constexpr std::chrono::milliseconds first_retry{250}, longest_retry{2000};
    std::chrono::nanoseconds retry_;
    Timer ticking_, retrying_;
    Keeper keeper_;
    LastHour last_hour_;
    std::optional<Deck> deck_;
    std::optional<FdEvent> deck_rings_;
};

} // namespace redstart
