// A thread of the program's own has its name and no signals from its first instruction on.
#include "base/thread.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <pthread.h>
#include <string>

namespace redstart {
namespace {

bool is_blocked(int signal) {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return ::sigismember(&mask, signal) == 1;
}

TEST(StartThread, GivesItsNameAndLeavesSignalsToTheOthers) {
    std::string name(16, '\0');
    bool is_deaf = false;
    start_thread("writer", [&] {
        ::pthread_getname_np(::pthread_self(), name.data(), name.size());
        is_deaf = is_blocked(SIGTERM) && is_blocked(SIGUSR1);
    }).join();
    EXPECT_STREQ(name.c_str(), "writer");
    EXPECT_TRUE(is_deaf);
    EXPECT_FALSE(is_blocked(SIGTERM)) << "the calling thread's mask was changed";
}

} // namespace
} // namespace redstart
