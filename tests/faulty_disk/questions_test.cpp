// The card does not answer: a lookup, a read, a list or a look for space fails, at each of them
// once and for a while; the appliance lives, and the take is whole.
#include "faulty_disk/short_take.hpp"
#include "wav/file.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

namespace redstart {
namespace {

struct Fault {
    const char* error;
    unsigned step; // between the questions that are tried
};

class CardQuestions : public testing::TestWithParam<Fault> {};

/// False once the take asks so many questions no more.
bool fail_at(unsigned question, const std::string& error) {
    ShortTake take;
    const std::string plan = "ask@" + std::to_string(question) + " fail " + error;
    EXPECT_EQ(take.record(plan), 0) << plan << ": " << take.said();
    const auto asked = take.disk().questions();
    if (asked.size() < question || testing::Test::HasFailure()) return false;
    take.start_again();

    const std::string where = plan + ", " + asked[question - 1].name + " " +
                              asked[question - 1].path + ": " + take.said();
    EXPECT_EQ(overwritten(take.disk().calls()), "") << where;
    const FoundTake found(take.home().takes());
    EXPECT_EQ(found.fault, "") << where;
    EXPECT_EQ(missing_at_the_end(take, found), 0) << where;
    return true;
}

TEST_P(CardQuestions, UnansweredOnceEachEndNoTakeAndLoseNothing) {
    int injected = 0;
    unsigned question = 1;
    for (; fail_at(question, GetParam().error); question += every(GetParam().step)) ++injected;
    EXPECT_GT(question, 60) << "so few questions are no take";
    RecordProperty("injected", injected);
    RecordProperty("frames_lost", 0);
    RecordProperty("files_lost", 0);
    std::printf("%d times, of about %u questions\n", injected, question);
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
    return info.param.error;
}

INSTANTIATE_TEST_SUITE_P(All, CardQuestions,
                         testing::Values(Fault{"EIO", 10}, Fault{"EACCES", 20},
                                         Fault{"ESTALE", 40}),
                         name_of);

/// A card whose folders cannot be searched for a while, as a dying one or one of a network.
class SilentCard : public testing::Test {
protected:
    bool has_fault(const std::string& word) const {
        const nlohmann::json now = home_.status();
        if (!now.is_object()) return false;
        const auto words = faults(now);
        return std::find(words.begin(), words.end(), word) != words.end();
    }

    SimulatedMicrophone microphone_;
    ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\n", "", "sync_every = \"100ms\"\n"};
    FaultyDisk disk_{home_.takes()};
};

TEST_F(SilentCard, AtTheStartIsAFaultUntilItAnswers) {
    Program appliance(home_.appliance(), {disk_.environment("ask@1+ fail EIO " + disk_.sign())});
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    EXPECT_TRUE(eventually([&] { return has_fault("no-storage"); })) << appliance.err();
    disk_.end_fault();
    EXPECT_TRUE(home_.comes_to("armed")) << appliance.err();
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
}

/// The file under way needs no lookup; the next one does, and the ring holds what comes meanwhile.
TEST_F(SilentCard, InATakeIsWaitedForAndNoFrameIsLost) {
    const std::string plan = "ask@100+ fail EIO " + disk_.sign();
    Program appliance(home_.appliance(), {disk_.environment(plan)});
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    ASSERT_TRUE(order(home_.socket(), "start")) << appliance.err();
    std::atomic<bool> is_over{false};
    std::thread splitting([&] { // the last of them is answered when the card answers
        while (!is_over && wait_for_card(home_.socket(), 9600)) order(home_.socket(), "split");
    });
    EXPECT_TRUE(eventually([&] { return disk_.is_in_fault(); })) << appliance.err();
    is_over = true;
    EXPECT_TRUE(eventually([&] { return has_fault("no-storage"); })) << appliance.err();
    disk_.end_fault();
    splitting.join();
    EXPECT_TRUE(eventually([&] { return !has_fault("no-storage"); })) << appliance.err();
    EXPECT_EQ(home_.status()["take"]["frames_lost"], 0);
    const Frames stop_at = AudioFormat{}.frames(Clock::now() - microphone_.started_at());
    EXPECT_TRUE(order(home_.socket(), "stop")) << appliance.err();
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
    const FoundTake found(home_.takes());
    EXPECT_EQ(found.fault, "") << appliance.err();
    ASSERT_GT(found.sound.frames(), 0);
    EXPECT_GE(found.sound.number(found.sound.frames() - 1) + 1, stop_at - 1024);
}

/// Takes that may go, on a card that is always too full, and nobody can tell which are locked.
TEST(CardQuestion, WhetherThereIsAKeepUnansweredKeepsTheTake) {
    const SimulatedMicrophone microphone;
    const ApplianceHome home(microphone.pcm(), "", "",
                             "when_full = \"delete-oldest\"\nname = \"take_{seq}\"\n");
    const FaultyDisk disk(home.takes());
    for (const char* name : {"take_0001.wav", "take_0002.wav"}) {
        WavFile file(home.takes() / name, {}, {});
        EXPECT_FALSE(file.append(std::vector<std::byte>(4000)));
        EXPECT_FALSE(file.close());
    }
    std::ostringstream text;
    text << std::ifstream(home.configuration()).rdbuf();
    std::string full = text.str();
    full.replace(full.find("1MB"), 3, "1000000GB");
    std::ofstream(home.configuration()) << full;
    Program appliance(home.appliance(), {disk.environment("lookup:.keep@1+ fail EIO")});
    EXPECT_TRUE(appliance.complains_of("no take that may be deleted")) << appliance.err();
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
    EXPECT_TRUE(std::filesystem::exists(home.takes() / "take_0001.wav")) << appliance.err();
}

} // namespace
} // namespace redstart
