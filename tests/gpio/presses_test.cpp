// Edges to orders on a real event loop.
#include "gpio/presses.hpp"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace redstart {
namespace {

using namespace std::chrono_literals;

struct Given {
    Order what;
    TimePoint when;
};

/// A loop that runs until so many orders were given, or for as long as it is told.
class PressesTest : public testing::Test {
protected:
    Presses::Callbacks callbacks(std::function<void()> read_waiting = {}) {
        return {[this] { return recording; },
                [this](Order what, TimePoint when) {
                    orders.push_back({what, when});
                    if (orders.size() == awaited) loop.stop();
                },
                std::move(read_waiting)};
    }
    void run_until(std::size_t orders_given) {
        awaited = orders_given;
        if (orders.size() < awaited) run_for(20s);
    }
    void run_for(std::chrono::nanoseconds time) {
        Timer limit(loop, [this] { loop.stop(); });
        limit.after(time);
        loop.run();
    }

    EventLoop loop;
    bool recording = false;
    std::size_t awaited = 0;
    std::vector<Given> orders;
};

TEST_F(PressesTest, GiveOneOrderForABouncingPressWithTheTimeOfItsFirstEdge) {
    Presses presses(loop, 20ms, {}, false, callbacks());
    const auto pressed = Clock::now();
    for (int i = 0; i < 12; ++i) presses.edge({i % 2 == 0, pressed + i * 1ms});
    presses.edge({true, pressed + 12ms});
    run_until(1);
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0].what, Order::toggle);
    EXPECT_EQ(orders[0].when, pressed);
    EXPECT_GE(Clock::now(), pressed + 32ms);
}

TEST_F(PressesTest, GiveNothingForAPulse) {
    Presses presses(loop, 20ms, {}, false, callbacks());
    const auto now = Clock::now();
    presses.edge({true, now});
    presses.edge({false, now + 5ms});
    run_for(60ms);
    EXPECT_TRUE(orders.empty());
}

TEST_F(PressesTest, StopAfterAHoldThatNoEdgeEnds) {
    recording = true;
    Presses presses(loop, 5ms, {ButtonMode::guarded, 50ms, {}}, false, callbacks());
    const auto pressed = Clock::now();
    presses.edge({true, pressed});
    run_until(1);
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0].what, Order::stop);
    EXPECT_EQ(orders[0].when, pressed + 50ms);
    EXPECT_GE(Clock::now(), pressed + 50ms);
}

TEST_F(PressesTest, TellWhereASwitchStandsFromTheLoop) {
    for (const bool on : {true, false}) {
        orders.clear();
        Presses presses(loop, 20ms, {.mode = ButtonMode::switch_}, on, callbacks());
        EXPECT_TRUE(orders.empty());
        run_until(1);
        ASSERT_EQ(orders.size(), 1U);
        EXPECT_EQ(orders[0].what, on ? Order::switched_on : Order::switched_off);
    }
}

TEST_F(PressesTest, WithoutDebounceTakeAnEnterForAPress) {
    Presses presses(loop, 0ms, {}, false, callbacks());
    for (int i = 0; i < 3; ++i) {
        const auto now = Clock::now();
        presses.edge({true, now});
        presses.edge({false, now});
    }
    run_until(3);
    run_for(10ms);
    EXPECT_EQ(orders.size(), 3U);
}

TEST_F(PressesTest, TakeAShortPressForShortThoughItsReleaseIsReadLate) {
    recording = true;
    const auto pressed = Clock::now() - 10s;
    bool released = false;
    Presses* button = nullptr;
    Presses presses(loop, 20ms, {ButtonMode::guarded, 1500ms, {}}, false, callbacks([&] {
                        if (!std::exchange(released, true)) button->edge({false, pressed + 300ms});
                    }));
    button = &presses;
    presses.edge({true, pressed}); // the loop was busy for ten seconds
    run_until(1);
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0].what, Order::mark);
    EXPECT_EQ(orders[0].when, pressed);
}

} // namespace
} // namespace redstart
