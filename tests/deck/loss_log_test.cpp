// The log of losses tells the cause of each place, however many there are.
#include "deck/loss_log.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

TEST(LossLog, TellsWhoLostTheFramesAtAPlaceAndUpToWhere) {
    LossLog log;
    log.add(100, 50, GapCause::overrun);
    log.add(150, 10, GapCause::ring_full);
    log.add(160, 10, GapCause::ring_full); // one loss, in two reads
    EXPECT_EQ(log.from(120)->cause, GapCause::overrun);
    EXPECT_EQ(log.from(120)->end, 150);
    EXPECT_EQ(log.from(150)->cause, GapCause::ring_full);
    EXPECT_EQ(log.from(150)->end, 170);
    EXPECT_EQ(log.from(20)->first, 100) << "the next one";
    EXPECT_FALSE(log.from(170).has_value());
}

TEST(LossLog, TellsSinceWhenALossMayBeThatWasNoticedLate) {
    LossLog log;
    log.add(100, 50, GapCause::overrun);
    log.add(500, 50, GapCause::suspected, 300);
    EXPECT_EQ(log.from(100)->since, 100);
    EXPECT_EQ(log.from(500)->since, 300);
}

TEST(LossLog, ForgetsWhatIsBehindAndHasRoomAgain) {
    LossLog log;
    for (Frames i = 0; i < 1000; ++i) {
        log.add(i * 10, 5, GapCause::overrun);
        log.forget_before(i * 10);
        EXPECT_EQ(log.from(i * 10)->end, i * 10 + 5);
    }
}

TEST(LossLog, WithoutRoomTheNewestStandsForThoseThatFollow) {
    LossLog log;
    const auto most = static_cast<Frames>(LossLog::most);
    for (Frames i = 0; i < most + 10; ++i) log.add(i * 10, 5, GapCause::overrun);
    EXPECT_EQ(log.from((most - 2) * 10)->end, (most - 2) * 10 + 5);
    EXPECT_EQ(log.from((most - 1) * 10)->end, (most + 9) * 10 + 5);
}

} // namespace
} // namespace redstart
