// Timers: their order, their grid, and a loop that sleeps in between.
#include "event/timer.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace redstart {
namespace {

using namespace std::chrono_literals;

long sleeps_of_this_thread() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

std::chrono::nanoseconds cpu_time() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

TEST(Timer, FiresOnceAndNotEarly) {
    EventLoop loop;
    int calls = 0;
    const TimePoint start = Clock::now();
    Timer timer(loop, [&] { ++calls; });
    Timer end(loop, [&] { loop.stop(); });
    timer.after(20ms);
    end.after(60ms);
    loop.run();
    EXPECT_EQ(calls, 1);
    EXPECT_GE(Clock::now() - start, 60ms);
}

TEST(Timer, TheEarlierDeadlineComesFirstAndEqualOnesInTheOrderTheyWereSet) {
    EventLoop loop;
    std::string order;
    const TimePoint now = Clock::now();
    Timer a(loop, [&] { order += 'a', loop.stop(); });
    Timer b(loop, [&] { order += 'b'; });
    Timer c(loop, [&] { order += 'c'; });
    a.at(now + 3ms);
    c.at(now + 2ms);
    b.at(now + 2ms);
    loop.run();
    EXPECT_EQ(order, "cba");
}

TEST(Timer, SettingItAnewReplacesTheOldTime) {
    EventLoop loop;
    int calls = 0;
    Timer timer(loop, [&] { ++calls, loop.stop(); });
    timer.after(0ms);
    timer.every(1ms);
    timer.after(5ms);
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(Timer, ACancelledOneNeverFires) {
    EventLoop loop;
    Timer cancelled(loop, [] { FAIL(); });
    Timer also(loop, [] { FAIL(); });
    Timer canceller(loop, [&] { also.cancel(); }); // due in the same round
    Timer end(loop, [&] { loop.stop(); });
    const TimePoint past = Clock::now();
    cancelled.at(past);
    canceller.at(past);
    also.at(past);
    end.after(1ms);
    cancelled.cancel();
    cancelled.cancel();
    loop.run();
}

TEST(Timer, EveryStaysOnItsGridAndLeavesOutMissedTicks) {
    EventLoop loop;
    const auto period = 20ms;
    std::vector<TimePoint> ticks;
    Timer timer(loop, [&] {
        ticks.push_back(Clock::now());
        // The first call is busy for more than two periods.
        while (ticks.size() == 1 && Clock::now() - ticks[0] < 50ms) {
        }
        if (ticks.size() == 3) loop.stop();
    });
    const TimePoint before = Clock::now();
    timer.every(period);
    loop.run();
    ASSERT_EQ(ticks.size(), 3u);
    EXPECT_GE(ticks[0], before + period);
    // The second call comes late, past the third place of the grid; no other makes up for it.
    EXPECT_GE(ticks[1], before + period + 50ms);
    EXPECT_GE(ticks[2], before + 4 * period);
}

TEST(Timer, MayCancelOrSetItselfInItsCallback) {
    EventLoop loop;
    int calls = 0;
    Timer timer(loop, [&] {
        if (++calls == 3) timer.cancel();
    });
    Timer again(loop, [&] {
        if (calls == 3) loop.stop();
        again.after(1ms);
    });
    timer.every(1ms);
    again.after(1ms);
    loop.run();
    EXPECT_EQ(calls, 3);
}

TEST(Timer, MayBeDestroyedByItsOwnCallback) {
    EventLoop loop;
    std::optional<Timer> timer;
    std::string after;
    timer.emplace(loop, [&, text = std::string(100, 'x')] {
        timer.reset();
        after = text;
        loop.stop();
    });
    timer->every(1ms);
    loop.run();
    EXPECT_EQ(after, std::string(100, 'x'));
}

TEST(Timer, OneThatKeepsSettingItselfToThePastDoesNotStarveTheOthers) {
    EventLoop loop;
    Timer greedy(loop, [&] { greedy.at(TimePoint::min()); });
    Timer end(loop, [&] { loop.stop(); });
    greedy.at(TimePoint::min());
    end.after(1ms);
    loop.run();
}

TEST(Timer, AnEndlessWaitIsATimeThatNeverComes) {
    EventLoop loop;
    Timer never(loop, [] { FAIL(); });
    Timer end(loop, [&] { loop.stop(); });
    never.after(std::chrono::nanoseconds::max());
    end.after(1ms);
    loop.run();
}

TEST(EventLoop, SleepsUntilTheDeadlineWithoutAWakeUp) {
    EventLoop loop;
    Timer end(loop, [&] { loop.stop(); });
    end.after(200ms);
    const long sleeps = sleeps_of_this_thread();
    const auto cpu = cpu_time();
    loop.run();
    EXPECT_LE(sleeps_of_this_thread() - sleeps, 3); // one, were it not for page faults
    EXPECT_LT(cpu_time() - cpu, 50ms);
}

} // namespace
} // namespace redstart
