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

namespace {

/// MAP_POPULATE may have stopped half-way, and says nothing then.
void touch(std::span<std::byte> memory) noexcept {
    constexpr std::size_t page = 4096; // or more
    for (std::size_t at = 0; at < memory.size(); at += page)
        *static_cast<volatile std::byte*>(&memory[at]) = std::byte{0};
}

} // namespace

LockedMemory::LockedMemory(std::uint64_t wanted, bool lock) {
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
    locked_ = lock && ::mlock(memory, bytes) == 0;
    if (!locked_) touch(bytes_);
}

LockedMemory::~LockedMemory() {
    ::munmap(bytes_.data(), bytes_.size());
}

} // namespace redstart
