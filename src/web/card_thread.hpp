// One thread for all that is read in the folder of takes: a card that hangs holds up nothing else.
#pragma once

#include "base/doorbell.hpp"
#include "event/fd_event.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace redstart {

/// Does one thing after the other; begins with the first. All calls are the loop's. The destructor
/// waits for what is under way, and forgets the rest.
class CardThread {
public:
    static constexpr std::size_t most_waiting = 64;

    explicit CardThread(EventLoop& loop);
    ~CardThread();
    CardThread(const CardThread&) = delete;
    CardThread& operator=(const CardThread&) = delete;

    /// `work`, which must not throw, on the thread; then `done` on the loop's, where both are
    /// destroyed. False: too much waits already, and neither is called.
    bool ask(std::function<void()> work, std::function<void()> done);

private:
    struct Job {
        std::function<void()> work, done;
    };

    void run() noexcept;
    void finish();

    Doorbell bell_;
    FdEvent rang_;
    std::mutex mutex_; // of all below but the thread
    std::condition_variable more_;
    std::deque<Job> waiting_, finished_;
    bool is_over_ = false;
    std::thread thread_;
};

} // namespace redstart
