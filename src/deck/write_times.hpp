// How long the card took for each write and sync of a take.
#pragma once

#include "audio/take_events.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>

namespace redstart {

/// One thread notes, everybody reads. No call locks, allocates or throws.
class WriteTimes {
public:
    void begin_anew() noexcept {
        worst_us_ = 0;
        for (auto& count : counts_) count = 0;
    }

    void note(std::chrono::nanoseconds took) noexcept {
        const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        if (us > worst_us_) worst_us_ = us;
        const auto* limit = std::upper_bound(limits.begin(), limits.end(), took);
        auto& count = counts_[static_cast<std::size_t>(limit - limits.begin())];
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }

    std::chrono::microseconds worst() const noexcept {
        return std::chrono::microseconds(worst_us_.load());
    }

    WriteHistogram histogram() const noexcept {
        WriteHistogram result{};
        for (std::size_t i = 0; i < result.size(); ++i) result[i] = counts_[i];
        return result;
    }

private:
    static constexpr std::array<std::chrono::milliseconds, 7> limits = {
        std::chrono::milliseconds(10),   std::chrono::milliseconds(30),
        std::chrono::milliseconds(100),  std::chrono::milliseconds(300),
        std::chrono::milliseconds(1000), std::chrono::milliseconds(3000),
        std::chrono::milliseconds(10000)};
    static_assert(limits.size() + 1 == std::tuple_size_v<WriteHistogram>);

    std::atomic<std::int64_t> worst_us_{0};
    std::array<std::atomic<std::uint32_t>, limits.size() + 1> counts_{};
};

} // namespace redstart
