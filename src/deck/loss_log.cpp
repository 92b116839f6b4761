// A ring of slots; the newest one is lengthened in place while the same loss goes on.
#include "deck/loss_log.hpp"

namespace redstart {

void LossLog::add(Frames first, Frames frames, GapCause cause, Frames since) noexcept {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    const std::size_t held = head - tail_.load(std::memory_order_acquire);
    if (held > 0) {
        Slot& newest = slots_[(head - 1) % most];
        const bool goes_on = newest.cause == cause && newest.end == first;
        if (goes_on || held == most) {
            newest.end.store(first + frames, std::memory_order_release);
            return;
        }
    }
    Slot& slot = slots_[head % most];
    slot.first = first;
    slot.since = since;
    slot.cause = cause;
    slot.end.store(first + frames, std::memory_order_relaxed);
    head_.store(head + 1, std::memory_order_release);
}

std::optional<LossLog::Loss> LossLog::from(Frames position) const noexcept {
    const std::size_t head = head_.load(std::memory_order_acquire);
    for (std::size_t i = tail_.load(std::memory_order_relaxed); i != head; ++i) {
        const Slot& slot = slots_[i % most];
        const Frames end = slot.end.load(std::memory_order_acquire);
        if (position < end) return Loss{slot.first, end, slot.cause, slot.since};
    }
    return {};
}

void LossLog::forget_before(Frames position) noexcept {
    std::size_t tail = tail_.load(std::memory_order_relaxed);
    const std::size_t head = head_.load(std::memory_order_acquire);
    // The newest may still grow.
    while (tail + 1 < head && slots_[tail % most].end.load(std::memory_order_acquire) <= position)
        ++tail;
    tail_.store(tail, std::memory_order_release);
}

} // namespace redstart
