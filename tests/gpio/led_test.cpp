// The LED's rhythm, counted on a real event loop.
#include "gpio/led.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <vector>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr LedSignal all_signals[] = {
    LedSignal::off,         LedSignal::starting,  LedSignal::armed,
    LedSignal::listened_to, LedSignal::recording, LedSignal::warned,
    LedSignal::fault,       LedSignal::pairing,   LedSignal::let_in};

class LedTest : public testing::Test {
protected:
    std::function<void(bool)> lamp() {
        return [this](bool on) {
            switches.push_back(on);
            if (switches.size() == awaited) loop.stop();
        };
    }
    void run_for(std::chrono::nanoseconds time) {
        Timer limit(loop, [this] { loop.stop(); });
        limit.after(time);
        loop.run();
    }
    /// How long the lamp took to be switched that often since construction.
    std::chrono::nanoseconds time_until(std::size_t switched) {
        awaited = switched;
        const auto from = Clock::now();
        run_for(20s);
        return Clock::now() - from;
    }

    EventLoop loop;
    std::size_t awaited = 0;
    std::vector<bool> switches;
};

bool is_solid(LedSignal signal) {
    return blink(signal).light > 0ms && blink(signal).dark == 0ms;
}

TEST(Blink, IsSolidForRecordingAlone) {
    for (const auto signal : all_signals)
        EXPECT_EQ(is_solid(signal), signal == LedSignal::recording);
    EXPECT_EQ(blink(LedSignal::off).light, 0ms);
}

TEST(Blink, ShowsEachRhythmWhollyWithinThreeSeconds) {
    for (const auto signal : all_signals) {
        const Blink rhythm = blink(signal);
        EXPECT_LE(rhythm.flashes * (rhythm.light + rhythm.dark) + rhythm.pause, 3s);
    }
}

TEST(Blink, OfAWarningIsSolidWithAShortDipEveryThreeSeconds) {
    const auto warned = blink(LedSignal::warned);
    EXPECT_EQ(warned.light + warned.dark, 3s);
    EXPECT_GE(warned.dark, 100ms); // an eye sees it
    EXPECT_LE(warned.dark, 200ms);
}

TEST(Blink, TellsTheRhythmsApartAtAGlance) {
    const auto starting = blink(LedSignal::starting), armed = blink(LedSignal::armed),
               fault = blink(LedSignal::fault);
    EXPECT_EQ(starting.light, starting.dark);
    EXPECT_GE(starting.light, 4 * fault.light);
    EXPECT_LE(armed.light * 20, armed.dark);
    EXPECT_GE(fault.light, 50ms); // faster would look solid
}

TEST_F(LedTest, BlinksTheFaultInItsRhythm) {
    Led led(loop, false, lamp());
    led.show(LedSignal::fault);
    EXPECT_GE(time_until(7), 500ms); // the lamp test of the constructor, then five halves
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false, true, false, true, false}));
}

TEST_F(LedTest, BlipsWhileArmed) {
    Led led(loop, false, lamp());
    led.show(LedSignal::armed);
    EXPECT_LT(time_until(3), 1500ms);
    EXPECT_GE(time_until(4), 1500ms);
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false, true}));
}

TEST_F(LedTest, BlipsTwiceWhileArmedAndListenedTo) {
    Led led(loop, false, lamp());
    led.show(LedSignal::listened_to);
    time_until(2); // off, and behind the dark a blip
    EXPECT_LT(time_until(4), 1200ms);
    EXPECT_GE(time_until(6), 1500ms);
    EXPECT_LT(time_until(8), 1200ms);
    time_until(9);
    led.show(LedSignal::armed); // in the dark: a blip of its own, and then the long dark
    EXPECT_LT(time_until(11), 1500ms);
    EXPECT_GE(time_until(12), 1500ms);
}

TEST_F(LedTest, BlinksTwiceASecondWhileAHoldIsWaitedFor) {
    const Blink rhythm = blink(LedSignal::pairing);
    EXPECT_EQ(rhythm.light + rhythm.dark, 500ms);
    EXPECT_GE(blink(LedSignal::starting).light, 2 * rhythm.light) << "an eye tells them apart";
    EXPECT_GE(rhythm.light, 2 * blink(LedSignal::fault).light);
    Led led(loop, false, lamp());
    led.show(LedSignal::pairing);
    EXPECT_GE(time_until(5), 750ms);
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false, true, false}));
}

TEST_F(LedTest, AnswersAHoldByThreeFlashesAlsoOutOfTheSolidLightAndInStealth) {
    for (const bool stealth : {false, true}) {
        switches.clear();
        Led led(loop, stealth, lamp());
        led.show(LedSignal::recording);
        led.show(LedSignal::let_in);
        auto expected = std::vector<bool>{true, false, true, false, true, false};
        if (!stealth) expected.insert(expected.begin(), {true, false});
        expected.insert(expected.begin(), false);
        time_until(expected.size());
        EXPECT_EQ(switches, expected);
    }
}

TEST_F(LedTest, SolidLightWakesNobody) {
    Led led(loop, false, lamp());
    led.show(LedSignal::fault);
    led.show(LedSignal::recording);
    rusage before{}, after{};
    getrusage(RUSAGE_THREAD, &before);
    run_for(500ms);
    getrusage(RUSAGE_THREAD, &after);
    EXPECT_EQ(switches, (std::vector<bool>{false, true}));
    EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 2);
}

TEST_F(LedTest, BeingToldTheSameAgainKeepsTheRhythm) {
    Led led(loop, false, lamp());
    Timer again(loop, [&] { led.show(LedSignal::fault); });
    again.every(10ms); // shorter than its light, so a rhythm begun anew would never go dark
    time_until(4);
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false, true}));
}

TEST_F(LedTest, FollowsTheLastSignal) {
    Led led(loop, false, lamp());
    led.show(LedSignal::recording);
    led.show(LedSignal::starting);
    led.show(LedSignal::off);
    run_for(50ms);
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false}));
}

TEST_F(LedTest, StaysDarkInStealthButForAFault) {
    Led led(loop, true, lamp());
    led.show(LedSignal::armed);
    led.show(LedSignal::recording);
    led.show(LedSignal::warned);
    led.show(LedSignal::pairing);
    run_for(50ms);
    EXPECT_EQ(switches, (std::vector<bool>{false}));
    led.show(LedSignal::fault);
    EXPECT_EQ(switches, (std::vector<bool>{false, true}));
    led.show(LedSignal::recording);
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false}));
}

TEST_F(LedTest, LeavesNoLightBehind) {
    { Led(loop, false, lamp()).show(LedSignal::recording); }
    EXPECT_EQ(switches, (std::vector<bool>{false, true, false}));
}

} // namespace
} // namespace redstart
