// Where a stream is in its life.
#pragma once

#include <atomic>
#include <cstdint>

namespace redstart {

/// Changed by orders of the program, and from running or paused to over by the stream itself. Any
/// thread; who waits for a change has a mutex and a condition for it.
class StreamState {
public:
    enum State : std::uint8_t { stopped, running, paused, over };

    State now() const noexcept { return state_; }
    bool is(State state) const noexcept { return state_ == state; }
    bool goes_on() const noexcept { return is(running) || is(paused); }

    void run() noexcept { state_ = running; }
    /// False where the stream was not running.
    bool pause() noexcept {
        State was = running;
        return state_.compare_exchange_strong(was, paused);
    }
    /// False where the stream was not paused.
    bool resume() noexcept {
        State was = paused;
        return state_.compare_exchange_strong(was, running);
    }
    /// False where it was at its end already.
    bool end(State end) noexcept {
        State was = state_;
        while (was == running || was == paused)
            if (state_.compare_exchange_weak(was, end)) return true;
        return false;
    }

private:
    std::atomic<State> state_{stopped};
};

} // namespace redstart
