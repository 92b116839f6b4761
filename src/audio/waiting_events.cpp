// Two short lists, each looked through when something is decided.
#include "audio/waiting_events.hpp"

#include "base/utf8.hpp"

#include <cstring>

namespace redstart {
namespace {

/// Whole characters, as many as there is room for.
std::size_t fitting(std::string_view label) noexcept {
    std::size_t end = 0;
    while (end < label.size()) {
        const std::size_t next = end + std::max<std::size_t>(1, utf8_character(label.substr(end)));
        if (next > WaitingEvents::most_label_bytes) break;
        end = next;
    }
    return end;
}

} // namespace

void WaitingEvents::mark(Frames at, std::string_view label) noexcept {
    if (marks_ == most) {
        ++lost_;
        return;
    }
    Mark& mark = mark_[marks_++];
    mark.at = at;
    mark.bytes = fitting(label);
    std::memcpy(mark.label.data(), label.data(), mark.bytes);
}

void WaitingEvents::gap(const Gap& gap) noexcept {
    if (gaps_ < most) gap_[gaps_++] = gap;
}

unsigned WaitingEvents::marks_without_place(Frames before) const noexcept {
    const auto is_before = [=](const Mark& mark) { return mark.at < before; };
    const auto end = mark_.begin() + static_cast<std::ptrdiff_t>(marks_);
    return lost_ + static_cast<unsigned>(std::count_if(mark_.begin(), end, is_before));
}

void WaitingEvents::tell(Frames decided, const KeptStretches& kept, TakeOutput& file) noexcept {
    tell_gaps(decided, kept, file);
    if (kept.kept() > 0) tell_marks(decided, kept, file);
}

/// What is left of each is undecided.
void WaitingEvents::tell_gaps(Frames decided, const KeptStretches& kept,
                              TakeOutput& file) noexcept {
    std::size_t waiting = 0;
    for (std::size_t i = 0; i < gaps_; ++i) {
        const Gap gap = gap_[i];
        const Frames end = gap.at + gap.frames;
        const Frames told = std::clamp(decided, gap.at, end);
        kept.each_piece(gap.at, told, [&](Frames place, Frames frames) {
            file.gap({place, frames, gap.cause});
        });
        if (told < end) gap_[waiting++] = {told, end - told, gap.cause};
    }
    gaps_ = waiting;
}

void WaitingEvents::tell_marks(Frames decided, const KeptStretches& kept,
                               TakeOutput& file) noexcept {
    std::size_t waiting = 0;
    for (std::size_t i = 0; i < marks_; ++i) {
        const Mark& mark = mark_[i];
        if (mark.at < decided)
            file.mark(kept.place_of(mark.at), {mark.label.data(), mark.bytes});
        else if (i != waiting++)
            mark_[waiting - 1] = mark;
    }
    marks_ = waiting;
}

} // namespace redstart
