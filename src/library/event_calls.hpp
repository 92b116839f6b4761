// Calls a program's event callback, on a thread that nobody waits for.
#pragma once

#include <redstart/recorder_options.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace redstart {

/// What is told before the end is still passed on. Without a callback there is no thread,
/// and nothing is kept. Every method is thread-safe.
class EventCalls {
public:
    explicit EventCalls(OnEvent call);
    ~EventCalls(); // ends
    EventCalls(const EventCalls&) = delete;
    EventCalls& operator=(const EventCalls&) = delete;

    /// Never waits. Of a callback that hangs the newest 1024 events are left out.
    void tell(RecorderEvent event);

    void end(); // after the call for what was told before; nothing is told any more
    std::exception_ptr error() const; // what the callback threw

private:
    void run();
    bool pass_on(const RecorderEvent& event);

    const OnEvent call_;
    mutable std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::deque<RecorderEvent> events_;
    std::exception_ptr error_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace redstart
