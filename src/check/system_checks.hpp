// What `redstart doctor` finds of the machine: power, temperature, clock, rights, service.
#pragma once

#include "base/clock.hpp"
#include "check/check_result.hpp"

#include <cstdint>
#include <filesystem>

namespace redstart {

/// `root` is the folder that the machine's /sys, /run and /etc lie in: "/".
CheckResult check_power(const std::filesystem::path& root);       // under-voltage, by the firmware
CheckResult check_temperature(const std::filesystem::path& root); // warns from 80 degrees on
CheckResult check_clock(const ClockState& clock, const std::filesystem::path& root); // and the RTC
CheckResult check_service(const std::filesystem::path& root);  // it begins at boot
CheckResult check_watchdog(const std::filesystem::path& root); // the hardware's

/// Real-time scheduling and so much locked memory, for the user who asks.
CheckResult check_realtime(std::uint64_t bytes);

} // namespace redstart
