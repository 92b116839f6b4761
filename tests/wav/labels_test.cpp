// What editors are told of marks and gaps: a line each, whatever a label says.
#include "wav/labels.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

/// A second of sound with these marks.
WavInfo with(std::vector<WavMark> marks) {
    WavInfo info;
    info.rate = 1000;
    info.frames = 1000;
    info.marks = std::move(marks);
    return info;
}

TEST(Labels, AGapIsAsLongAsItIsAndAMarkIsAPoint) {
    const WavInfo info = with({{100, "a wren"}, {500, "gap: 250 frames, overrun"}});
    EXPECT_EQ(audacity_labels(info), "0.100000\t0.100000\ta wren\n"
                                     "0.500000\t0.750000\tgap: 250 frames, overrun\n");
    EXPECT_EQ(reaper_labels(info),
              "#,Name,Start,End,Length\nM1,a wren,0:00:00.100,,\n"
              "R1,\"gap: 250 frames, overrun\",0:00:00.500,0:00:00.750,0:00:00.250\n");
}

TEST(Labels, AGapEndsWithItsFileWhateverItsMarkClaims) {
    const WavInfo info = with({{500, "gap: 999999999999999 frames, overrun"}});
    EXPECT_TRUE(audacity_labels(info).starts_with("0.500000\t1.000000\t"));
    EXPECT_TRUE(reaper_labels(info).ends_with(",0:00:00.500,0:00:01.000,0:00:00.500\n"));
}

TEST(Labels, AMarkThatOnlyBeginsLikeAGapIsAPoint) {
    for (const char* label : {"gap: 250 frames, then frogs", "gap: frogs", "gap: 250 frames"})
        EXPECT_TRUE(audacity_labels(with({{500, label}})).starts_with("0.500000\t0.500000\t"))
            << label;
}

TEST(Labels, StaysInItsLineAndItsCell) {
    const WavInfo info = with({{0, "a\tb\n\"c\", d"}});
    EXPECT_EQ(audacity_labels(info), "0.000000\t0.000000\ta b \"c\", d\n");
    EXPECT_EQ(reaper_labels(info),
              "#,Name,Start,End,Length\nM1,\"a b \"\"c\"\", d\",0:00:00.000,,\n");
}

} // namespace
} // namespace redstart
