// A thread for what may hang, as a card or a sound card does, so that the loop never does.
#pragma once

#include "base/doorbell.hpp"
#include "event/fd_event.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace redstart {

/// Does one thing after the other; its thread begins with the first, which may throw
/// std::system_error. All calls are the loop's. The destructor waits for what is under way, and
/// forgets the rest.
class Worker {
public:
    static constexpr std::size_t most_waiting = 64;

    Worker(EventLoop& loop, const char* name); // of the thread, 15 letters at most
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// `work`, which must not throw, on the thread; then `done` on the loop's, where both are
    /// destroyed. False: too much waits already, and neither is called.
    bool ask(std::function<void()> work, std::function<void()> done);

    /// Waits until one of them is over, at most so long, and calls the `done` of those that are.
    void wait(std::chrono::milliseconds limit);

private:
    struct Job {
        std::function<void()> work, done;
    };

    void run() noexcept;
    void finish();

    const char* name_;
    Doorbell bell_;
    FdEvent rang_;
    std::mutex mutex_; // of all below but the thread
    std::condition_variable more_;
    std::deque<Job> waiting_, finished_;
    bool is_over_ = false;
    std::thread thread_;
};

} // namespace redstart
