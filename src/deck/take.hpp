// One take in the making: from the ring into one file, or several laid end to end.
#pragma once

#include "audio/drift.hpp"
#include "deck/deck_state.hpp"
#include "deck/orders.hpp"
#include "deck/take_files.hpp"

#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct TakeSettings {
    Frames split_frames = 0;    // a file holds at most so many; 0 for no limit
    bool outlives_card = false; // see TakeFiles
};

/// Belongs to the writer thread. The take begins at a position in the stream and keeps its time
/// line: where the ring jumps, silence of the same length is written, marked and counted. A file
/// begins with its first frame, so that it has sound from the moment it exists.
///
/// After an error of the card it goes on where what is safe ends, in a new file, for as long as the
/// ring keeps that. When it is_over() nothing is left but to tell_end().
class Take {
public:
    /// Begins at `start.at`, or at the oldest frame that the ring still has.
    Take(SoundPath& path, const Captured& captured, Recorded& recorded, const WriterOrder& start,
         TakeSettings settings, TakeFiles::Tell tell);

    /// It ends before this frame, or with the one just written.
    void end_at(Frames position, StopReason why);
    void split_at(Frames position); // a new file begins with this frame, or the next to be written
    void mark(Frames position, std::string text);

    /// Writes all that the ring holds of it but the newest `held_back` frames, which an order that
    /// is under way may still cut off, or less than a page fewer, so that a page ends there; all of
    /// it once its end has come, or no file is open yet. With the last frame written it closes the
    /// last file.
    void write(Frames held_back);
    void sync(); // what was written is on the card when it returns, or the file is another

    /// The card did not come back as long as it could be waited for.
    void give_up();
    void tell_end();

    bool is_over() const noexcept { return is_closed_ || files_.has_failed(); }
    bool has_end() const noexcept { return end_.has_value(); }
    std::optional<Frames> end() const noexcept { return end_; }
    bool is_laid() const noexcept { return end_ && files_.next() >= *end_; } // to its end
    bool is_waiting() const noexcept { return files_.is_waiting(); }         // for a card
    TimePoint next_try() const noexcept { return files_.next_try(); }
    bool was_cut_off() const noexcept { return was_cut_off_; } // it had not come to its end
    Frames safe() const noexcept { return files_.safe(); } // the ring need not keep what is before

private:
    struct Mark {
        Frames position;
        std::string text;
        unsigned in_file = 0; // its number; 0: in none yet
    };
    struct LaidGap {
        Frames at, frames;
        GapCause cause;
    };

    bool lay(Frames limit);
    bool advance(Frames position, const ChunkRing::Chunk* sound);
    bool append(Frames position, const ChunkRing::Chunk* sound);
    bool fill_gap(Frames position);
    void note_gap(const LaidGap& gap);
    void mark_beginning(Frames since, Frames gap);
    void go_back();
    bool close_file();
    void bring_marks_before(Frames end) noexcept;
    void place_marks();
    Frames file_end() const noexcept;
    Frames page_end(Frames position, Frames held_back) const noexcept;
    void look_at_drift() noexcept;
    void show_progress() noexcept;

    SoundPath& path_;
    const Captured& captured_;
    Recorded& recorded_;
    const TakeSettings settings_;
    TakeFiles::Tell tell_;
    const Frames first_; // position in the stream of the take's first frame
    TakeFiles files_;
    Frames laid_; // up to here, at the last look
    std::optional<Frames> end_, split_;
    StopReason why_ = StopReason::none;
    bool is_closed_ = false, was_cut_off_ = false;
    GapCause cause_ = GapCause::overrun; // of the silence that is being laid
    std::vector<Mark> marks_;            // not yet safe
    std::vector<LaidGap> laid_gaps_;     // not yet safe
    DriftFit drift_;
    unsigned feeds_;     // how many devices there were
    TimePoint anchored_; // the newest that is in drift_
    Frames lost_ = 0;
    Frames told_;                             // up to here the silence is in missed_by
    std::array<unsigned, gap_causes> gaps_{}; // by cause
};

} // namespace redstart
