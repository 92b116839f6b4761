// std::async carries the exception, and its future joins the thread.
#include "library/background.hpp"

#include "base/realtime.hpp"

#include <csignal>

namespace redstart {

void enter_background(const char* name) noexcept {
    name_thread(name);
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

std::shared_future<void> in_background(const char* name, std::function<void()> work) {
    const auto run = [name, work = std::move(work)] {
        enter_background(name);
        work();
    };
    return std::async(std::launch::async, run).share();
}

} // namespace redstart
