// A tape deck: one microphone, a ring, and takes one after the other.
#pragma once

#include "deck/capture.hpp"
#include "deck/deck_settings.hpp"
#include "deck/deck_state.hpp"
#include "deck/writer.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Takes all its memory when it is made; it is armed from feed() on, for as long as the source
/// lasts. Takes survive a source that ends: feed the next one, and a gap stands for the time in
/// between. All calls belong to one thread, which waits for bell().
class Deck {
public:
    Deck(const AudioFormat& format, const DeckSettings& settings);

    void feed(std::unique_ptr<Source> source) { capture_.feed(std::move(source)); }
    void halt() noexcept { capture_.halt(); }

    // Orders; what became of them is in the news. A time lies in the present or just behind:
    // the press of the button. Takes may be ordered one behind the other while a card stalls; what
    // is ordered is about the newest of them. False where no room is left for it, see
    // Writer::send(): nothing has happened then.
    [[nodiscard]] bool start(TimePoint when, OpenOutput open); // the pre-roll comes before it
    [[nodiscard]] bool start_with_stream(OpenOutput open,      // from frame 0
                                         std::optional<Frames> length = {});
    [[nodiscard]] bool start_now(OpenOutput open, std::optional<Frames> length = {});
    [[nodiscard]] bool resume(OpenOutput open); // where the last take was cut off, if the ring can
    [[nodiscard]] bool forget();                // ... or not: it need not be kept
    [[nodiscard]] bool stop(std::optional<TimePoint> when = {}, // or all that was delivered
                            StopReason why = StopReason::order);
    [[nodiscard]] bool split(std::optional<TimePoint> when = {});
    [[nodiscard]] bool mark(TimePoint when, std::string text);

    /// The thread that has not moved for longer than it ever has a reason to, "capture" or
    /// "writer"; nothing as long as both do. A card may stall for longer than the whole ring: that
    /// costs sound, but less than a recorder that is ended does. A device is given up after a few
    /// seconds.
    std::optional<std::string_view> hung(TimePoint now) const noexcept;

    /// Readable when there is news, or when the source has ended.
    int bell() const noexcept { return state_.loop_bell.fd(); }
    std::optional<News> receive();

    /// Has the newest frames handed over, for one who watches the levels or the counts.
    void poke() noexcept { capture_.poke(); }

    /// The same for one who asks once: state() and levels() are those of now when it returns. It
    /// wakes capture once in refresh_every at most, however often it is called; in between they
    /// are no older than that. A device that does not answer is waited for 100 ms, once a second.
    void refresh() noexcept;
    static constexpr std::chrono::milliseconds refresh_every{50};

    /// Captured of the take under way, a part of which is not written yet; all of the last one.
    Frames take_frames() const noexcept;

    bool is_capturing() const noexcept { return state_.is_capturing; }
    std::error_code source_error() const noexcept { return capture_.error(); }
    const std::string& remark() const noexcept { return capture_.remark(); }

    const AudioFormat& format() const noexcept { return state_.ring.format(); }
    const DeckState& state() const noexcept { return state_; }
    const Levels& levels() const noexcept { return state_.levels; }

private:
    bool begin(Frames pressed, OpenOutput open, std::optional<Frames> length, Frames pre_roll = 0);
    bool cut(WriterOrder order, std::optional<TimePoint> when);

    DeckSettings settings_;
    DeckState state_;
    Capture capture_;
    Writer writer_;
    TimePoint next_refresh_{};
};

} // namespace redstart
