// A thread inherits the signal mask of the one that begins it: no signal finds it before it is set.
#include "base/thread.hpp"

#include <csignal>
#include <pthread.h>
#include <utility>

namespace redstart {
namespace {

sigset_t block_signals() noexcept {
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    return before;
}

class NoSignals {
public:
    NoSignals() noexcept : before_(block_signals()) {}
    ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    NoSignals(const NoSignals&) = delete;
    NoSignals& operator=(const NoSignals&) = delete;

private:
    sigset_t before_;
};

} // namespace

void enter_thread(const char* name) noexcept {
    ::pthread_setname_np(::pthread_self(), name); // 15 characters at most
    block_signals();
}

std::thread start_thread(const char* name, std::function<void()> work) {
    const NoSignals inherited;
    return std::thread([name, work = std::move(work)]() noexcept {
        enter_thread(name);
        work();
    });
}

} // namespace redstart
