// What a look finds and what a take finds are two things: the card is well when both say so.
#include "station/card_watch.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

FolderLook missing() {
    FolderLook look;
    look.is_missing = true;
    look.why = "takes: not there; mount the card";
    return look;
}

FolderLook full() {
    FolderLook look;
    look.is_full = true;
    look.why = "takes: 1 MB left; move takes away";
    return look;
}

struct CardWatchTest : testing::Test {
    CardWatch card{std::chrono::seconds(1)};
    FaultReasons faults;
};

TEST_F(CardWatchTest, ALookTellsWhatIsWrongAndWhenItIsOver) {
    card.judge(missing(), faults);
    EXPECT_EQ(faults.faults().words(), std::vector<std::string_view>{"no-storage"});
    EXPECT_EQ(faults.reason(Fault::no_storage), missing().why);
    card.judge(full(), faults);
    EXPECT_EQ(faults.faults().words(), std::vector<std::string_view>{"storage-full"});
    EXPECT_EQ(faults.reason(Fault::storage_full), full().why);
    card.judge({}, faults);
    EXPECT_EQ(faults.faults(), FaultSet());
}

TEST_F(CardWatchTest, AGoodLookEndsNoFaultThatTheTakeStillWaitsFor) {
    EXPECT_FALSE(*card.waits());
    card.wait_for("1.wav: Input/output error");
    EXPECT_TRUE(card.is_waited_for());
    EXPECT_TRUE(*card.waits()) << "the writer thread's";
    card.judge({}, faults);
    EXPECT_EQ(faults.reason(Fault::no_storage), "1.wav: Input/output error");
    card.judge(missing(), faults);
    EXPECT_EQ(faults.reason(Fault::no_storage), missing().why) << "the look knows more";
    card.judge({}, faults);
    EXPECT_EQ(faults.reason(Fault::no_storage), "1.wav: Input/output error");
    card.wait_no_more();
    EXPECT_FALSE(*card.waits());
    card.judge({}, faults);
    EXPECT_FALSE(faults.has(Fault::no_storage));
}

TEST_F(CardWatchTest, AFullCardInThePlaceOfTheOneThatIsWaitedForIsAFaultOfItsOwn) {
    card.wait_for("1.wav: Input/output error");
    card.judge(full(), faults);
    EXPECT_EQ(faults.reason(Fault::no_storage), "1.wav: Input/output error");
    EXPECT_EQ(faults.reason(Fault::storage_full), full().why);
}

TEST_F(CardWatchTest, LeavesTheOtherFaultsAlone) {
    faults.set(Fault::no_device, "microphone: no such device; plug it in");
    card.judge({}, faults);
    EXPECT_TRUE(faults.has(Fault::no_device));
}

TEST_F(CardWatchTest, ACallThatIsNotAnsweredIsLateAfterASecondAndAHalf) {
    DeckState deck({48000, 1, SampleFormat::s16_le}, 1024, 48000);
    const TimePoint asked = Clock::now();
    EXPECT_FALSE(card.is_late(deck, asked + 1h)) << "nobody asked";
    deck.card_asked = asked.time_since_epoch().count();
    EXPECT_FALSE(card.is_late(deck, asked + 1500ms));
    EXPECT_TRUE(card.is_late(deck, asked + 1501ms));
    deck.card_asked = 0;
    EXPECT_FALSE(card.is_late(deck, asked + 1501ms)) << "it has answered";
}

TEST_F(CardWatchTest, ASyncThatIsMoreThanASecondAndAFifthBehindIsLate) {
    DeckState deck({48000, 1, SampleFormat::s16_le}, 1024, 48000);
    const TimePoint synced = Clock::now();
    deck.last_sync = synced.time_since_epoch().count();
    EXPECT_FALSE(card.is_late(deck, synced + 1h)) << "no take is on the card";
    deck.is_recording = true;
    EXPECT_FALSE(card.is_late(deck, synced + 1s + 1200ms));
    EXPECT_TRUE(card.is_late(deck, synced + 1s + 1201ms));
}

} // namespace
} // namespace redstart
