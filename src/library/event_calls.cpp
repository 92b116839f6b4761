// A queue, and a thread that empties it call by call.
#include "library/event_calls.hpp"

#include "base/thread.hpp"

#include <utility>

namespace redstart {
namespace {

constexpr std::size_t most_waiting = 1024;

} // namespace

EventCalls::EventCalls(OnEvent call) : call_(std::move(call)) {
    if (call_) thread_ = start_thread("recorder events", [this] { run(); });
}

EventCalls::~EventCalls() {
    end();
}

void EventCalls::end() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void EventCalls::tell(RecorderEvent event) {
    if (!call_) return;
    const std::lock_guard lock(mutex_);
    if (ending_ || error_ || events_.size() >= most_waiting) return;
    events_.push_back(std::move(event));
    changed_.notify_all();
}

std::exception_ptr EventCalls::error() const {
    const std::lock_guard lock(mutex_);
    return error_;
}

void EventCalls::run() {
    for (bool goes_on = true; goes_on;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return ending_ || !events_.empty(); });
        if (events_.empty()) return;
        const RecorderEvent event = std::move(events_.front());
        events_.pop_front();
        lock.unlock();
        goes_on = pass_on(event);
    }
}

bool EventCalls::pass_on(const RecorderEvent& event) {
    try {
        call_(event);
        return true;
    } catch (...) {
        const std::lock_guard lock(mutex_);
        error_ = std::current_exception();
        events_.clear();
        return false;
    }
}

} // namespace redstart
