// Asks the kernel for the clock's state, and the program's own file for its age.
#include "base/clock.hpp"

#include "base/phone_clock.hpp"

#include <algorithm>
#include <ctime>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

namespace redstart {
namespace {

using std::chrono::system_clock;

/// No clock that was ever set is before both.
system_clock::time_point earliest() {
    using namespace std::chrono;
    constexpr sys_days first_release = 2026y / January / 1;
    struct stat program {};
    if (::stat("/proc/self/exe", &program) != 0) return first_release;
    return std::max<system_clock::time_point>(first_release,
                                              system_clock::from_time_t(program.st_mtime));
}

bool is_synchronised() noexcept {
    timex state{};
    const int clock = ::adjtimex(&state);
    if (clock >= 0) return clock != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
    // ProtectClock= of systemd forbids even the question; its own time service leaves this word.
    return ::access("/run/systemd/timesync/synchronized", F_OK) == 0;
}

} // namespace

ClockState clock_state(system_clock::time_point now) {
    const bool synchronised = is_synchronised();
    return {synchronised || now >= earliest(), synchronised};
}

std::string_view to_string(const ClockState& clock) noexcept {
    if (clock.synchronised) return "synchronised";
    return clock.phone_error ? "from a phone" : clock.set ? "set" : "not set";
}

WallTime wall_time() {
    const auto utc = system_clock::now();
    const ClockState clock = clock_state(utc);
    const auto phone = clock.synchronised ? std::nullopt : phone_clock();
    if (!phone) return {utc, clock};
    return {phone->utc, {true, false, phone->error}};
}

std::chrono::nanoseconds boottime() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace redstart
