// Ranges of bytes as browsers ask for them.
#include "web/byte_range.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

using Answer = ByteRange::Answer;

ByteRange of(std::string_view range, std::string_view if_range = {}, std::string_view tag = "\"t\"",
             std::uint64_t size = 1000) {
    return ByteRange::of(range, if_range, tag, size);
}

void expect_part(const ByteRange& range, std::uint64_t first, std::uint64_t bytes) {
    EXPECT_EQ(range.answer, Answer::part);
    EXPECT_EQ(range.first, first);
    EXPECT_EQ(range.bytes, bytes);
}

TEST(ByteRange, EachOfTheThreeFormsIsAPart) {
    expect_part(of("bytes=0-0"), 0, 1);
    expect_part(of("bytes=0-99"), 0, 100);
    expect_part(of("bytes=990-2000"), 990, 10);
    expect_part(of("bytes=0-99999999999999999999999"), 0, 1000);
    expect_part(of("bytes=999-"), 999, 1);
    expect_part(of("bytes=-1"), 999, 1);
    expect_part(of("bytes=-5000"), 0, 1000);
    EXPECT_EQ(of("bytes=0-99").content_range(1000), "bytes 0-99/1000");
}

TEST(ByteRange, WhatBeginsBehindTheEndIs416) {
    for (const char* range :
         {"bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999999999999999999999-"})
        EXPECT_EQ(of(range).answer, Answer::beyond) << range;
    EXPECT_EQ(of("bytes=0-", {}, {}, 0).answer, Answer::beyond);
    EXPECT_EQ(of("bytes=-1", {}, {}, 0).answer, Answer::beyond);
    EXPECT_EQ(of("bytes=1000-").content_range(1000), "bytes */1000");
}

TEST(ByteRange, SeveralRangesAreAnsweredByTheWhole) {
    EXPECT_EQ(of("bytes=0-1,5-6").answer, Answer::whole);
    EXPECT_EQ(of("bytes=0-1,5-6").bytes, 1000U);
}

TEST(ByteRange, WhatIsNoRangeIsAnsweredByTheWhole) {
    for (const char* range : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4",
                              "bytes=1-x", "bytes= 0-1", "bytes=--1", "lines=0-1", "bytes=+1-2"})
        EXPECT_EQ(of(range).answer, Answer::whole) << range;
}

TEST(ByteRange, IfRangeWithAnotherTagAsksForTheWhole) {
    EXPECT_EQ(of("bytes=0-1", "\"t\"").answer, Answer::part);
    EXPECT_EQ(of("bytes=0-1", "\"other\"").answer, Answer::whole);
    EXPECT_EQ(of("bytes=0-1", "Sat, 21 Nov 2026 08:15:00 GMT").answer, Answer::whole);
    EXPECT_EQ(of("bytes=0-1", "\"\"", "").answer, Answer::whole); // it grows
}

} // namespace
} // namespace redstart
