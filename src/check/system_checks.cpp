// Reads what kernel, firmware and systemd tell in files.
#include "check/system_checks.hpp"

#include "base/realtime.hpp"
#include "disk/lookup.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using enum CheckResult::Verdict;

/// The first word of a file; nothing where there is none.
std::optional<std::string> word_of(const fs::path& file) {
    std::ifstream in(file);
    std::string word;
    if (!(in >> word)) return {};
    return word;
}

bool has(const fs::path& file) {
    std::error_code error;
    return fs::exists(fs::symlink_status(file, error));
}

CheckResult power_result(bool is_low, bool was_low, const std::string& value) {
    if (is_low || was_low)
        return {"power", warn, value,
                std::string(is_low ? "under-voltage now" : "under-voltage since the boot") +
                    "; a stronger supply or a shorter cable"};
    return {"power", ok, value, ""};
}

} // namespace

CheckResult check_power(const fs::path& root) {
    const auto throttled = word_of(root / "sys/devices/platform/soc/soc:firmware/get_throttled");
    if (throttled) {
        const unsigned long bits = std::strtoul(throttled->c_str(), nullptr, 16);
        return power_result((bits & 1) != 0, (bits & 0x10000) != 0, *throttled);
    }
    for (int i = 0; i < 16; ++i) {
        const fs::path sensor = root / ("sys/class/hwmon/hwmon" + std::to_string(i));
        if (word_of(sensor / "name") != "rpi_volt") continue;
        const auto alarm = word_of(sensor / "in0_lcrit_alarm");
        return power_result(alarm && *alarm != "0", false, alarm.value_or(""));
    }
    return {"power", not_here, "", "no firmware tells of it"};
}

CheckResult check_temperature(const fs::path& root) {
    const auto text = word_of(root / "sys/class/thermal/thermal_zone0/temp");
    if (!text) return {"temperature", not_here, "", "no sensor"};
    const double degrees = std::strtod(text->c_str(), nullptr) / 1000;
    char value[32] = "";
    std::snprintf(value, sizeof value, "%.1f degrees C", degrees);
    if (degrees >= 80)
        return {"temperature", warn, value, "the processor slows down; shade, air or a heat sink"};
    return {"temperature", ok, value, ""};
}

CheckResult check_clock(const ClockState& clock, const fs::path& root) {
    const bool has_rtc = has(root / "sys/class/rtc/rtc0");
    const std::string value = std::string(clock.synchronised ? "synchronised"
                                          : clock.set        ? "set"
                                                             : "not set") +
                              (has_rtc ? ", RTC" : ", no RTC");
    if (!clock.set)
        return {"clock", warn, value,
                "takes have no date in their names; a network, an RTC or timedatectl set-time"};
    if (!has_rtc && !clock.synchronised)
        return {"clock", warn, value, "a power cut takes its time away; an RTC keeps it"};
    return {"clock", ok, value, ""};
}

CheckResult check_service(const fs::path& root) {
    if (!has(root / "run/systemd/system")) return {"service", not_here, "", "no systemd"};
    if (!has(root / "lib/systemd/system/redstart.service") &&
        !has(root / "etc/systemd/system/redstart.service"))
        return {"service", not_here, "", "the package is not installed"};
    if (!has(root / "etc/systemd/system/multi-user.target.wants/redstart.service"))
        return {"service", warn, "disabled",
                "it does not begin at boot; sudo systemctl enable redstart"};
    return {"service", ok, "enabled", ""};
}

CheckResult check_watchdog(const fs::path& root) {
    const auto state = word_of(root / "sys/class/watchdog/watchdog0/state");
    if (!state) return {"watchdog", not_here, "", "no hardware watchdog"};
    if (*state != "active")
        return {"watchdog", warn, *state,
                "a kernel that hangs stays so; RuntimeWatchdogSec=15 in /etc/systemd/system.conf"};
    return {"watchdog", ok, *state, ""};
}

CheckResult check_realtime(std::uint64_t bytes) {
    std::string why;
    std::thread([&why] { why = schedule_realtime(1); }).join();
    if (!why.empty()) return {"realtime", warn, "no", why};
    if (!LockedMemory(bytes).is_locked())
        return {"realtime", warn, "not locked",
                "the ring may be paged out; raise memlock, as the service's LimitMEMLOCK does"};
    return {"realtime", ok, "yes", ""};
}

} // namespace redstart
