// What the clocks of a program are to be, in a file that a test and the program share.
#pragma once

#include <atomic>
#include <cstdint>

namespace redstart {

/// See clocks.cpp. Nanoseconds; zero bytes mean that the clocks are the machine's.
struct ClockOrders {
    std::atomic<std::int64_t> slewed_since{0}; // by the machine's CLOCK_MONOTONIC
    std::atomic<std::int64_t> slew_ppm{0};
    std::atomic<std::int64_t> slew_most{0};    // by which CLOCK_MONOTONIC is ahead in the end
    std::atomic<std::int64_t> asleep{0};       // CLOCK_BOOTTIME has gone on for so long meanwhile
    std::atomic<std::int64_t> wall{0};         // so much is CLOCK_REALTIME ahead
    std::atomic<std::int64_t> synchronised{0}; // 1: it is, to adjtimex(2); -1: it is not
};

} // namespace redstart
