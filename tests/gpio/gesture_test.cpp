// The table of what presses mean, a row for each story of a hand.
#include "gpio/gesture.hpp"

#include "gpio/edges.hpp"

#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <vector>

namespace redstart {

// Found by GoogleTest when it shows a row that failed.
std::ostream& operator<<(std::ostream& out, const Gesture::TimedOrder& order) {
    return out << to_string(order.what) << " at "
               << order.when.time_since_epoch() / std::chrono::milliseconds(1) << " ms";
}

namespace {

using std::chrono::milliseconds;
using Orders = std::vector<Gesture::TimedOrder>;

constexpr auto start = Order::start, stop = Order::stop, toggle = Order::toggle, mark = Order::mark,
               power_off = Order::power_off, on = Order::switched_on, off = Order::switched_off;

Gesture::TimedOrder order(Order what, int when_ms) {
    return {what, at_ms(when_ms)};
}

/// A recorder as the gesture sees it: obeys at once.
struct Obedient {
    bool recording;
    Orders orders;

    bool carry_out(const std::optional<Gesture::TimedOrder>& order) {
        if (!order) return false;
        orders.push_back(*order);
        if (order->what == start || order->what == on) recording = true;
        if (order->what == stop || order->what == off || order->what == power_off)
            recording = false;
        if (order->what == toggle) recording = !recording;
        return true;
    }
};

struct Story {
    std::string told;
    ButtonMode mode;
    int power_off_hold_ms;
    bool recording, active; // at construction, at 0 ms
    std::vector<Edge> edges;
    Orders orders;
};

/// `hold` is 1500 ms. Time passes between the edges, and for a minute after the last.
Orders play(const Story& story) {
    const milliseconds hold(1500), power_off_hold(story.power_off_hold_ms);
    Gesture gesture({story.mode, hold, power_off_hold}, story.active, at_ms(0), story.recording);
    Obedient recorder{story.recording, {}};
    const auto pass = [&](TimePoint now) {
        while (gesture.deadline() && *gesture.deadline() <= now)
            recorder.carry_out(gesture.elapsed(now, recorder.recording));
    };
    for (const auto& edge : story.edges) {
        pass(edge.when);
        recorder.carry_out(gesture.edge(edge, recorder.recording));
    }
    pass(at_ms(60'000));
    return recorder.orders;
}

class GestureTable : public testing::TestWithParam<Story> {};

TEST_P(GestureTable, GivesTheOrdersOfItsRow) {
    EXPECT_EQ(play(GetParam()), GetParam().orders);
}

const Story stories[] = {
    {"TwoPresses",
     ButtonMode::toggle,
     0,
     false,
     false,
     {down(100), up(200), down(5000), up(5100)},
     {order(toggle, 100), order(toggle, 5000)}},
    {"AHoldIsAPress",
     ButtonMode::toggle,
     0,
     false,
     false,
     {down(100), up(9000)},
     {order(toggle, 100)}},
    {"HeldToPowerOff",
     ButtonMode::toggle,
     3000,
     true,
     false,
     {down(100), up(9000), down(10'000), up(10'100)},
     {order(toggle, 100), order(power_off, 3100), order(toggle, 10'000)}},
    {"LetGoBeforePowerOff",
     ButtonMode::toggle,
     3000,
     false,
     false,
     {down(100), up(3099)},
     {order(toggle, 100)}},
    {"DownAtBoot",
     ButtonMode::toggle,
     3000,
     false,
     true,
     {up(20'000), down(30'000), up(30'100)},
     {order(toggle, 30'000)}},

    {"RecordsWhileHeld",
     ButtonMode::momentary,
     0,
     false,
     false,
     {down(100), up(4000), down(5000), up(5050)},
     {order(start, 100), order(stop, 4000), order(start, 5000), order(stop, 5050)}},
    {"HeldToPowerOff",
     ButtonMode::momentary,
     3000,
     false,
     false,
     {down(100), up(4000)},
     {order(start, 100), order(power_off, 3100)}},
    {"DownAtBoot", ButtonMode::momentary, 0, false, true, {up(500)}, {}},
    {"DownWhileATakeRuns",
     ButtonMode::momentary,
     0,
     true,
     true,
     {up(500), down(800), up(900)},
     {order(stop, 500), order(start, 800), order(stop, 900)}},

    {"Follows",
     ButtonMode::switch_,
     0,
     false,
     false,
     {down(100), up(9000)},
     {order(off, 0), order(on, 100), order(off, 9000)}},
    {"OnAtBoot", ButtonMode::switch_, 0, false, true, {up(9000)}, {order(on, 0), order(off, 9000)}},
    {"OffAtBoot", ButtonMode::switch_, 0, false, false, {}, {order(off, 0)}},
    {"NeverPowersOff",
     ButtonMode::switch_,
     3000,
     false,
     false,
     {down(100), up(9000)},
     {order(off, 0), order(on, 100), order(off, 9000)}},

    {"StartsAtThePress",
     ButtonMode::guarded,
     0,
     false,
     false,
     {down(100), up(200)},
     {order(start, 100)}},
    {"TheHoldThatStartsDoesNotStop",
     ButtonMode::guarded,
     0,
     false,
     false,
     {down(100), up(9000)},
     {order(start, 100)}},
    {"ShortPressMarks",
     ButtonMode::guarded,
     0,
     true,
     false,
     {down(100), up(200), down(1000), up(2499)},
     {order(mark, 100), order(mark, 1000)}},
    {"HoldStopsWhenItIsComplete",
     ButtonMode::guarded,
     0,
     true,
     false,
     {down(100), up(9000)},
     {order(stop, 1600)}},
    {"AWholeTake",
     ButtonMode::guarded,
     0,
     false,
     false,
     {down(0), up(100), down(3000), up(3100), down(6000), up(7600), down(9000), up(9100)},
     {order(start, 0), order(mark, 3000), order(stop, 7500), order(start, 9000)}},
    {"HeldOnToPowerOff",
     ButtonMode::guarded,
     3000,
     true,
     false,
     {down(100), up(9000)},
     {order(stop, 1600), order(power_off, 3100)}},
    {"PowerOffBeforeHold",
     ButtonMode::guarded,
     1000,
     true,
     false,
     {down(100), up(9000)},
     {order(power_off, 1100)}},
    {"HeldToPowerOffWhileIdle",
     ButtonMode::guarded,
     3000,
     false,
     false,
     {down(100), up(9000)},
     {order(start, 100), order(power_off, 3100)}},
    {"DownAtBoot", ButtonMode::guarded, 3000, true, true, {up(9000)}, {}},
};

std::string row_name(const testing::TestParamInfo<Story>& row) {
    constexpr const char* modes[] = {"Toggle", "Momentary", "Switch", "Guarded"};
    return modes[static_cast<int>(row.param.mode)] + row.param.told;
}

INSTANTIATE_TEST_SUITE_P(Rows, GestureTable, testing::ValuesIn(stories), row_name);

TEST(Gesture, HasNoDeadlineWhereTimeMeansNothing) {
    Gesture gesture({ButtonMode::toggle, milliseconds(1500), {}}, false, at_ms(0), false);
    EXPECT_FALSE(gesture.deadline());
    gesture.edge(down(100), false);
    EXPECT_FALSE(gesture.deadline());
}

TEST(Gesture, OrdersNothingForATakeThatEndedByItselfMeanwhile) {
    Gesture gesture({ButtonMode::guarded, milliseconds(1500), {}}, false, at_ms(0), false);
    gesture.edge(down(100), true);
    EXPECT_EQ(gesture.deadline(), at_ms(1600));
    EXPECT_FALSE(gesture.elapsed(at_ms(1600), false));
    EXPECT_FALSE(gesture.deadline());
    gesture.edge(up(1700), false);

    gesture.edge(down(2000), true);
    EXPECT_FALSE(gesture.edge(up(2100), false));
}

} // namespace
} // namespace redstart
