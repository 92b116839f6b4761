// A ring of slots, each with room for all channels.
#include "audio/figures_log.hpp"

#include <algorithm>

namespace redstart {

bool FiguresLog::add(const Stretch& stretch) noexcept {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head - tail_.load(std::memory_order_acquire) == most) return false;
    const std::span figures = std::span(figures_).subspan(place(head) * channels_, channels_);
    std::copy_n(stretch.channels.begin(), channels_, figures.begin());
    stretches_[place(head)] = stretch;
    stretches_[place(head)].channels = figures;
    head_.store(head + 1, std::memory_order_release);
    return true;
}

std::size_t FiguresLog::size() const noexcept {
    return head_.load(std::memory_order_acquire) - tail_.load(std::memory_order_relaxed);
}

FiguresLog::Stretch FiguresLog::operator[](std::size_t i) const noexcept {
    return stretches_[place(tail_.load(std::memory_order_relaxed) + i)];
}

void FiguresLog::forget_before(Frames position) noexcept {
    std::size_t gone = 0;
    for (const std::size_t all = size(); gone < all && (*this)[gone].end() <= position;) ++gone;
    tail_.store(tail_.load(std::memory_order_relaxed) + gone, std::memory_order_release);
}

} // namespace redstart
