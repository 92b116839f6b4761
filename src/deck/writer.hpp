// The writer thread: obeys the loop's orders and empties the ring, into a take or into nothing.
#pragma once

#include "base/mailbox.hpp"
#include "deck/capture.hpp"
#include "deck/deck_state.hpp"
#include "deck/orders.hpp"
#include "deck/take.hpp"

#include <redstart/defaults.hpp>

#include <optional>
#include <thread>
#include <vector>

namespace redstart {

struct WriterSettings {
    std::chrono::nanoseconds sync_every = defaults::storage::sync_every;
    std::chrono::nanoseconds hold_back{}; // see DeckSettings
    Frames keep = 0;                      // frames held back for the next take: the pre-roll
    TakeSettings take;
};

/// Exists as long as the deck. While nothing is recorded it holds back the newest frames and
/// gives back the rest; while a take is open it fetches what the device has once a `sync_every`,
/// writes and syncs it, and gives back only what is on the card. A card that failed is waited for
/// until the ring is as good as full; the take is cut off then, and the ring rolls on full until an
/// order resumes or forgets it.
///
/// Orders are obeyed one after the other. A start that comes while a take is still being closed
/// waits for that, with all orders behind it, and the ring keeps what it will begin with. A start
/// that finds a take cut off is the one that will be resumed, and begins nothing.
///
/// send() and receive() belong to one thread, which waits for loop_bell.
class Writer {
public:
    /// Held back beyond `keep`, so that an order may be about a moment that has passed. Both
    /// together never take more than half the ring: the other half is for a card that stalls.
    static constexpr std::chrono::seconds grace{1};

    Writer(SoundPath& path, const Captured& captured, Recorded& recorded, Capture& capture,
           WriterSettings settings);
    ~Writer(); // ends an open take with what the ring holds, and closes it

    /// False where there is no room for it, which a stalled card can bring about: marks and splits
    /// have 48 places, and leave 16 to the orders that begin and end a take; a start leaves room
    /// for its stop.
    [[nodiscard]] bool send(WriterOrder order);
    std::optional<News> receive() { return news_.receive(); }

private:
    void run() noexcept;
    void carry_out_all();
    bool has_to_wait(const WriterOrder& order) const noexcept;
    void carry_out(WriterOrder order);
    void begin(const WriterOrder& order);
    void settle_orders();
    Frames position_of(const WriterOrder& order) const noexcept;
    void record(bool last);
    void ask_for_end() noexcept;
    std::optional<TimePoint> end_due() const noexcept;
    void wait_for_card(bool last);
    void conclude();
    bool fetch(TimePoint now);
    bool is_fresh(TimePoint now) const noexcept;
    void fetch_the_last();
    std::chrono::nanoseconds until_next_sync(std::chrono::nanoseconds took,
                                             std::chrono::nanoseconds tail) noexcept;
    void note_backlog(Frames newest) noexcept;
    void let_go(Frames newest) noexcept;
    std::size_t chunks_but_for(std::chrono::seconds time) const noexcept;
    void tell(News news);
    std::chrono::nanoseconds patience() const noexcept;

    SoundPath& path_;
    const Captured& captured_;
    Recorded& recorded_;
    Capture& capture_;
    WriterSettings settings_;
    Mailbox<WriterOrder, 64> orders_;
    Mailbox<News, 64> news_;
    std::vector<WriterOrder> pending_; // stop and split, until their poke is answered
    std::optional<Take> take_;
    std::optional<Frames> cut_off_at_;    // where a take has to be resumed
    std::optional<TimePoint> give_up_at_; // a take that has its end waits for a card until then
    bool tries_in_vain_ = false;          // a new file, for which there is no frame yet
    std::optional<unsigned> poke_;        // sent for the sync that is due
    TimePoint poke_sent_{};
    TimePoint sync_due_{};
    TimePoint end_asked_{}; // when a poke was sent for the last frames of a given length ...
    std::chrono::nanoseconds end_pause_{}; // ... and how long it may take to help
    std::chrono::nanoseconds sync_took_{}; // the slowest of late
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

} // namespace redstart
