// The LED is solid only for what is on the card, whatever else is the matter.
#include "appliance/led_signal.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace redstart {
namespace {

struct Row {
    State state;
    LedSignal nothing_on_card, on_card;
};

const std::vector<Row> table = {
    {State::starting, LedSignal::starting, LedSignal::starting},
    {State::armed, LedSignal::armed, LedSignal::armed},
    {State::opening, LedSignal::armed, LedSignal::armed},
    {State::hindered, LedSignal::fault, LedSignal::fault},
    {State::recording, LedSignal::armed, LedSignal::recording},
    {State::interrupted, LedSignal::fault, LedSignal::fault},
    {State::closing, LedSignal::armed, LedSignal::recording},
    {State::restarting, LedSignal::armed, LedSignal::armed},
    {State::resuming, LedSignal::fault, LedSignal::fault},
    {State::fault, LedSignal::fault, LedSignal::fault},
};

TEST(LedSignal, IsSolidOnlyForATakeThatIsOnTheCard) {
    for (const Row& row : table) {
        EXPECT_EQ(led_signal(row.state, {}, {}, false), row.nothing_on_card) << int(row.state);
        EXPECT_EQ(led_signal(row.state, {}, {}, true), row.on_card) << int(row.state);
    }
}

TEST(LedSignal, DipsWhereWhatIsRecordedIsWarnedOfAndAFaultBeatsIt) {
    FaultSet fault;
    fault.set(Fault::overrun, true);
    for (const Row& row : table)
        for (const Warning warning : all_warnings) {
            WarningSet warnings;
            warnings.set(warning);
            const LedSignal expected =
                row.on_card == LedSignal::recording ? LedSignal::warned : row.on_card;
            EXPECT_EQ(led_signal(row.state, {}, warnings, true), expected) << int(row.state);
            EXPECT_EQ(led_signal(row.state, {}, warnings, false), row.nothing_on_card);
            EXPECT_EQ(led_signal(row.state, fault, warnings, true), LedSignal::fault);
        }
}

TEST(LedSignal, IsThatOfAFaultInEveryStateAsLongAsThereIsOne) {
    for (const Row& row : table)
        for (const Fault fault : all_faults)
            for (const bool is_on_card : {false, true}) {
                FaultSet faults;
                faults.set(fault, true);
                const LedSignal expected = fault != Fault::clock_unset ? LedSignal::fault
                                           : is_on_card                ? row.on_card
                                                                       : row.nothing_on_card;
                EXPECT_EQ(led_signal(row.state, faults, {}, is_on_card), expected)
                    << int(row.state) << " " << to_string(fault);
            }
}

TEST(LedSignal, ShowsThatSomebodyListensWhileItIsArmed) {
    FaultSet fault;
    fault.set(Fault::overrun, true);
    for (const Row& row : table)
        for (const bool is_on_card : {false, true}) {
            const LedSignal alone = led_signal(row.state, {}, {}, is_on_card);
            const LedSignal expected = alone == LedSignal::armed ? LedSignal::listened_to : alone;
            EXPECT_EQ(led_signal(row.state, {}, {}, is_on_card, true), expected);
            EXPECT_EQ(led_signal(row.state, fault, {}, is_on_card, true), LedSignal::fault);
        }
}

TEST(LedSignal, ClaimsNoMoreThanStatusDoes) {
    for (const Row& row : table)
        for (const bool is_on_card : {false, true}) {
            const bool is_solid = led_signal(row.state, {}, {}, is_on_card) == LedSignal::recording;
            EXPECT_EQ(is_solid, to_string(as_told(row.state, is_on_card)) == "recording");
        }
}

} // namespace
} // namespace redstart
