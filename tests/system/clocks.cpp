// For LD_PRELOAD: a machine whose NTP client slews CLOCK_MONOTONIC, which may have been asleep, and
// whose wall clock is what a test says.
#include "system/clock_orders.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/timex.h>
#include <unistd.h>

namespace {

using redstart::ClockOrders;
using Read = int(clockid_t, timespec*);

constexpr std::int64_t second = 1'000'000'000;

ClockOrders none;
ClockOrders* orders = &none;

Read* machine() noexcept {
    static const auto read = reinterpret_cast<Read*>(::dlsym(RTLD_NEXT, "clock_gettime"));
    return read;
}

/// The file has to be there, as long as the orders are.
[[gnu::constructor]] void open_the_file() noexcept {
    machine();
    const char* path = std::getenv("CLOCK_ORDERS");
    const int fd = path == nullptr ? -1 : ::open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void* file = ::mmap(nullptr, sizeof(ClockOrders), PROT_READ, MAP_SHARED, fd, 0);
    ::close(fd);
    if (file != MAP_FAILED) orders = static_cast<ClockOrders*>(file);
}

std::int64_t slew(std::int64_t now) noexcept {
    const std::int64_t since = orders->slewed_since;
    if (since == 0 || now < since) return 0;
    return std::min((now - since) / 1'000'000 * orders->slew_ppm, orders->slew_most.load());
}

} // namespace

/// CLOCK_MONOTONIC_RAW, and whatever the kernel waits by, stay as they are.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const int result = machine()(clock, time);
    if (result != 0 ||
        (clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME && clock != CLOCK_REALTIME))
        return result;
    std::int64_t now = time->tv_sec * second + time->tv_nsec;
    if (clock == CLOCK_REALTIME)
        now += orders->wall;
    else
        now += slew(now) + (clock == CLOCK_BOOTTIME ? orders->asleep.load() : 0);
    time->tv_sec = now / second;
    time->tv_nsec = now % second;
    return 0;
}

extern "C" int adjtimex(timex* state) noexcept {
    static const auto ask = reinterpret_cast<int (*)(timex*)>(::dlsym(RTLD_NEXT, "adjtimex"));
    const int result = ask(state);
    if (orders->synchronised == 0) return result;
    const bool is_synchronised = orders->synchronised > 0;
    state->status = is_synchronised ? 0 : STA_UNSYNC;
    return is_synchronised ? TIME_OK : TIME_ERROR;
}
