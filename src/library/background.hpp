// Threads of the library's own, which stay out of the program's way.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>

namespace redstart {

/// The thread of a stream in callback mode, once for each time that it is started. The destructor
/// waits for it, so the work has to be told to end before; outside of callback mode nothing was
/// begun, and nothing is waited for.
class BackgroundCalls {
public:
    using OnEnd = std::function<void(std::exception_ptr)>;

    /// `on_end` gets what the work threw, or null, on the work's thread.
    BackgroundCalls(const char* name, OnEnd on_end) : name_(name), on_end_(std::move(on_end)) {}

    /// After the end of the work before; one begin() at a time. `conclude`, which must not throw,
    /// follows the work however that ended, before on_end is told.
    void begin(std::function<void()> work, std::function<void()> conclude);

    /// One time that the work runs, from begin() to its end; or none, if nothing was begun yet.
    class Run {
    public:
        /// Returns when it has ended; throws what it threw, to every caller.
        void wait() const {
            if (end_.valid()) end_.get();
        }
        /// The same, whatever it threw.
        void settle() const noexcept {
            if (end_.valid()) end_.wait();
        }

    private:
        friend BackgroundCalls;
        std::shared_future<void> end_;
    };
    /// The one under way, or the last.
    Run last() const;

    /// Throws Error on the work's own thread, which would wait for itself for ever.
    void refuse_own_thread(const std::string& object, const std::string& instead) const;

private:
    void run(const std::function<void()>& work, const std::function<void()>& conclude);
    std::exception_ptr tell_end(std::exception_ptr end) const noexcept;

    const char* name_;
    OnEnd on_end_;
    std::atomic<std::thread::id> thread_{};
    mutable std::mutex mutex_; // guards last_
    Run last_;                 // the last member: it goes, and waits, first
};

} // namespace redstart
