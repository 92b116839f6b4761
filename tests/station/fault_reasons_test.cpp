// A fault that lasts has one reason, and one that is over has none.
#include "station/fault_reasons.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

TEST(FaultReasons, LastFromTheirBeginToTheirEnd) {
    FaultReasons faults;
    EXPECT_EQ(faults.faults(), FaultSet());
    faults.set(Fault::no_device, "microphone: no such device; plug it in");
    EXPECT_TRUE(faults.has(Fault::no_device));
    EXPECT_EQ(faults.reason(Fault::no_device), "microphone: no such device; plug it in");
    faults.set(Fault::no_device, "microphone: it gives no sound; plug it in again");
    EXPECT_EQ(faults.reason(Fault::no_device), "microphone: it gives no sound; plug it in again");
    EXPECT_EQ(faults.all().size(), 1u);
    faults.clear(Fault::no_device);
    EXPECT_EQ(faults.faults(), FaultSet());
    EXPECT_EQ(faults.reason(Fault::no_device), "");
    EXPECT_TRUE(faults.all().empty());
}

TEST(FaultReasons, EachHasItsOwn) {
    FaultReasons faults;
    for (const Fault fault : all_faults) faults.set(fault, std::string(to_string(fault)));
    faults.clear(Fault::no_storage);
    for (const Fault fault : all_faults)
        EXPECT_EQ(faults.reason(fault), fault == Fault::no_storage ? "" : to_string(fault));
}

TEST(FaultReasons,
     OnlyWhatStandsInTheWayIsAnObstacleTheMicrophoneBeforeAFullCardBeforeAMissingOne) {
    FaultReasons faults;
    faults.set(Fault::clock_unset, "clock");
    faults.set(Fault::overrun, "gap");
    faults.set(Fault::storage_slow, "slow");
    EXPECT_EQ(faults.obstacle(), "");
    faults.set(Fault::no_storage, "gone");
    EXPECT_EQ(faults.obstacle(), "gone");
    faults.set(Fault::storage_full, "full");
    EXPECT_EQ(faults.obstacle(), "full");
    faults.set(Fault::no_device, "microphone");
    EXPECT_EQ(faults.obstacle(), "microphone");
}

} // namespace
} // namespace redstart
