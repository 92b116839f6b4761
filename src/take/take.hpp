// One take in the making: from the ring into one file, or several laid end to end.
#pragma once

#include "take/belt.hpp"
#include "take/orders.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Belongs to the writer thread. The take begins at a place in the stream and keeps its time line:
/// where the ring jumps, silence of the same length is written, marked and counted. A file begins
/// with its first frame, so that it has sound from the moment it exists.
///
/// A call that returns false has told `failed`; finish(false) is all that is left to do then.
class Take {
public:
    using Tell = std::function<void(News)>;

    /// Begins at `start.at`, or at the oldest frame that the ring still has. `split_frames` > 0:
    /// no file gets longer.
    Take(Belt& belt, const Order& start, Frames split_frames, Tell tell);

    void end_at(Frames place);   // the take ends before this frame, or with the one just written
    void split_at(Frames place); // a new file begins with this frame, or the next to be written
    void mark(Frames place, std::string text);

    /// Writes all that the ring holds of it but the newest `held_back` frames, which an order that
    /// is under way may still cut off; all of it once the end is known, or no file is open yet.
    bool write(Frames held_back);
    bool sync();            // what was written is on the card when it returns
    void finish(bool well); // closes the file and tells `ended`; not `well` after an error

    bool is_over() const noexcept { return end_ && next_ >= *end_; }
    bool has_end() const noexcept { return end_.has_value(); }
    Frames safe() const noexcept; // the ring need not keep what comes before

private:
    bool advance(Frames place, const ChunkRing::Chunk* sound);
    bool append(Frames place, const ChunkRing::Chunk* sound);
    bool note_gap(Frames place);
    bool open_file();
    bool close_file();
    void save_what_is_there();
    void place_marks();
    Frames file_end() const noexcept;
    bool fail(const std::string& error, std::error_code code);
    bool check(std::error_code code);
    void show_progress() noexcept;

    template <class Call>
    std::error_code timed(Call call) noexcept;

    struct Mark {
        Frames place;
        std::string text;
    };

    Belt& belt_;
    OpenOutput open_;
    Frames split_frames_;
    Tell tell_;
    std::unique_ptr<TakeOutput> file_; // none before its first frame
    bool is_told_ = false;             // `opened` was told of file_
    Frames first_;                     // places in the stream: of the take's first frame,
    Frames next_;                      // of the frame to be written next,
    Frames file_first_;                // of the file's first frame
    std::optional<Frames> end_, split_;
    std::vector<Mark> marks_; // not yet in a file
    Frames lost_ = 0;
    unsigned gaps_ = 0;
};

} // namespace redstart
