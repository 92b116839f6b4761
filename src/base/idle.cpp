// Three requests to the kernel, each for this thread alone.
#include "base/idle.hpp"

#include <algorithm>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace redstart {
namespace {

constexpr int idle_niceness = 19;
constexpr int of_a_thread = 1, idle_class = 3, class_shift = 13; // linux/ioprio.h, new in 6.1

} // namespace

void work_when_idle() noexcept {
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    ::setpriority(PRIO_PROCESS, thread, idle_niceness);
    const sched_param none{};
    ::sched_setscheduler(0, SCHED_IDLE, &none);
    ::syscall(SYS_ioprio_set, of_a_thread, 0, idle_class << class_shift);
}

unsigned usable_cores() noexcept {
    cpu_set_t cores;
    if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
    return static_cast<unsigned>(std::max(CPU_COUNT(&cores), 1));
}

} // namespace redstart
