// The waits between tries.
#include "base/backoff.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToItsBoundAndBeginsAnewAfterASuccess) {
    Backoff backoff(250ms, 1s);
    EXPECT_EQ(backoff.next(), 250ms);
    EXPECT_EQ(backoff.next(), 500ms);
    EXPECT_EQ(backoff.next(), 1s);
    EXPECT_EQ(backoff.next(), 1s);
    backoff.reset();
    EXPECT_EQ(backoff.next(), 250ms);
}

TEST(Backoff, TriesOnceAtOnceWhereThatIsWanted) {
    Backoff backoff(250ms, 1s, true);
    EXPECT_EQ(backoff.next(), 0ms);
    EXPECT_EQ(backoff.next(), 250ms);
    backoff.reset();
    EXPECT_EQ(backoff.next(), 0ms);
}

} // namespace
} // namespace redstart
