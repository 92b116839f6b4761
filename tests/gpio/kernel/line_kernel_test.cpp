// Lines, buttons and an LED on a chip of a real kernel, pressed by a finger outside of it.
//
// REDSTART_GPIO_BUTTON and REDSTART_GPIO_LED name two lines that nothing else uses, and standard
// input and output lead to the finger (finger.py); scripts/gpio-on-a-kernel sets all of it up.
#include "gpio/button.hpp"
#include "gpio/led.hpp"
#include "gpio/line.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <gtest/gtest.h>
#include <iostream>
#include <poll.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto quiet = 20ms;

// The kernel's own debounce counts in ticks, and a worker of it stamps the edge.
constexpr auto kernel_tick = 10ms, late_worker = 50ms;

std::string ask_finger(const std::string& request) {
    std::cout << "finger: " << request << std::endl;
    std::string answer;
    std::getline(std::cin, answer);
    return answer;
}

/// Presses (1) and releases (0), one millisecond apart.
void move_finger(const std::string& levels) {
    ASSERT_EQ(ask_finger("move " + levels), "done");
}

std::string what(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "(no error)";
}

/// The edges up to the first pause of 300 ms.
std::vector<Edge> edges_of(InputLine& line) {
    std::vector<Edge> edges;
    pollfd waiting{line.fd(), POLLIN, 0};
    while (poll(&waiting, 1, 300) == 1)
        while (const auto edge = line.read()) edges.push_back(*edge);
    return edges;
}

class LineOnAKernel : public testing::Test {
protected:
    void SetUp() override {
        if (button.empty() || led.empty())
            GTEST_SKIP() << "no lines to try; scripts/gpio-on-a-kernel brings its own kernel";
        move_finger("0");
    }
    static std::string environment(const char* name) {
        const char* const value = std::getenv(name);
        return value == nullptr ? "" : value;
    }

    const std::string button = environment("REDSTART_GPIO_BUTTON");
    const std::string led = environment("REDSTART_GPIO_LED");
};

TEST_F(LineOnAKernel, SaysThatALineDoesNotExist) {
    EXPECT_EQ(what([] { InputLine("GPIO99", true, Bias::as_is, 0ms); }),
              "GPIO99: no such GPIO line; gpioinfo lists them");
    EXPECT_EQ(what([] { OutputLine("gpiochip0:4095", false, false); }),
              "gpiochip0:4095: no such GPIO line; gpioinfo lists them");
    EXPECT_EQ(what([] { OutputLine("gpiochip77:1", false, false); }),
              "gpiochip77:1: no such GPIO chip; gpiodetect lists them");
}

TEST_F(LineOnAKernel, NamesTheHolderOfALineThatIsTaken) {
    const auto busy = [](const std::string& line) {
        return line + ": busy, held by \"redstart\"; stop that, or choose another line";
    };
    const InputLine input(button, true, Bias::pull_up, quiet);
    const OutputLine output(led, false, false);
    EXPECT_EQ(what([&] { InputLine(button, true, Bias::pull_up, quiet); }), busy(button));
    EXPECT_EQ(what([&] { OutputLine(led, false, false); }), busy(led));
}

TEST_F(LineOnAKernel, GivesALineBack) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_NO_THROW(InputLine(button, true, Bias::pull_up, quiet));
        EXPECT_NO_THROW(OutputLine(button, true, false));
    }
}

TEST_F(LineOnAKernel, NamesTheGroupToAUserWhoMayNot) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can become a user who may not";
    const pid_t child = fork();
    if (child == 0) {
        const bool may_not = setgid(65534) == 0 && setuid(65534) == 0;
        const auto said = what([&] { InputLine(button, true, Bias::pull_up, quiet); });
        _exit(may_not && said == button + ": no permission; add the user to group gpio" ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST_F(LineOnAKernel, StampsEdgesWithTheirMomentOnOurClock) {
    InputLine line(button, true, Bias::pull_up, 0ms);
    EXPECT_FALSE(line.is_active());
    EXPECT_FALSE(line.read());

    const auto before = Clock::now();
    move_finger("1");
    const auto between = Clock::now();
    EXPECT_TRUE(line.is_active());
    move_finger("0");
    const auto after = Clock::now();

    const auto edges = edges_of(line);
    ASSERT_EQ(edges.size(), 2U);
    EXPECT_TRUE(edges[0].active);
    EXPECT_GE(edges[0].when, before);
    EXPECT_LE(edges[0].when, between);
    EXPECT_FALSE(edges[1].active);
    EXPECT_GE(edges[1].when, between);
    EXPECT_LE(edges[1].when, after);
}

TEST_F(LineOnAKernel, TakesPolarityOutOfTheWiring) {
    InputLine line(button, false, Bias::as_is, 0ms);
    EXPECT_TRUE(line.is_active()); // the released button of a pull-up is high
    move_finger("1");
    EXPECT_FALSE(line.is_active());
    const auto edges = edges_of(line);
    ASSERT_EQ(edges.size(), 1U);
    EXPECT_FALSE(edges[0].active);
}

TEST_F(LineOnAKernel, StampsADebouncedEdgeWithTheMomentItHappened) {
    InputLine line(button, true, Bias::pull_up, 200ms);
    if (!line.debounced_by_kernel()) GTEST_SKIP() << "this libgpiod has no kernel debounce";
    const auto before = Clock::now();
    move_finger("1");
    const auto after = Clock::now();
    const auto edges = edges_of(line);
    ASSERT_EQ(edges.size(), 1U);
    EXPECT_GE(edges[0].when, before - kernel_tick);
    EXPECT_LE(edges[0].when, after + late_worker);
}

/// A toggle button on the loop, and the times of its toggles.
class ButtonOnAKernel : public LineOnAKernel {
protected:
    Button::Callbacks callbacks() {
        return {[] { return false; }, [this](Order, TimePoint when) { toggles.push_back(when); },
                [this](const Error& error) {
                    lost.push_back(error);
                    loop.stop();
                }};
    }
    ButtonSettings settings() const { return {.line = button, .debounce = quiet, .gesture = {}}; }
    void run_for(std::chrono::nanoseconds time) {
        Timer limit(loop, [this] { loop.stop(); });
        limit.after(time);
        loop.run();
    }

    EventLoop loop;
    std::vector<TimePoint> toggles;
    std::vector<Error> lost;
};

TEST_F(ButtonOnAKernel, MakesOnePressOfTwelveEdgesWithinFifteenMilliseconds) {
    const Button pressed(loop, settings(), callbacks());
    const auto before = Clock::now();
    move_finger("1 0 1 0 1 0 1 0 1 0 1");
    const auto after = Clock::now();
    run_for(500ms);
    ASSERT_EQ(toggles.size(), 1U);
    EXPECT_GE(toggles[0], before - kernel_tick);
    EXPECT_LE(toggles[0], after + late_worker);
    move_finger("0 1 0 1 0");
    run_for(500ms);
    EXPECT_EQ(toggles.size(), 1U);
}

TEST_F(ButtonOnAKernel, TakesAPressOfFiveMillisecondsForNone) {
    const Button pressed(loop, settings(), callbacks());
    move_finger("1 1 1 1 1 0");
    run_for(500ms);
    EXPECT_TRUE(toggles.empty());
    move_finger("1");
    run_for(500ms);
    EXPECT_EQ(toggles.size(), 1U);
}

TEST_F(ButtonOnAKernel, KnowsTheLevelAfterMoreEdgesThanTheKernelKeeps) {
    const Button pressed(loop, settings(), callbacks());
    std::string storm;
    for (int i = 0; i < 40; ++i) storm += "1 0 ";
    move_finger(storm + "1"); // the loop sleeps meanwhile, and 16 edges fit
    run_for(500ms);
    EXPECT_EQ(toggles.size(), 1U);
    move_finger("0");
    run_for(500ms);
    move_finger("1");
    run_for(500ms);
    EXPECT_EQ(toggles.size(), 2U);
}

TEST_F(LineOnAKernel, DrivesTheLed) {
    EventLoop loop;
    OutputLine line(led, false, false);
    EXPECT_EQ(ask_finger("light"), "0");
    Led lamp(loop, false, [&](bool on) { EXPECT_TRUE(line.set(on)); });
    lamp.show(LedSignal::recording);
    EXPECT_EQ(ask_finger("light"), "1");
    lamp.show(LedSignal::off);
    EXPECT_EQ(ask_finger("light"), "0");
}

/// The last test: the chip does not come back.
TEST_F(ButtonOnAKernel, AndLedTellThatTheirChipHasGone) {
    const auto unbind = environment("REDSTART_GPIO_UNBIND"); // "/sys/.../unbind NAME"
    if (unbind.empty()) GTEST_SKIP() << "REDSTART_GPIO_UNBIND names no driver to unbind";
    const auto space = unbind.find(' ');
    std::optional<Button> doomed(std::in_place, loop, settings(),
                                 Button::Callbacks{[] { return false; }, [](Order, TimePoint) {},
                                                   [&](const Error& error) {
                                                       lost.push_back(error);
                                                       doomed.reset();
                                                   }});
    OutputLine light(led, false, true);
    EXPECT_TRUE(light.set(true));
    const int driver = open(unbind.substr(0, space).c_str(), O_WRONLY | O_CLOEXEC);
    const auto device = unbind.substr(space + 1);
    ASSERT_EQ(write(driver, device.c_str(), device.size()), static_cast<ssize_t>(device.size()));
    close(driver);
    run_for(1s);
    ASSERT_EQ(lost.size(), 1U) << "it is told once";
    EXPECT_EQ(lost[0].code(), std::errc::no_such_device) << lost[0].what();
    EXPECT_FALSE(light.set(false)) << "the light that is set goes nowhere";
    const std::string why = ": no GPIO chip; this kernel shows no /dev/gpiochip*";
    EXPECT_EQ(what([&] { InputLine(button, true, Bias::pull_up, quiet); }), button + why);
    EXPECT_EQ(what([&] { OutputLine(led, false, false); }), led + why);
}

} // namespace
} // namespace redstart
