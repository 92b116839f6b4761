// A ring of stretches, the oldest of which is forgotten.
#include "audio/kept_stretches.hpp"

namespace redstart {

bool KeptStretches::has_room_for(Frames from) const noexcept {
    const bool goes_on = size_ > 0 && from == end();
    return goes_on || size_ < most || at(0).place + at(0).frames <= safe_;
}

void KeptStretches::add(Frames from, Frames frames) noexcept {
    if (size_ > 0 && from == end()) {
        stretches_[(oldest_ + size_ - 1) % most].frames += frames;
    } else {
        if (size_ == most)
            oldest_ = (oldest_ + 1) % most;
        else
            ++size_;
        stretches_[(oldest_ + size_ - 1) % most] = {from, kept_, frames};
        ++count_;
    }
    kept_ += frames;
}

Frames KeptStretches::source_of(Frames place) const noexcept {
    for (std::size_t i = 0; i < size_; ++i)
        if (place < at(i).place + at(i).frames)
            return at(i).from + std::max<Frames>(0, place - at(i).place);
    return end();
}

Frames KeptStretches::place_of(Frames position) const noexcept {
    for (std::size_t i = size_; i > 0; --i) {
        const Stretch& stretch = at(i - 1);
        if (position >= stretch.from)
            return stretch.place + std::min(position - stretch.from, stretch.frames - 1);
    }
    return size_ == 0 ? 0 : at(0).place;
}

} // namespace redstart
