// Orders that come while the card hangs: each is obeyed or refused, and nothing shines meanwhile.
#include "control/client.hpp"
#include "faulty_disk/faulty_disk.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"
#include "wav/info.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <fstream>
#include <future>

namespace redstart {
namespace {

using nlohmann::json;

class CardThatHangs : public testing::Test {
protected:
    void run(const std::string& call) {
        appliance_.emplace(home_.appliance(),
                           Surroundings{disk_.environment(call + " stall " + disk_.sign())});
        EXPECT_TRUE(appliance_->complains_of("ready: armed"));
    }
    void record_until_it_hangs() {
        run("sync@10");
        home_.file_of({"start"});
        ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    }

    json ask(Order order, const std::string& text = {}) const {
        return ControlClient(home_.socket()).ask({order, text});
    }
    /// For an order that is answered only when the card is back.
    std::future<json> later(Order order) const {
        return std::async(std::launch::async, [this, order] { return ask(order); });
    }

    bool is_slow(const json& status) const {
        const auto words = faults(status);
        return std::ranges::find(words, "storage-slow") != words.end();
    }
    /// Status as long as that lasts, in which the fault is never withdrawn.
    void expect_slow_for(std::chrono::nanoseconds time) const {
        const TimePoint end = Clock::now() + time;
        EXPECT_TRUE(eventually([&] {
            EXPECT_TRUE(is_slow(home_.status())) << home_.status();
            return Clock::now() >= end || HasFailure();
        }));
    }

    int end() {
        appliance_->signal(SIGTERM);
        return appliance_->wait(10s * slowness);
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\nring = \"20s\"\n", "",
                        "sync_every = \"200ms\"\n"};
    FaultyDisk disk_{home_.takes()};
    std::optional<Program> appliance_;
};

TEST_F(CardThatHangs, LosesNoStopAndNoMarkThatWasAnswered) {
    record_until_it_hangs();
    const TimePoint begin = Clock::now();
    std::size_t taken = 0, asked = 0;
    for (; asked < 60; ++asked) taken += ask(Order::mark, "mark")["ok"].get<bool>() ? 1u : 0u;
    EXPECT_GE(taken, 40u);
    EXPECT_LT(taken, asked) << "the last ones are refused aloud";
    EXPECT_TRUE(eventually([&] { return is_slow(home_.status()); }, 3s * slowness));
    auto stopped = later(Order::stop);
    expect_slow_for(9s - (Clock::now() - begin));
    disk_.end_fault();
    const json answer = stopped.get();
    ASSERT_TRUE(answer["ok"].get<bool>()) << answer;
    EXPECT_EQ(read_wav_info(answer["file"].get<std::string>()).marks.size(), taken);
    EXPECT_TRUE(home_.comes_to("armed"));
    EXPECT_TRUE(eventually([&] { return !is_slow(home_.status()); }));
    EXPECT_EQ(end(), 0);
}

/// Some four seconds in all, of which no single call takes long.
TEST_F(CardThatHangs, IsNotOneThatTakesItsTimeToTellTheLastTake) {
    constexpr int takes = 10;
    std::string calls;
    for (int i = 1; i <= takes; ++i) {
        std::ofstream(home_.takes() / (std::to_string(i) + ".wav")) << "sound";
        calls += (i > 1 ? " stall " + disk_.sign() + ";" : "") + "lookup:.wav@" + std::to_string(i);
    }
    run(calls);
    for (int i = 1; i <= takes; ++i) {
        ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); })) << i;
        const TimePoint until = Clock::now() + 400ms;
        EXPECT_TRUE(eventually([&] { return Clock::now() >= until; }));
        EXPECT_FALSE(is_slow(home_.status())) << i;
        disk_.end_fault();
    }
    EXPECT_TRUE(eventually([&] { return home_.status()["last_take"].is_string(); }));
    EXPECT_EQ(end(), 0);
}

TEST_F(CardThatHangs, LetsSigtermEndTheProgramAsSoonAsItIsBack) {
    record_until_it_hangs();
    EXPECT_TRUE(eventually([&] { return is_slow(home_.status()); }, 3s * slowness));
    appliance_->signal(SIGTERM);
    EXPECT_TRUE(eventually([&] { return !ask(Order::mark)["ok"].get<bool>(); }));
    disk_.end_fault();
    EXPECT_EQ(appliance_->wait(10s * slowness), 0);
    EXPECT_EQ(files_in(home_.takes(), ".wav").size(), 1u);
    EXPECT_TRUE(files_in(home_.takes(), ".part").empty());
}

TEST_F(CardThatHangs, AsATakeIsClosedLosesNothingOfTheNext) {
    record_until_it_hangs();
    auto stopped = later(Order::stop);
    EXPECT_TRUE(eventually([&] { return !ask(Order::mark)["ok"].get<bool>(); }));
    const TimePoint pressed = Clock::now();
    auto started = later(Order::start);
    EXPECT_TRUE(eventually([&] { return is_slow(home_.status()); }, 3s * slowness));
    EXPECT_NE(home_.status()["state"], "recording");
    expect_slow_for(3s);
    disk_.end_fault();
    EXPECT_TRUE(stopped.get()["ok"].get<bool>());
    EXPECT_TRUE(started.get()["ok"].get<bool>());
    const auto file = home_.file_of({"stop"});
    const auto length = Clock::now() - pressed;
    const Sound sound = sound_of(file);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    EXPECT_NEAR(static_cast<double>(sound.frames()),
                static_cast<double>(sound.format.frames(length)), 24000. * slowness);
    EXPECT_EQ(end(), 0);
}

TEST_F(CardThatHangs, AtTheFirstFileIsAFaultAlsoWhenTheTakeIsStopped) {
    run("mkdir@1");
    auto started = later(Order::start);
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    auto stopped = later(Order::stop);
    EXPECT_TRUE(eventually(
        [&] {
            const json status = home_.status();
            EXPECT_NE(status["state"], "recording");
            return is_slow(status);
        },
        3s * slowness));
    expect_slow_for(3s);
    EXPECT_EQ(home_.status()["state"], "armed");
    disk_.end_fault();
    EXPECT_TRUE(started.get()["ok"].get<bool>());
    EXPECT_TRUE(stopped.get()["ok"].get<bool>());
    EXPECT_EQ(end(), 0);
}

} // namespace
} // namespace redstart
