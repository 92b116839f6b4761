// SCHED_FIFO, thread names and locked pages, by the system calls that Linux has for them.
#include "base/realtime.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <cstring>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

namespace redstart {

std::string schedule_realtime(int priority) {
    const sched_param parameters{priority};
    const int error = ::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &parameters);
    if (error == 0) return {};
    return std::string("real-time scheduling: ") + std::strerror(error) +
           "; recording goes on without it (LimitRTPRIO= or group audio allow it)";
}

void name_thread(const char* name) noexcept {
    ::pthread_setname_np(::pthread_self(), name);
}

LockedMemory::LockedMemory(std::uint64_t wanted) {
    const auto bytes = static_cast<std::size_t>(wanted);
    void* memory = MAP_FAILED;
    errno = ENOMEM; // more than a 32-bit machine can count
    if (bytes == wanted)
        memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED)
        throw system_error(std::to_string(wanted) + " bytes of memory", errno,
                           "a smaller ring or ring_limit needs less");
    bytes_ = {static_cast<std::byte*>(memory), bytes};
    locked_ = ::mlock(memory, bytes) == 0;
    std::memset(memory, 0, bytes);
}

LockedMemory::~LockedMemory() {
    ::munmap(bytes_.data(), bytes_.size());
}

} // namespace redstart
