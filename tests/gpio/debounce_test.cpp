// Bouncing contacts, edge by edge.
#include "gpio/debounce.hpp"

#include "gpio/edges.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace redstart {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds quiet{20};

/// What is believed of these edges, each row "down or up, at ms"; time goes on long after the last.
std::vector<std::pair<bool, int>> believed(const std::vector<Edge>& edges,
                                           milliseconds quiet_time = quiet) {
    Debounce debounce(quiet_time, false);
    std::vector<std::pair<bool, int>> found;
    const auto note = [&](const std::optional<Edge>& edge) {
        if (!edge) return;
        const auto when = edge->when.time_since_epoch();
        found.emplace_back(edge->active, static_cast<int>(when / milliseconds(1)));
    };
    for (const auto& edge : edges) note(debounce.edge(edge));
    note(debounce.elapsed(at_ms(1'000'000)));
    return found;
}

using Believed = std::vector<std::pair<bool, int>>;

TEST(Debounce, BelievesALevelOnceItWasQuietAndNotBefore) {
    Debounce debounce(quiet, false);
    EXPECT_FALSE(debounce.deadline());
    EXPECT_FALSE(debounce.edge(down(100)));
    EXPECT_EQ(debounce.deadline(), at_ms(120));
    EXPECT_FALSE(debounce.elapsed(at_ms(119)));
    const auto edge = debounce.elapsed(at_ms(120));
    ASSERT_TRUE(edge);
    EXPECT_TRUE(edge->active);
    EXPECT_FALSE(debounce.deadline());
    EXPECT_FALSE(debounce.elapsed(at_ms(500)));
}

TEST(Debounce, MakesOneEdgeOfABurstAndGivesTheTimeOfItsFirst) {
    std::vector<Edge> edges;
    for (int i = 0; i < 13; ++i) edges.push_back(i % 2 == 0 ? down(100 + i) : up(100 + i));
    EXPECT_EQ(believed(edges), (Believed{{true, 100}}));
}

TEST(Debounce, HoldsTheDeadlineBackWhileTheContactMoves) {
    Debounce debounce(quiet, false);
    debounce.edge(down(0));
    debounce.edge(up(15));
    debounce.edge(down(30));
    EXPECT_EQ(debounce.deadline(), at_ms(50));
    EXPECT_EQ(debounce.elapsed(at_ms(50))->when, at_ms(0));
}

TEST(Debounce, TakesAShortPulseForNone) {
    EXPECT_EQ(believed({down(100), up(105)}), Believed{});
    EXPECT_EQ(believed({down(100), up(119)}), Believed{});
    EXPECT_EQ(believed({down(100), up(120)}), (Believed{{true, 100}, {false, 120}}));
}

TEST(Debounce, TakesAShortGapInAPressForNone) {
    EXPECT_EQ(believed({down(0), up(300), down(303), up(600)}),
              (Believed{{true, 0}, {false, 600}}));
}

TEST(Debounce, LosesNothingWhenEdgesAreReadLate) {
    EXPECT_EQ(believed({down(0), up(200), down(400), up(402), up(600)}),
              (Believed{{true, 0}, {false, 200}}));
    EXPECT_EQ(believed({down(0), up(1), down(2), up(200), down(201), up(202), down(400)}),
              (Believed{{true, 0}, {false, 200}, {true, 400}}));
}

TEST(Debounce, IsNotConfusedByTwoEdgesOfOneLevel) {
    // The kernel reads the level after the interrupt, so a fast bounce shows one level twice.
    EXPECT_EQ(believed({down(0), down(3), down(5), up(300), up(301)}),
              (Believed{{true, 0}, {false, 300}}));
    EXPECT_EQ(believed({up(0), up(50)}), Believed{});
}

TEST(Debounce, WithNoQuietTimeBelievesEveryChange) {
    EXPECT_EQ(believed({down(0), up(0), down(1), up(1)}, milliseconds(0)),
              (Believed{{true, 0}, {false, 0}, {true, 1}, {false, 1}}));
}

TEST(Debounce, StartsFromTheLevelThatItIsTold) {
    Debounce debounce(quiet, true);
    debounce.edge(down(0));
    EXPECT_FALSE(debounce.elapsed(at_ms(100)));
    debounce.edge(up(200));
    const auto edge = debounce.elapsed(at_ms(300));
    ASSERT_TRUE(edge);
    EXPECT_FALSE(edge->active);
}

} // namespace
} // namespace redstart
