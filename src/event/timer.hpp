// A callback for when a time has come, once or again and again.
#pragma once

#include "event/loop.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace redstart {

/// Idle until it is set; setting it anew replaces what was set before, also from within its own
/// callback. A wall clock that jumps at NTP sync moves nothing.
class Timer {
public:
    Timer(EventLoop& loop, std::function<void()> on_time);
    ~Timer() { cancel(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    void at(TimePoint when);                   // once; at once where it has passed
    void after(std::chrono::nanoseconds wait); // once

    /// First after one period (more than zero), then on that grid without drift; ticks that the
    /// loop was too busy for are left out, not made up for.
    void every(std::chrono::nanoseconds period);

    void cancel() noexcept;

private:
    friend class EventLoop;
    void set(TimePoint when);
    void fire(TimePoint now);

    EventLoop& loop_;
    std::shared_ptr<const std::function<void()>> on_time_; // shared with the call under way
    EventLoop::Deadlines::iterator deadline_;              // end() while idle
    std::chrono::nanoseconds period_{};                    // zero: once
};

} // namespace redstart
