// What a simulated microphone shares with those who watch it and give it orders.
#pragma once

#include <atomic>
#include <cstdint>

namespace redstart {

/// Lies in a file that several processes map (StateFile). All zero is a microphone that is plugged
/// in and was never opened. Times are Clock's in nanoseconds.
struct SimulatedState {
    static constexpr std::uint64_t ours = 0x31636d6465527453; // the first eight bytes of the file

    std::atomic<std::uint64_t> magic;

    // orders
    std::atomic<std::uint64_t> plug;       // odd: pulled out; a stream lives with one value of it
    std::atomic<std::uint64_t> overruns;   // one more: the stream overruns once more
    std::atomic<std::int64_t> stall_until; // till then no frame is delivered
    std::atomic<std::int64_t> skipped;     // frames to be swallowed, in all orders so far
    std::atomic<std::int64_t> drift_ppm;   // the device's clock runs fast by so much

    // its controls, all zero as a card has them when it is plugged in
    std::atomic<std::int32_t> attenuation[2]; // steps below full volume, left and right
    std::atomic<std::uint32_t> is_muted, input, has_no_boost;
    std::atomic<std::uint32_t> controls_hang; // 1: who reads or sets one waits till it is 0

    // tellings, of the stream that was started last
    std::atomic<std::int64_t> started_at; // its first start; 0: never
    std::atomic<std::int64_t> frames;     // reached on its time line, lost ones included
    std::atomic<std::int64_t> lost;       // numbers on the time line that no reader will ever see
    std::atomic<std::uint32_t> rate, channels;
    std::atomic<std::uint64_t> opens; // of the microphone, so far
    std::atomic<std::uint64_t> hung;  // calls to a control that had to wait, so far

    bool is_pulled_out() const noexcept { return plug % 2 == 1; }
};

static_assert(std::atomic<std::int64_t>::is_always_lock_free, "processes share it");

} // namespace redstart
