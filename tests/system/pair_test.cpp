// `pair`: a hold of the button lets a phone in, and the press means what it always means.
#include "control/socket_folder.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/machine_clocks.hpp"
#include "system/takes.hpp"

#include <memory>
#include <optional>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr Frames hold = 5 * 48000;

/// An appliance whose button is on a terminal, where one Enter presses and the next releases.
class Pairing : public testing::Test {
protected:
    void SetUp() override { use_simulated_board(); }

    void run_with(const std::string& button, const Surroundings& around = {}) {
        home_.emplace(microphone_.pcm(), "format = \"S32_LE\"\n", button);
        const std::string enter = home_->folder() / "enter";
        ASSERT_EQ(::mkfifo(enter.c_str(), 0600), 0);
        keyboard_.reset(::open(enter.c_str(), O_RDWR | O_CLOEXEC));
        std::vector<std::string> command = {"sh", "-c", "exec \"$@\" <" + enter, "sh"};
        for (const std::string& word : home_->appliance()) command.push_back(word);
        appliance_.emplace(command, around);
        ASSERT_TRUE(appliance_->complains_of("ready: armed")) << appliance_->err();
    }
    static std::string on_terminal(const std::string& mode) {
        return "[button]\nline = \"terminal\"\nmode = \"" + mode + "\"\n";
    }

    std::unique_ptr<RawClient> phone() const {
        auto client = std::make_unique<RawClient>(home_->socket());
        client->say("{\"command\":\"pair\"}\n");
        return client;
    }
    /// A phone for which the button is waited for.
    std::unique_ptr<RawClient> phone_that_waits() {
        auto client = phone();
        EXPECT_TRUE(appliance_->complains_of("a window is open")) << appliance_->err();
        return client;
    }
    static json answer(RawClient& client) {
        return json::parse(client.read_line(), nullptr, false);
    }
    std::string refusal() const {
        const json told = answer(*phone());
        return told.is_object() ? told.value("error", "") : "no answer";
    }

    /// How often the appliance has said so by now.
    std::size_t times_told(const std::string& text) {
        appliance_->complains_of("never said", 10ms); // reads on
        const std::string& all = appliance_->err();
        std::size_t times = 0;
        for (auto at = all.find(text); at != all.npos; at = all.find(text, at + 1)) ++times;
        return times;
    }

    void press() const { ASSERT_EQ(::write(keyboard_.get(), "\n", 1), 1); }
    bool comes_to_frames(Frames frames) const {
        return eventually([&] {
            const json status = home_->status();
            return status.is_object() && status["take"].is_object() &&
                   status["take"]["frames"] >= frames;
        });
    }
    /// The one take, finished and whole.
    Sound take() const {
        EXPECT_TRUE(eventually([&] { return files_in(home_->takes(), ".wav").size() == 1; }));
        const Sound sound = sound_of(files_in(home_->takes(), ".wav").at(0));
        EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
        return sound;
    }

    SimulatedMicrophone microphone_;
    std::optional<ApplianceHome> home_;
    UniqueFd keyboard_;
    std::optional<Program> appliance_;
};

TEST_F(Pairing, AHoldLetsThePhoneInAndItsTakeIsEndedByItAndKept) {
    run_with(on_terminal("guarded"));
    const auto phone = phone_that_waits();
    press();
    EXPECT_TRUE(home_->comes_to("recording")) << "the press means what it always means";
    EXPECT_EQ(answer(*phone), json({{"ok", true}}));
    EXPECT_TRUE(appliance_->complains_of("held for 5 s; the phone is let in"));
    EXPECT_TRUE(home_->comes_to("armed")) << "before the button is released";
    EXPECT_NEAR(static_cast<double>(take().frames()), static_cast<double>(hold), 4800);
    press(); // the release
    press();
    EXPECT_TRUE(home_->comes_to("recording")) << "the next press, as ever";
}

TEST_F(Pairing, InModeMomentaryTheReleaseEndsTheTakeAsEver) {
    run_with(on_terminal("momentary"));
    const auto phone = phone_that_waits();
    press();
    EXPECT_EQ(answer(*phone), json({{"ok", true}}));
    EXPECT_TRUE(comes_to_frames(hold + 24'000)) << "held on";
    press();
    EXPECT_GE(take().frames(), hold + 24'000);
}

TEST_F(Pairing, AHoldEndsNoTakeThatSomebodyElseHasBegunMeanwhile) {
    run_with(on_terminal("guarded"));
    const auto phone = phone_that_waits();
    press();
    ASSERT_TRUE(home_->comes_to("recording"));
    home_->file_of({"stop"});
    home_->file_of({"start"});
    EXPECT_EQ(answer(*phone), json({{"ok", true}}));
    EXPECT_TRUE(comes_to_frames(hold));
    EXPECT_EQ(home_->status()["state"], "recording");
}

TEST_F(Pairing, AHoldThatBeganBeforeLetsNobodyInAndItsTakeGoesOn) {
    run_with(on_terminal("guarded"));
    press();
    ASSERT_TRUE(home_->comes_to("recording"));
    const auto phone = phone_that_waits();
    EXPECT_TRUE(comes_to_frames(hold + 48'000));
    EXPECT_FALSE(appliance_->complains_of("let in", 10ms)) << appliance_->err();
    EXPECT_EQ(home_->status()["state"], "recording");
}

TEST_F(Pairing, IsRefusedAtOnceWithoutAButtonThatCanBeHeld) {
    const std::pair<std::string, std::string> rows[] = {
        {"", "button: none is configured; redstart-web pair DIGITS"},
        {on_terminal("switch"), "button: a switch cannot be held; redstart-web pair DIGITS"},
        {on_terminal("toggle"), "button: a key of the terminal cannot be held"},
        {on_terminal("guarded") + "power_off_hold = \"3s\"\n", "set power_off_hold above 5s"}};
    for (const auto& [button, why] : rows) {
        run_with(button);
        EXPECT_NE(refusal().find(why), std::string::npos) << why;
        appliance_.reset();
    }
}

TEST_F(Pairing, AWindowIsOneAtATimeAndClosesWithItsAsker) {
    run_with(on_terminal("guarded"));
    auto first = phone_that_waits();
    EXPECT_NE(refusal().find("another phone waits for a hold"), std::string::npos);
    first.reset();
    EXPECT_TRUE(appliance_->complains_of("the window is closed: who asked has hung up"));
    press();
    EXPECT_TRUE(comes_to_frames(hold + 24'000)) << "nobody waits for the hold any more";
    EXPECT_FALSE(appliance_->complains_of("let in", 10ms)) << appliance_->err();
}

TEST_F(Pairing, OpensThreeWindowsAnHourByTheTimeSinceTheBoot) {
    if (slowness > 1) GTEST_SKIP() << "a sanitizer stands before these clocks";
    const TemporaryFolder folder;
    Clocks clocks(folder.path());
    run_with(on_terminal("guarded"), clocks.around());
    for (std::size_t closed = 1; closed <= 3; ++closed) {
        phone();
        EXPECT_TRUE(eventually([&] { return times_told("who asked has hung up") == closed; }));
    }
    EXPECT_NE(refusal().find("three times within an hour"), std::string::npos);
    clocks.sleep(1h);
    const auto waiting = phone();
    EXPECT_TRUE(eventually([&] { return times_told("a window is open") == 4; }));
    press();
    EXPECT_EQ(answer(*waiting), json({{"ok", true}}));
}

} // namespace
} // namespace redstart
