// The files of a take, one behind the other, and the way from a card that fails into the next file.
#pragma once

#include "audio/level_minutes.hpp"
#include "base/backoff.hpp"
#include "deck/deck_state.hpp"
#include "deck/orders.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace redstart {

/// Belongs to the writer thread. Positions are those of the stream; the files hold it without a gap
/// from the first position on, and all before safe() is on the card.
///
/// A call that returns false met an error, which was told. Where the take outlives its card it then
/// is_waiting(): the file was closed as well as could be, next() went back to the first frame that
/// is not safe, and open() may be tried again at next_try(). Else it has_failed(). A card that is
/// full always ends it, and so does a first file that cannot be made; a file that may not grow any
/// more never does, and is not told of.
class TakeFiles {
public:
    using Tell = std::function<void(News)>;

    /// `goes_on`: it is the rest of a take, so that even its first file is waited for.
    TakeFiles(const SoundPath& path, const Captured& captured, Recorded& recorded, OpenOutput open,
              Frames first, bool outlives_card, bool goes_on, Tell tell);

    bool is_open() const noexcept { return file_ != nullptr; }
    bool has_failed() const noexcept { return state_ == State::failed; }
    bool is_waiting() const noexcept { return state_ == State::troubled && !file_; }
    TimePoint next_try() const noexcept { return next_try_; }

    unsigned number() const noexcept { return number_; }       // of the file, counted from 1
    Frames file_first() const noexcept { return file_first_; } // its first frame
    Frames next() const noexcept; // the position of the frame to be written next
    Frames safe() const noexcept; // the ring need not keep what comes before

    void set_pre_roll(Frames frames) noexcept { pre_roll_ = frames; } // before the press
    bool open(); // a file that begins with next()
    bool append(std::span<const std::byte> frames);
    bool append_silence(Frames frames, GapCause cause); // a gap, marked as far as it was laid
    void mark(Frames position, const std::string& text) noexcept;
    bool sync();                // what was written is on the card when it returns true
    bool close(StopReason why); // the file under way, if there is one
    bool is_kept() const noexcept { return is_kept_; } // it has its final name

    /// There is no use in waiting any longer: tells `failed`.
    void give_up();

private:
    enum class State : std::uint8_t { well, troubled, failed };

    bool check(std::error_code code);
    bool on_error(const std::string& error, std::error_code code);
    void abandon(StopReason why, bool tries_again);
    void tell_closed();
    void tell_minutes() noexcept;
    void tell_last_minute() noexcept;
    void plan_next_try() noexcept;
    TakeFigures figures(StopReason why) const noexcept;

    template <class Call>
    std::error_code timed(Call call) noexcept;

    const SoundPath& path_;
    const Captured& captured_;
    Recorded& recorded_;
    OpenOutput open_;
    const bool outlives_card_;
    Tell tell_;
    std::unique_ptr<TakeOutput> file_; // none before its first frame
    const Frames first_;               // of the take
    const bool is_begun_;              // by another TakeFiles
    Frames pre_roll_ = 0;              // at the beginning of the take
    unsigned number_ = 0;
    LevelMinutes minutes_;
    Frames measured_;      // up to here the take's peaks and clips are told
    std::string previous_; // the newest file that was kept
    bool is_told_ = false; // `opened` was told of file_
    bool is_kept_ = false;
    StopReason why_ = StopReason::none; // the file that is being closed is the last ...
    Frames closing_at_ = -1;            // ... and ends here
    Frames file_first_;
    Frames safe_; // at the last sync, or where a file ended
    State state_ = State::well;
    News trouble_;                 // the newest
    bool is_trouble_told_ = false; // since a sync went well
    Backoff pause_;
    TimePoint next_try_{};
};

} // namespace redstart
