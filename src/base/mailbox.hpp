// A short queue of whole objects from one thread to one other, without a lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace redstart {

/// Safe for one sending and one receiving thread. It neither allocates nor waits; the sender
/// rings a Doorbell afterwards.
template <class T, std::size_t N>
class Mailbox {
public:
    /// Moves the item away; false, and it is untouched, where it would not leave so many of the N
    /// slots free, for items that matter more.
    [[nodiscard]] bool send(T& item, std::size_t leave_free = 0) {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        const std::size_t unread = head - tail_.load(std::memory_order_acquire);
        if (unread + leave_free >= N) return false;
        items_[head % N] = std::move(item);
        head_.store(head + 1, std::memory_order_release);
        return true;
    }

    /// The item that receive() would give, until then; nothing where there is none. Receiver.
    const T* front() const noexcept {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail == head_.load(std::memory_order_acquire)) return nullptr;
        return &items_[tail % N];
    }

    std::optional<T> receive() {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail == head_.load(std::memory_order_acquire)) return {};
        std::optional<T> item(std::move(items_[tail % N]));
        items_[tail % N] = T{};
        tail_.store(tail + 1, std::memory_order_release);
        return item;
    }

private:
    std::array<T, N> items_{};
    std::atomic<std::size_t> head_{0}, tail_{0};
};

} // namespace redstart
