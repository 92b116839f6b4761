// What hangs: a card holds up nothing but itself, a thread that does not move ends the program.
#include "alsa/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/frozen_thread.hpp"
#include "system/takes.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <optional>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Hang : public testing::Test {
protected:
    void freeze(const std::string& thread) {
        try {
            frozen_.emplace(program_.pid(), thread);
        } catch (const Error& error) {
            if (error.code() != std::errc::operation_not_permitted) throw;
            GTEST_SKIP() << "no tracing here: " << error.what();
        }
    }

    bool has_fault(const std::string& word) const {
        const auto words = faults(home_.status());
        return std::ranges::find(words, word) != words.end();
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\n"};
    Program program_{home_.appliance()};
    std::optional<FrozenThread> frozen_;
};

TEST_F(Hang, ACardThatDoesNotAnswerIsAFaultWithinThreeSecondsAndHoldsUpNothing) {
    ASSERT_TRUE(program_.complains_of("ready: armed"));
    freeze("keeper"); // whatever holds it up in the folder
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

TEST_F(Hang, ACardThatDoesNotAnswerDoesNotHoldUpTheEnd) {
    ASSERT_TRUE(program_.complains_of("ready: armed"));
    freeze("keeper");
    if (IsSkipped()) return;
    program_.signal(SIGTERM);
    EXPECT_TRUE(program_.complains_of("ending without it"));
    frozen_.reset();
    EXPECT_EQ(program_.wait(), 0);
}

} // namespace
} // namespace redstart
