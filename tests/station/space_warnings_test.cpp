// The last hour and the last ten minutes are told once each.
#include "station/space_warnings.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

TEST(SpaceWarnings, AnHourAndTenMinutesBeforeTheEndAreToldOnce) {
    SpaceWarnings last;
    EXPECT_EQ(last.crossed(600min), std::nullopt);
    EXPECT_EQ(last.crossed(60min), std::nullopt);
    EXPECT_EQ(last.crossed(59min), 60min);
    EXPECT_EQ(last.crossed(58min), std::nullopt);
    EXPECT_EQ(last.crossed(10min), std::nullopt);
    EXPECT_EQ(last.crossed(9min), 10min);
    EXPECT_EQ(last.crossed(0min), std::nullopt);
}

TEST(SpaceWarnings, WhoBeginsWithLittleIsToldTheNearerOneAlone) {
    SpaceWarnings last;
    EXPECT_EQ(last.crossed(5min), 10min);
    EXPECT_EQ(last.crossed(5min), std::nullopt);
}

TEST(SpaceWarnings, ALittleToAndFroIsNotToldAgain) {
    SpaceWarnings last;
    EXPECT_EQ(last.crossed(59min), 60min);
    EXPECT_EQ(last.crossed(66min), std::nullopt);
    EXPECT_EQ(last.crossed(59min), std::nullopt);
    EXPECT_EQ(last.crossed(67min), std::nullopt);
    EXPECT_EQ(last.crossed(59min), 60min);
    EXPECT_EQ(last.crossed(9min), 10min);
    EXPECT_EQ(last.crossed(12min), std::nullopt);
    EXPECT_EQ(last.crossed(9min), 10min);
}

} // namespace
} // namespace redstart
