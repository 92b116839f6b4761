// Which stretches of what came stand in a file, and where in it.
#pragma once

#include <redstart/format.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace redstart {

/// It knows the newest 64 stretches, and all that are not safe yet. Positions are frames: those of
/// what came, and those in the file. Allocates nothing, throws nothing.
class KeptStretches {
public:
    static constexpr std::size_t most = 64;

    /// Frames that begin with `from` can be added without forgetting any that are not safe.
    bool has_room_for(Frames from) const noexcept;

    /// They follow in the file; `from` lies no earlier than the end of those before.
    void add(Frames from, Frames frames) noexcept;

    void all_are_safe() noexcept { safe_ = kept_; }

    Frames kept() const noexcept { return kept_; } // in the file
    Frames end() const noexcept { return size_ == 0 ? 0 : newest().end(); }
    unsigned count() const noexcept { return count_; }

    /// Where the frame came from that has this place in the file, or end() behind the last.
    Frames source_of(Frames place) const noexcept;

    /// The place of a frame in the file. One that was left out is told at the last that was kept
    /// before it, or at the first where there is none. Nothing may have been kept.
    Frames place_of(Frames position) const noexcept;

    /// Calls back with place and frames of each piece that was kept of [from, to).
    template <class Call>
    void each_piece(Frames from, Frames to, Call call) const {
        for (std::size_t i = 0; i < size_; ++i) {
            const Stretch& stretch = at(i);
            const Frames first = std::max(from, stretch.from);
            const Frames end = std::min(to, stretch.end());
            if (first < end) call(stretch.place + (first - stretch.from), end - first);
        }
    }

private:
    struct Stretch {
        Frames from = 0, place = 0, frames = 0;
        Frames end() const noexcept { return from + frames; }
    };
    const Stretch& at(std::size_t i) const noexcept { return stretches_[(oldest_ + i) % most]; }
    const Stretch& newest() const noexcept { return at(size_ - 1); }

    std::array<Stretch, most> stretches_{};
    std::size_t oldest_ = 0, size_ = 0;
    unsigned count_ = 0;
    Frames kept_ = 0, safe_ = 0;
};

} // namespace redstart
