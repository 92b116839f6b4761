// What a thread of sound asks of the kernel: to be scheduled first, and memory that is never paged
// out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

/// Behind the parameters of a function that the capture thread runs for each piece of sound: it
/// neither allocates nor locks nor waits. `scripts/test --preset rtsan` holds it to that.
#if defined(__has_cpp_attribute) && __has_cpp_attribute(clang::nonblocking)
#define REDSTART_NONBLOCKING [[clang::nonblocking]]
#else
#define REDSTART_NONBLOCKING
#endif

namespace redstart {

/// Puts the calling thread under SCHED_FIFO at `priority`. Returns what stands in the way
/// ("real-time scheduling: Operation not permitted; ..."), empty when it worked.
std::string schedule_realtime(int priority);

/// Page-aligned memory, all of it touched before the constructor returns, so that no later access
/// faults; kept from being paged out where the limits allow it.
class LockedMemory {
public:
    /// Throws Error where there is not so much memory. Without `lock` it may be paged out.
    explicit LockedMemory(std::uint64_t bytes, bool lock = true);
    ~LockedMemory();
    LockedMemory(const LockedMemory&) = delete;
    LockedMemory& operator=(const LockedMemory&) = delete;

    std::span<std::byte> bytes() const noexcept { return bytes_; }
    /// False where it was not wanted, or RLIMIT_MEMLOCK was too small; the memory is there all the
    /// same.
    bool is_locked() const noexcept { return locked_; }

private:
    std::span<std::byte> bytes_;
    bool locked_ = false;
};

} // namespace redstart
