// Decimal numbers as people type them.
#include "base/decimal.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

TEST(Decimal, IsTheNearestDoubleOfUpToFifteenDigits) {
    for (const auto& [text, value] : {std::pair{"0.1", 0.1},
                                      {"-12.5", -12.5},
                                      {"52.520008", 52.520008},
                                      {"3.14159265358979", 3.14159265358979},
                                      {"1000000.00001", 1000000.00001},
                                      {"0", 0.0},
                                      {"999999999999999", 999999999999999.0}})
        EXPECT_EQ(whole_decimal(text), value) << text;
}

TEST(Decimal, TellsWhatStandsBehindTheNumber) {
    const auto read = read_decimal("1.5 dB");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->value, 1.5);
    EXPECT_EQ(read->rest, " dB");
    EXPECT_EQ(read_decimal("5.")->rest, "");
    EXPECT_EQ(read_decimal("1e3")->rest, "e3");
}

TEST(Decimal, IsNothingElse) {
    for (const char* text : {"", "-", ".", ".5", "+1", " 1", "nan", "inf", "0x", "--1", "1.2.3",
                             "1e3", "1234567890123456789012"})
        EXPECT_FALSE(whole_decimal(text)) << text;
}

TEST(Decimal, PassesOverDigitsThatNoDoubleHolds) {
    EXPECT_EQ(whole_decimal("0.33333333333333333333333333333").value(), 0.333333333333333);
    EXPECT_EQ(whole_decimal("0.00000000000000000000000000001").value(), 0);
    EXPECT_EQ(whole_decimal("123456789012345678").value(), 123456789012345678.0);
}

} // namespace
} // namespace redstart
