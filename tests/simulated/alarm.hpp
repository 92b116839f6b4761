// A descriptor that becomes readable at a set moment and stays so: a device's interrupt.
#pragma once

#include "base/unique_fd.hpp"

#include <redstart/source.hpp>

namespace redstart {

/// A timerfd that nobody reads: it is set anew instead, which costs one system call, or none
/// where it stands already.
class Alarm {
public:
    Alarm(); // throws Error

    void set(TimePoint when) noexcept;
    void ring() noexcept; // readable from now on
    void silence() noexcept;

    int fd() const noexcept { return fd_.get(); }

private:
    UniqueFd fd_;
    TimePoint when_{}; // zero, as for the timerfd: never
};

} // namespace redstart
