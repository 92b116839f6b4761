// One thread that waits for everything that is not sound: descriptors, timers, signals.
#pragma once

#include <redstart/source.hpp>

#include <map>
#include <optional>
#include <poll.h>
#include <vector>

namespace redstart {

class FdEvent;
class Timer;

/// Every kind of event has the same shape: it is made with the loop and a callback, it can fire
/// while it exists, and its destructor cancels it, also from within its own callback. All of it
/// belongs to the thread that calls run(), and has to be gone before the loop is. A callback may
/// make and destroy other events. An exception in a callback leaves run(), which may be called
/// again.
///
/// One poll(2) waits for all of it. Timers are deadlines in here, so while no descriptor is ready
/// and no deadline is reached the thread sleeps and nothing wakes it.
class EventLoop {
public:
    EventLoop() = default;
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    void run();                                // until stop()
    void stop() noexcept { running_ = false; } // from a callback; it is the last one that is called

private:
    friend class FdEvent;
    friend class Timer;
    using Deadlines = std::multimap<TimePoint, Timer*>; // equal ones in the order they were set

    void poll();
    std::optional<timespec> until_next_deadline() const;
    void fire_timers();
    void fire_descriptors();

    std::vector<FdEvent*> watched_; // null in the place of one that was destroyed in this round
    std::vector<pollfd> polled_;    // this round's answers, in the order of watched_
    Deadlines deadlines_;
    bool running_ = false;
};

} // namespace redstart
