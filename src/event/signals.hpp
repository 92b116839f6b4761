// Signals as events: nothing runs in a signal handler.
#pragma once

#include "base/unique_fd.hpp"
#include "event/fd_event.hpp"

#include <csignal>
#include <functional>
#include <initializer_list>

namespace redstart {

/// Blocks these signals for the calling thread and every thread it makes from then on, and calls
/// `on_signal` with each that arrives. So it is made first of all in main, before any thread. The
/// destructor drops those that nobody took, so that a second Ctrl-C does not kill the process
/// while it tidies up, and unblocks them. A program started with exec inherits the blocked ones.
///
/// A signal that was ignored at the start (nohup's SIGHUP, SIGINT in the background of a script)
/// stays ignored; SIGTERM counts always.
class Signals {
public:
    Signals(EventLoop& loop, std::initializer_list<int> signals,
            std::function<void(int)> on_signal); // throws Error
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    int next() const noexcept; // 0: there is none

    struct Blocked {
        explicit Blocked(const sigset_t& signals) noexcept;
        ~Blocked();
        sigset_t before;
    };

    Blocked blocked_;
    UniqueFd fd_;
    FdEvent arrived_;
};

} // namespace redstart
