// The time that a phone told, for a machine whose own clock does not know it.
#pragma once

#include <chrono>
#include <optional>

namespace redstart {

/// UTC, right to `error` either way.
struct PhoneTime {
    std::chrono::system_clock::time_point utc;
    std::chrono::milliseconds error{};
};

/// For this process what clock_settime(2) is for the machine, whose clock stays as it is: from now
/// on wall_time() goes by it. Kept to the millisecond as an offset to CLOCK_BOOTTIME, so that no
/// jump of the machine's clock touches it; gone with the process. Thread-safe, and never waits.
void set_phone_clock(const PhoneTime& now) noexcept;

/// What that clock shows now; nothing where no phone has told the time.
std::optional<PhoneTime> phone_clock() noexcept;

} // namespace redstart
