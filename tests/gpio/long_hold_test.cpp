// A hold of five seconds: when it is one, and what else the press means.
#include "gpio/long_hold.hpp"

#include "gpio/edges.hpp"
#include "gpio/presses.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace redstart {
namespace {

using namespace std::chrono_literals;

TEST(LongHold, IsCompleteAfterFiveSecondsAndToldOnce) {
    LongHold hold;
    hold.edge(down(1000), true);
    EXPECT_EQ(hold.deadline(), at_ms(6000));
    EXPECT_FALSE(hold.elapsed(at_ms(5999)));
    EXPECT_EQ(hold.elapsed(at_ms(6000)), at_ms(1000));
    EXPECT_FALSE(hold.elapsed(at_ms(7000)));
    EXPECT_FALSE(hold.deadline());
}

TEST(LongHold, IsNoneWhereTheHandLetsGoOrNobodyWaits) {
    LongHold hold;
    hold.edge(down(0), true);
    hold.edge(up(4999), false);
    EXPECT_FALSE(hold.elapsed(at_ms(9000)));
    hold.edge(down(10000), false);
    EXPECT_FALSE(hold.deadline());
    EXPECT_FALSE(hold.elapsed(at_ms(20000)));
}

/// A button in the past, so that a hold is over as soon as the loop comes to it.
class AHeldButton : public testing::Test {
protected:
    Presses::Callbacks callbacks() {
        return {[this] { return recording; },
                [this](Order what, TimePoint when) {
                    given.emplace_back(what, when);
                    if (what != Order::power_off) recording = what != Order::stop && !recording;
                },
                [this] {
                    if (std::exchange(is_released_late, false)) button->edge({false, pressed + 6s});
                },
                {[this] { return is_wanted; },
                 [this](TimePoint began) {
                     holds.push_back(began);
                     return is_good;
                 }}};
    }
    void hold(const GestureSettings& gesture, bool release = true) {
        Presses presses(loop, 20ms, gesture, false, callbacks());
        button = &presses;
        is_released_late = release;
        presses.edge({true, pressed});
        Timer end(loop, [this] { loop.stop(); });
        end.after(50ms);
        loop.run();
    }

    using Given = std::vector<std::pair<Order, TimePoint>>;

    EventLoop loop;
    Presses* button = nullptr;
    const TimePoint pressed = Clock::now() - 20s;
    bool recording = false, is_wanted = true, is_good = true, is_released_late = false;
    std::vector<TimePoint> holds;
    Given given;
};

TEST_F(AHeldButton, EndsTheTakeThatTheHoldBegan) {
    for (const ButtonMode mode : {ButtonMode::toggle, ButtonMode::guarded}) {
        given.clear(), holds.clear(), recording = false;
        hold({.mode = mode});
        const Order begins = mode == ButtonMode::toggle ? Order::toggle : Order::start;
        EXPECT_EQ(given, (Given{{begins, pressed}, {Order::stop, pressed + 5s}}));
        EXPECT_EQ(holds, std::vector{pressed});
    }
}

TEST_F(AHeldButton, InModeMomentaryTheReleaseEndsTheTakeAsEver) {
    hold({.mode = ButtonMode::momentary});
    EXPECT_EQ(given, (Given{{Order::start, pressed}, {Order::stop, pressed + 6s}}));
    EXPECT_EQ(holds, std::vector{pressed});
}

TEST_F(AHeldButton, MeansWhatItAlwaysMeansWhereNobodyWaits) {
    is_wanted = false;
    hold({});
    EXPECT_EQ(given, (Given{{Order::toggle, pressed}}));
    EXPECT_TRUE(holds.empty());
}

TEST_F(AHeldButton, MeansWhatItAlwaysMeansWhereTheHoldWasGoodForNothing) {
    is_good = false;
    hold({});
    EXPECT_EQ(given, (Given{{Order::toggle, pressed}}));
    EXPECT_EQ(holds.size(), 1u);
}

TEST_F(AHeldButton, ThatIsGuardedStopsAfterItsOwnHold) {
    recording = true;
    is_wanted = false; // what is recorded already is not armed
    hold({.mode = ButtonMode::guarded, .hold = 1500ms});
    EXPECT_EQ(given, (Given{{Order::stop, pressed + 1500ms}}));
}

TEST_F(AHeldButton, PowersOffAfterItsOwnTimeToo) {
    hold({.mode = ButtonMode::toggle, .power_off_hold = 8s}, false);
    EXPECT_EQ(given, (Given{{Order::toggle, pressed},
                            {Order::stop, pressed + 5s},
                            {Order::power_off, pressed + 8s}}));
}

TEST_F(AHeldButton, ThatPowersOffBeforeLetsNobodyIn) {
    hold({.mode = ButtonMode::toggle, .power_off_hold = 5s}, false);
    EXPECT_EQ(given, (Given{{Order::toggle, pressed}, {Order::power_off, pressed + 5s}}));
    EXPECT_TRUE(holds.empty());
}

TEST_F(AHeldButton, ThatIsASwitchLetsNobodyIn) {
    hold({.mode = ButtonMode::switch_});
    EXPECT_TRUE(holds.empty());
}

} // namespace
} // namespace redstart
