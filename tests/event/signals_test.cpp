// Signals reach the loop, and the process has its own again afterwards.
#include "event/signals.hpp"

#include "event/loop.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

bool is_blocked(int signal) {
    sigset_t mask;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    return ::sigismember(&mask, signal) == 1;
}

TEST(Signals, EachIsACallInTheLoop) {
    EventLoop loop;
    std::vector<int> seen;
    const Signals signals(loop, {SIGUSR1, SIGUSR2}, [&](int signal) {
        seen.push_back(signal);
        if (seen.size() == 2) loop.stop();
    });
    ::raise(SIGUSR1);
    ::raise(SIGUSR2);
    loop.run();
    EXPECT_EQ(seen, (std::vector<int>{SIGUSR1, SIGUSR2}));
}

TEST(Signals, OneSentToTheProcessReachesTheLoopWhateverThreadsThereAre) {
    EventLoop loop;
    int seen = 0;
    const Signals signals(loop, {SIGTERM}, [&](int signal) { seen = signal, loop.stop(); });
    std::thread another([] { ::kill(::getpid(), SIGTERM); });
    loop.run();
    another.join();
    EXPECT_EQ(seen, SIGTERM);
}

TEST(Signals, TheMaskIsAsBeforeAfterwards) {
    EventLoop loop;
    ASSERT_FALSE(is_blocked(SIGUSR1));
    {
        const Signals signals(loop, {SIGUSR1}, [](int) {});
        EXPECT_TRUE(is_blocked(SIGUSR1));
    }
    EXPECT_FALSE(is_blocked(SIGUSR1));
}

TEST(Signals, OneThatNobodyTookDoesNotKillTheProcessAfterwards) {
    EventLoop loop;
    const auto signals =
        std::make_unique<Signals>(loop, std::initializer_list<int>{SIGTERM}, [](int) { FAIL(); });
    ::raise(SIGTERM); // pending when the mask is taken back: would be deadly
}

/// Ignores a signal as a parent would have, for as long as it lives.
class Ignored {
public:
    explicit Ignored(int signal) : signal_(signal), before_(::signal(signal, SIG_IGN)) {}
    ~Ignored() { ::signal(signal_, before_); }
    Ignored(const Ignored&) = delete;
    Ignored& operator=(const Ignored&) = delete;

private:
    int signal_;
    sighandler_t before_;
};

TEST(Signals, WhatWasIgnoredAtTheStartStaysIgnoredExceptSigterm) {
    const Ignored hang_up(SIGHUP), interrupt(SIGINT), terminate(SIGTERM);
    EventLoop loop;
    std::vector<int> seen;
    const Signals signals(loop, {SIGHUP, SIGINT, SIGTERM}, [&](int signal) {
        seen.push_back(signal);
        loop.stop();
    });
    ::raise(SIGHUP);
    ::raise(SIGINT);
    ::raise(SIGTERM);
    loop.run();
    EXPECT_EQ(seen, std::vector<int>{SIGTERM});
}

TEST(Signals, MayBeDestroyedByItsOwnCallback) {
    EventLoop loop;
    std::unique_ptr<Signals> signals;
    signals = std::make_unique<Signals>(loop, std::initializer_list<int>{SIGUSR1}, [&](int) {
        signals.reset();
        loop.stop();
    });
    ::raise(SIGUSR1);
    loop.run();
    EXPECT_FALSE(is_blocked(SIGUSR1));
}

} // namespace
} // namespace redstart
