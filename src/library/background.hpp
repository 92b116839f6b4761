// Threads of the library's own, which stay out of the program's way.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <string>
#include <thread>

namespace redstart {

/// The thread of a stream in callback mode. The destructor waits for it, so the work has to be told
/// to end before; outside of callback mode nothing was begun, and nothing is waited for.
class BackgroundCalls {
public:
    void begin(const char* name, std::function<void()> work);

    /// Returns when the work has ended; throws what it threw, to every caller.
    void wait() const;

    /// Throws Error on the work's own thread, which would wait for itself for ever.
    void refuse_own_thread(const std::string& object, const std::string& instead) const;

private:
    std::atomic<std::thread::id> thread_{};
    std::shared_future<void> end_; // the last member: it goes, and waits, first
};

} // namespace redstart
