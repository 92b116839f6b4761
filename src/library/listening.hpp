// Calls a program's listener with what the microphone hears, beside the takes.
#pragma once

#include "audio/tap.hpp"

#include <redstart/recorder_options.hpp>

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace redstart {

/// A thread that asks for the newest frames once in `every`, and passes on what a Tap has of them.
/// It holds no lock while it calls. Methods are thread-safe.
class Listening {
public:
    /// `ask` has the newest frames pushed into the tap; `failed` is told, once, that the listener
    /// threw. Both are called on the thread.
    Listening(Listener call, std::chrono::nanoseconds every, std::function<void()> ask,
              std::function<void()> failed);
    ~Listening(); // after the call under way
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

    /// From now on what this tap has; the one before is let go.
    void hear(std::shared_ptr<Tap> tap);

    std::exception_ptr error() const; // what the listener threw

private:
    void run() noexcept;
    bool pass_on(Tap& tap) noexcept;
    std::shared_ptr<Tap> tap() const;

    const Listener call_;
    const std::chrono::nanoseconds every_;
    const std::function<void()> ask_, failed_;
    mutable std::mutex mutex_; // guards tap_ and error_
    std::shared_ptr<Tap> tap_;
    std::exception_ptr error_;
    std::atomic<bool> ending_{false};
    std::thread thread_; // from the first tap on
};

} // namespace redstart
