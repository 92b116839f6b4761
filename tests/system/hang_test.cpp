// What hangs: a card holds up nothing but itself, a thread that does not move ends the program.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/frozen_thread.hpp"
#include "system/notify_socket.hpp"
#include "system/takes.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <optional>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Hang : public testing::Test {
protected:
    Hang() : manager_(home_.folder() / "notify.sock"), program_(home_.appliance(), watched()) {}

    Surroundings watched() const {
        Surroundings around;
        around.environment = {"NOTIFY_SOCKET=" + (home_.folder() / "notify.sock").string(),
                              "WATCHDOG_USEC=400000"};
        return around;
    }

    void freeze(const std::string& thread) {
        try {
            frozen_.emplace(program_.pid(), thread);
        } catch (const Error& error) {
            if (error.code() != std::errc::operation_not_permitted) throw;
            GTEST_SKIP() << "no tracing here: " << error.what();
        }
    }

    void begin_take() {
        ASSERT_TRUE(program_.complains_of("ready: armed"));
        part_ = home_.file_of({"start"});
        ASSERT_TRUE(
            eventually([&] { return home_.status()["take"]["frames_on_card"] >= Frames{48000}; }));
    }

    /// From now on, as long as the watchdog is fed.
    std::chrono::nanoseconds fed_for(std::chrono::nanoseconds limit) {
        const TimePoint now = Clock::now();
        return manager_.last("WATCHDOG=1", 2s * slowness, limit) - now;
    }

    /// Ends it as the service manager would; what it had on the card is finished by the next.
    void expect_next_life_to_finish(Frames at_least) {
        program_.signal(SIGKILL); // SIGABRT would do, too, and leave a core
        frozen_.reset();
        EXPECT_EQ(program_.wait(), 128 + SIGKILL);
        const Program next(home_.appliance());
        EXPECT_TRUE(home_.comes_to("armed"));
        const fs::path whole = fs::path(part_).replace_extension();
        EXPECT_EQ(files_in(home_.takes(), ".wav"), std::vector{whole});
        EXPECT_EQ(files_in(home_.takes(), ".wav.part"), std::vector<fs::path>{});
        const Sound sound = sound_of(whole);
        EXPECT_GE(sound.frames(), at_least);
        EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    }

    bool has_fault(const std::string& word) const {
        const auto words = faults(home_.status());
        return std::ranges::find(words, word) != words.end();
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\nring = \"6s\"\n"};
    NotifySocket manager_;
    Program program_;
    std::optional<FrozenThread> frozen_;
    fs::path part_;
};

TEST_F(Hang, ACardThatDoesNotAnswerIsAFaultWithinThreeSecondsAndHoldsUpNothing) {
    ASSERT_TRUE(program_.complains_of("ready: armed"));
    freeze("folder"); // whatever holds it up in the folder
    if (IsSkipped()) return;
    const TimePoint hung = Clock::now();
    ASSERT_TRUE(eventually([&] { return has_fault("storage-slow"); }));
    EXPECT_LT(Clock::now() - hung, 3s * slowness);
    EXPECT_EQ(home_.status()["state"], "armed") << "a press may still be lucky";
    home_.file_of({"start"});
    const Sound sound = sound_of(home_.file_of({"stop"}));
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    frozen_.reset();
    EXPECT_TRUE(eventually([&] { return !has_fault("storage-slow"); }));
}

TEST_F(Hang, ACardThatDoesNotAnswerIsNoReasonToEndTheProgram) {
    ASSERT_TRUE(program_.complains_of("ready: armed"));
    freeze("folder");
    if (IsSkipped()) return;
    EXPECT_GE(fed_for(15s), 15s - 2s);
}

TEST_F(Hang, ACaptureThreadThatHangsIsNotFedBeyondTenSeconds) {
    begin_take();
    freeze("capture");
    if (IsSkipped()) return;
    const auto fed = fed_for(60s);
    EXPECT_GT(fed, 9s);
    EXPECT_LT(fed, 12s * slowness);
    EXPECT_TRUE(program_.complains_of("capture: hangs"));
    expect_next_life_to_finish(48000);
}

TEST_F(Hang, AWriterThatHangsIsFedWhileTheRingLastsAndHalfAMinuteMore) {
    begin_take();
    freeze("writer");
    if (IsSkipped()) return;
    const auto fed = fed_for(120s);
    EXPECT_GT(fed, 7s + 30s - 2s) << "a ring of 6 s, and one held back";
    EXPECT_LT(fed, 7s + 30s + 2s * slowness);
    EXPECT_TRUE(program_.complains_of("writer: hangs"));
    expect_next_life_to_finish(48000);
}

TEST_F(Hang, OneThatMovesAgainIsFedAgain) {
    begin_take();
    freeze("capture");
    if (IsSkipped()) return;
    fed_for(60s);
    frozen_.reset();
    EXPECT_GE(fed_for(5s), 5s - 2s);
    EXPECT_EQ(home_.status()["state"], "recording");
}

TEST_F(Hang, ALoopThatIsDeadFeedsNothing) {
    begin_take();
    program_.signal(SIGSTOP);
    EXPECT_LT(fed_for(20s), 1s * slowness);
    program_.signal(SIGCONT);
    expect_next_life_to_finish(48000);
}

TEST_F(Hang, ACardThatDoesNotAnswerDoesNotHoldUpTheEnd) {
    ASSERT_TRUE(program_.complains_of("ready: armed"));
    freeze("folder");
    if (IsSkipped()) return;
    program_.signal(SIGTERM);
    EXPECT_TRUE(program_.complains_of("ending without it"));
    frozen_.reset();
    EXPECT_EQ(program_.wait(), 0);
}

} // namespace
} // namespace redstart
