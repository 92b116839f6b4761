// The window in which a hold lets a phone in: how long, how often, and how it closes.
#include "appliance/pair_window.hpp"

#include "control/server.hpp"
#include "control/socket_folder.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <memory>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// A window behind a control socket on one loop, and phones that are plain clients.
class PairWindowTest : public testing::Test {
protected:
    std::unique_ptr<RawClient> phone() {
        auto client = std::make_unique<RawClient>(place_.path());
        const int before = asked_;
        client->say("{\"command\":\"pair\"}\n");
        run_until([&] { return asked_ > before; });
        return client;
    }
    static json answer(RawClient& client) { return json::parse(client.read_line()); }
    static std::string error(RawClient& client) { return answer(client).value("error", ""); }

    void run_until(const std::function<bool()>& holds) {
        const TimePoint deadline = Clock::now() + 20s;
        Timer look(loop_, [&] {
            if (holds() || Clock::now() > deadline) loop_.stop();
        });
        look.every(2ms);
        loop_.run();
        ASSERT_TRUE(holds());
    }
    void limit_to(std::chrono::nanoseconds length) {
        window_ = std::make_unique<PairWindow>(
            loop_, [this] { ++changes_; }, PairLimits{.length = length},
            [this] { return since_boot_; });
    }
    /// Opens a window and closes it by hanging up.
    void use_up_a_window() {
        const auto client = phone();
        EXPECT_TRUE(window_->is_open());
    }
    void wait_for_closed() {
        run_until([&] { return window_->led(LedSignal::armed) == LedSignal::armed; });
    }

    const SocketFolder place_;
    EventLoop loop_;
    int asked_ = 0, changes_ = 0;
    std::chrono::nanoseconds since_boot_ = 10min;
    std::unique_ptr<PairWindow> window_ = std::make_unique<PairWindow>(
        loop_, [this] { ++changes_; }, PairLimits{}, [this] { return since_boot_; });
    const ControlServer server_{loop_, place_.path(), [this](const Request&, const Reply& reply) {
                                    ++asked_;
                                    window_->open(reply);
                                }};
};

TEST_F(PairWindowTest, IsAMinuteLongAndOpensThreeTimesAnHour) {
    EXPECT_EQ(PairLimits().length, 60s);
    EXPECT_EQ(PairLimits().windows, 3u);
    EXPECT_EQ(PairLimits().each, 1h);
}

TEST_F(PairWindowTest, LetsInWhoAskedByAHoldThatBeganInIt) {
    const auto client = phone();
    EXPECT_TRUE(window_->is_open());
    EXPECT_EQ(changes_, 1);
    EXPECT_TRUE(window_->let_in(Clock::now()));
    EXPECT_EQ(answer(*client), json({{"ok", true}}));
    EXPECT_FALSE(window_->is_open());
    EXPECT_FALSE(window_->let_in(Clock::now())) << "once is enough";
}

TEST_F(PairWindowTest, AHoldThatBeganBeforeItLetsNobodyIn) {
    const TimePoint before = Clock::now();
    const auto client = phone();
    EXPECT_FALSE(window_->let_in(before));
    EXPECT_TRUE(window_->is_open());
}

TEST_F(PairWindowTest, ClosesWhenItsTimeIsOverAndSaysSo) {
    limit_to(300ms);
    const auto client = phone();
    const TimePoint opened = Clock::now();
    run_until([&] { return !window_->is_open(); });
    EXPECT_GE(Clock::now() - opened, 250ms);
    EXPECT_NE(error(*client).find("not held for 5 s in time; ask again"), std::string::npos);
    EXPECT_FALSE(window_->let_in(Clock::now()));
}

TEST_F(PairWindowTest, ClosesAtOnceWhenItsAskerHangsUp) {
    auto client = phone();
    client.reset();
    run_until([&] { return !window_->is_open(); });
    EXPECT_FALSE(window_->let_in(Clock::now()));
    wait_for_closed(); // the LED too
    const auto next = phone();
    EXPECT_TRUE(window_->is_open()) << "the next may ask";
}

TEST_F(PairWindowTest, IsOneAtATime) {
    const auto first = phone(), second = phone();
    EXPECT_NE(error(*second).find("another phone waits"), std::string::npos);
    EXPECT_TRUE(window_->let_in(Clock::now()));
    EXPECT_EQ(answer(*first), json({{"ok", true}}));
}

TEST_F(PairWindowTest, OpensThreeTimesInAnHourSinceTheBoot) {
    for (int i = 0; i < 3; ++i, since_boot_ += 10min) {
        use_up_a_window();
        wait_for_closed();
    }
    const auto fourth = phone();
    EXPECT_NE(error(*fourth).find("three times within an hour; try again in 30 minutes"),
              std::string::npos);
    EXPECT_FALSE(window_->is_open());
    since_boot_ += 30min;
    const auto fifth = phone();
    EXPECT_TRUE(window_->is_open());
}

TEST_F(PairWindowTest, OneThatIsRefusedCountsForNothing) {
    const auto first = phone();
    for (int i = 0; i < 5; ++i) EXPECT_NE(error(*phone()), "");
    EXPECT_TRUE(window_->let_in(Clock::now()));
    const auto second = phone();
    EXPECT_TRUE(window_->is_open());
}

TEST_F(PairWindowTest, HasARhythmWhileArmedAndLeavesRecordingAndFaultsAsTheyAre) {
    EXPECT_EQ(window_->led(LedSignal::armed), LedSignal::armed);
    const auto client = phone();
    EXPECT_EQ(window_->led(LedSignal::armed), LedSignal::pairing);
    for (const LedSignal signal : {LedSignal::recording, LedSignal::warned, LedSignal::fault,
                                   LedSignal::starting, LedSignal::off})
        EXPECT_EQ(window_->led(signal), signal);
}

TEST_F(PairWindowTest, AnswersAHoldByFlashesWhateverIsShown) {
    const auto client = phone();
    EXPECT_TRUE(window_->let_in(Clock::now()));
    for (const LedSignal signal : {LedSignal::armed, LedSignal::recording, LedSignal::fault})
        EXPECT_EQ(window_->led(signal), LedSignal::let_in);
    const TimePoint began = Clock::now();
    run_until([&] { return window_->led(LedSignal::recording) == LedSignal::recording; });
    const Blink rhythm = blink(LedSignal::let_in);
    const auto three = rhythm.pause + 3 * rhythm.light + 2 * rhythm.dark;
    EXPECT_GE(Clock::now() - began, three);
}

std::string why_not(const std::vector<ButtonConfig>& buttons) {
    try {
        check_can_be_held(buttons);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

ButtonConfig button(ButtonMode mode, const std::string& line = "GPIO17",
                    std::chrono::nanoseconds power_off_hold = 0s) {
    ButtonConfig config;
    config.mode = mode;
    config.line = line;
    config.power_off_hold = power_off_hold;
    return config;
}

TEST(CheckCanBeHeld, AsksForAButtonThatCanBeHeldForFiveSeconds) {
    for (const ButtonMode mode : {ButtonMode::toggle, ButtonMode::momentary, ButtonMode::guarded})
        EXPECT_EQ(why_not({button(mode)}), "");
    EXPECT_EQ(why_not({button(ButtonMode::toggle, "GPIO17", 6s)}), "");
    EXPECT_EQ(why_not({button(ButtonMode::guarded, "terminal")}), "");
    EXPECT_EQ(why_not({button(ButtonMode::switch_), button(ButtonMode::toggle)}), "");
    const std::pair<std::vector<ButtonConfig>, std::string> rows[] = {
        {{}, "none is configured"},
        {{button(ButtonMode::switch_)}, "a switch cannot be held"},
        {{button(ButtonMode::toggle, "terminal")}, "a key of the terminal"},
        {{button(ButtonMode::toggle, "GPIO17", 5s)}, "set power_off_hold above 5s"}};
    for (const auto& [buttons, why] : rows) {
        EXPECT_NE(why_not(buttons).find(why), std::string::npos) << why_not(buttons);
        EXPECT_NE(why_not(buttons).find("redstart-web pair DIGITS"), std::string::npos);
    }
}

} // namespace
} // namespace redstart
