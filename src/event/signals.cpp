// signalfd(2) in the loop.
#include "event/signals.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

bool is_ignored(int signal) noexcept {
    struct sigaction now {};
    return ::sigaction(signal, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
           now.sa_handler == SIG_IGN;
}

/// A blocked signal waits even where it is ignored, so those are left out. A parent that ignores
/// SIGTERM for itself has still a way to end us by it.
sigset_t set_of(std::initializer_list<int> signals) noexcept {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : signals)
        if (signal == SIGTERM || !is_ignored(signal)) ::sigaddset(&set, signal);
    return set;
}

UniqueFd signal_fd(const sigset_t& signals) {
    UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd) throw system_error("signalfd", errno);
    return fd;
}

} // namespace

Signals::Blocked::Blocked(const sigset_t& signals) noexcept {
    ::pthread_sigmask(SIG_BLOCK, &signals, &before);
}

Signals::Blocked::~Blocked() {
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Signals::Signals(EventLoop& loop, std::initializer_list<int> signals,
                 std::function<void(int)> on_signal)
    : blocked_(set_of(signals)),
      fd_(signal_fd(set_of(signals))),
      arrived_(loop, fd_.get(), [this, on_signal = std::move(on_signal)] {
          if (const int signal = next(); signal != 0) on_signal(signal);
      }) {}

Signals::~Signals() {
    while (next() != 0) {
    }
}

int Signals::next() const noexcept {
    signalfd_siginfo info{};
    if (::read(fd_.get(), &info, sizeof info) != sizeof info) return 0;
    return static_cast<int>(info.ssi_signo);
}

} // namespace redstart
