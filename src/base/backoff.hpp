// How long to wait before something is tried again: twice as long each time, up to a bound.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace redstart {

class Backoff {
public:
    using Wait = std::chrono::nanoseconds;

    /// Begins with `first`; or with no wait at all where `at_once`, and goes on with `first` then.
    constexpr Backoff(Wait first, Wait longest, bool at_once = false) noexcept
        : first_(first), longest_(longest), begin_(at_once ? Wait::zero() : first), wait_(begin_) {}

    /// The wait before the next try.
    constexpr Wait next() noexcept {
        return std::exchange(wait_, std::clamp(wait_ * 2, first_, longest_));
    }

    /// A try went well: the waits begin anew.
    constexpr void reset() noexcept { wait_ = begin_; }

private:
    Wait first_, longest_, begin_, wait_;
};

} // namespace redstart
