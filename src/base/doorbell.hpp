// An eventfd: one thread rings, another has it among the descriptors it waits for.
#pragma once

#include "base/unique_fd.hpp"

#include <chrono>

namespace redstart {

/// ring() is real-time safe and may be called from any thread and from a signal handler; rings
/// that nobody answered yet count as one.
class Doorbell {
public:
    Doorbell(); // throws Error where the process has no descriptor left

    void ring() const noexcept;

    /// Takes back all rings so far; true if there was one. Never waits.
    bool answer() const noexcept;

    /// Waits for a ring, at most that long, and answers it; false when the time ran out.
    bool wait(std::chrono::nanoseconds at_most) const noexcept;

    /// Readable while somebody rang and nobody answered.
    int fd() const noexcept { return fd_.get(); }

private:
    UniqueFd fd_;
};

} // namespace redstart
