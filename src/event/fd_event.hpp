// A callback for when a descriptor can be read (or written).
#pragma once

#include <functional>
#include <memory>
#include <poll.h>

namespace redstart {

class EventLoop;

/// Calls `on_ready` in each round of the loop in which `fd` is ready; also on POLLHUP and POLLERR,
/// where the callback's own read or write gets to see the error. The descriptor stays the caller's
/// and has to outlive the event.
class FdEvent {
public:
    FdEvent(EventLoop& loop, int fd, std::function<void()> on_ready, short events = POLLIN);
    ~FdEvent();
    FdEvent(const FdEvent&) = delete;
    FdEvent& operator=(const FdEvent&) = delete;

    /// From now on waits for these: POLLIN, POLLOUT, both, or 0 for errors only.
    void wait_for(short events) noexcept { events_ = events; }

private:
    friend class EventLoop;
    void fire();

    EventLoop& loop_;
    int fd_;
    short events_;
    std::shared_ptr<const std::function<void()>> on_ready_; // shared with the call under way
};

} // namespace redstart
