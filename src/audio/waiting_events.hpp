// Marks and gaps of frames of which it is not known yet whether they are kept.
#pragma once

#include "audio/kept_stretches.hpp"
#include "audio/take_output.hpp"

#include <array>

namespace redstart {

/// All its memory is in it: what comes when it is_full() finds no place. Throws nothing.
class WaitingEvents {
public:
    static constexpr std::size_t most = 32, most_label_bytes = 95;

    void mark(Frames at, std::string_view label) noexcept;
    void gap(const Gap& gap) noexcept;
    bool empty() const noexcept { return marks_ == 0 && gaps_ == 0; }
    bool is_full() const noexcept { return marks_ == most || gaps_ == most; }

    /// Tells the file of what lies before `decided`: of a gap the pieces that were kept, and of a
    /// mark what KeptStretches::place_of() says. As long as nothing was kept marks go on waiting.
    void tell(Frames decided, const KeptStretches& kept, TakeOutput& file) noexcept;

    /// Of marks before that frame, how many have found no place.
    unsigned marks_without_place(Frames before) const noexcept;

private:
    struct Mark {
        Frames at = 0;
        std::size_t bytes = 0;
        std::array<char, most_label_bytes> label{};
    };

    void tell_gaps(Frames decided, const KeptStretches& kept, TakeOutput& file) noexcept;
    void tell_marks(Frames decided, const KeptStretches& kept, TakeOutput& file) noexcept;

    std::array<Mark, most> mark_{};
    std::array<Gap, most> gap_{};
    std::size_t marks_ = 0, gaps_ = 0;
    unsigned lost_ = 0;
};

} // namespace redstart
