// Everybody who gave an order is answered once, and with what became of it.
#include "station/pending_takes.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace redstart {
namespace {

class PendingTakesTest : public testing::Test {
protected:
    /// An order called so; its answer is noted.
    Answer order(const std::string& name) {
        return [this, name](bool done, const std::string& text) {
            answers.push_back(name + (done ? ": " : " refused: ") + text);
        };
    }
    using Answers = std::vector<std::string>;
    Answers told() { return std::exchange(answers, {}); }

    PendingTakes takes;
    Answers answers;
};

TEST_F(PendingTakesTest, AnswersAStartWithTheFileASplitWithTheNextAndAStopWithTheLast) {
    takes.start(order("start"));
    EXPECT_EQ(told(), Answers());
    takes.oldest().opened("1.wav");
    EXPECT_EQ(told(), Answers{"start: 1.wav"});
    takes.split(order("split"));
    takes.oldest().opened("2.wav");
    EXPECT_EQ(told(), Answers{"split: 2.wav"});
    takes.stop(order("stop"));
    PendingTake over = takes.remove_oldest();
    EXPECT_TRUE(takes.is_empty());
    over.ended(true, "2.wav");
    EXPECT_EQ(told(), Answers{"stop: 2.wav"});
    over.ended(true, "2.wav");
    EXPECT_EQ(told(), Answers()) << "each is answered once";
}

TEST_F(PendingTakesTest, AnAnswerMayOrderTheNextTakes) {
    takes.start([this](bool, const std::string&) {
        for (int i = 0; i < 8; ++i) takes.start(order("more"));
    });
    takes.split(order("split"));
    takes.oldest().opened("1.wav");
    EXPECT_EQ(told(), Answers{"split: 1.wav"});
}

TEST_F(PendingTakesTest, ASplitThatTheEndOvertookIsRefused) {
    takes.start(order("start"));
    takes.oldest().opened("1.wav");
    takes.split(order("split"));
    takes.stop(order("stop"));
    takes.remove_oldest().ended(true, "1.wav");
    EXPECT_EQ(told(), (Answers{"start: 1.wav", "stop: 1.wav",
                               "split refused: take: it ended before; nothing to split"}));
}

TEST_F(PendingTakesTest, ATakeThatEndsBadlyTellsAllWhoWaitWhy) {
    takes.start(order("start"));
    takes.stop(order("stop"));
    takes.oldest().error = "card: gone; bring it back";
    takes.remove_oldest().ended(true, "1.wav");
    EXPECT_EQ(told(), (Answers{"stop refused: card: gone; bring it back",
                               "start refused: card: gone; bring it back"}));
    takes.start(order("start"));
    takes.remove_oldest().ended(false, "1.wav");
    EXPECT_EQ(told(), Answers{"start refused: take: it has no sound; try again"});
}

TEST_F(PendingTakesTest, OrdersAreAboutTheNewestAndWhatHappensAboutTheOldest) {
    takes.start(order("first"));
    takes.stop(order("first stop"));
    EXPECT_TRUE(takes.has_one());
    takes.start(order("second"));
    EXPECT_FALSE(takes.has_one());
    takes.stop(order("second stop"));
    takes.oldest().opened("1.wav");
    EXPECT_EQ(told(), Answers{"first: 1.wav"});
    takes.remove_oldest().ended(true, "1.wav");
    EXPECT_EQ(told(), Answers{"first stop: 1.wav"});
    takes.oldest().opened("2.wav");
    takes.remove_oldest().ended(true, "2.wav");
    EXPECT_EQ(told(), (Answers{"second: 2.wav", "second stop: 2.wav"}));
}

TEST_F(PendingTakesTest, ACutOffThatEndsAllLeavesNobodyWithoutAnAnswer) {
    takes.start(order("first"));
    takes.stop(order("first stop"));
    takes.start(order("second"));
    takes.stop(order("second stop"));
    for (PendingTake& take : takes.cut_off(takes.remove_oldest(), false)) take.failed("gone");
    EXPECT_EQ(told(), (Answers{"first stop refused: gone", "first refused: gone",
                               "second stop refused: gone", "second refused: gone"}));
    EXPECT_TRUE(takes.is_empty());
}

TEST_F(PendingTakesTest, WhoWaitsForATakeThatWillBeResumedWaitsOn) {
    takes.start(order("first"));
    takes.stop(order("first stop"));
    takes.start(order("second"));
    for (PendingTake& take : takes.cut_off(takes.remove_oldest(), true)) take.failed("gone");
    EXPECT_EQ(told(), (Answers{"first stop refused: gone", "first refused: gone"}));
    ASSERT_TRUE(takes.has_one());
    takes.oldest().opened("2.wav");
    EXPECT_EQ(told(), Answers{"second: 2.wav"});
}

TEST_F(PendingTakesTest, WhoWaitsForATakeThatIsCalledOffIsTold) {
    takes.start(order("start"));
    for (PendingTake& take : takes.cut_off(takes.remove_oldest(), true)) take.failed("gone");
    EXPECT_EQ(told(), Answers());
    takes.remove_oldest().called_off();
    EXPECT_EQ(told(), Answers{"start refused: take: stopped before it began; press again"});
}

/// As a script does that records one take after the other.
TEST_F(PendingTakesTest, WhoIsAnsweredMayOrderTheNextTakeAtOnce) {
    takes.start(order("first"));
    takes.stop([this](bool, const std::string&) { takes.start(order("second")); });
    takes.remove_oldest().ended(true, "1.wav");
    ASSERT_TRUE(takes.has_one());
    takes.oldest().opened("2.wav");
    EXPECT_EQ(told().back(), "second: 2.wav");
}

} // namespace
} // namespace redstart
