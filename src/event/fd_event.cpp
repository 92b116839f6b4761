// Its place in the loop's list is its registration.
#include "event/fd_event.hpp"

#include "event/loop.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

FdEvent::FdEvent(EventLoop& loop, int fd, std::function<void()> on_ready, short events)
    : loop_(loop),
      fd_(fd),
      events_(events),
      on_ready_(std::make_shared<const std::function<void()>>(std::move(on_ready))) {
    loop_.watched_.push_back(this);
}

FdEvent::~FdEvent() {
    std::replace(loop_.watched_.begin(), loop_.watched_.end(), this,
                 static_cast<FdEvent*>(nullptr));
}

void FdEvent::fire() {
    const auto callback = on_ready_; // outlives *this where the callback destroys it
    (*callback)();
}

} // namespace redstart
