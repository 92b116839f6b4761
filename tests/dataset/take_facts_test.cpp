// What is measured of a take, and what the limits say of it.
#include "dataset/take_facts.hpp"
#include "dataset/take_place.hpp"
#include "support/folder.hpp"
#include "wav/file.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};

class TakeFactsTest : public testing::Test {
protected:
    /// A take of stretches of a level each, 1.0 being full scale.
    TakeFacts take(const std::vector<std::pair<Frames, double>>& stretches, Frames lost = 0) const {
        const auto file = folder_ / "take.wav";
        std::filesystem::remove(file);
        WavFile wav(file, mono, {});
        for (const auto& [frames, level] : stretches) {
            std::vector<std::int16_t> samples(static_cast<std::size_t>(frames));
            for (std::size_t i = 0; i < samples.size(); ++i)
                samples[i] = static_cast<std::int16_t>((i % 2 == 0 ? 1 : -1) * level * 32767);
            EXPECT_FALSE(wav.append(std::as_bytes(std::span(samples))));
        }
        if (lost > 0) wav.gap({100, lost, GapCause::overrun});
        EXPECT_FALSE(wav.close());
        return read_take(file, -40);
    }
    static std::vector<std::string> faults(const TakeFacts& facts) { return faults_of(facts, {}); }

    TemporaryFolder folder_;
};

using Faults = std::vector<std::string>;

TEST_F(TakeFactsTest, SilenceBeforeAndAfterIsMeasured) {
    const TakeFacts facts = take({{9600, 0.001}, {24000, 0.5}, {4800, 0.0}});
    EXPECT_EQ(facts.frames, 38400);
    EXPECT_EQ(facts.silence_before, 9600);
    EXPECT_EQ(facts.silence_after, 4800);
    EXPECT_EQ(facts.peak_dbfs, -6.0);
    EXPECT_NEAR(*facts.rms_dbfs, -8.1, 0.11);
    EXPECT_EQ(faults(facts), Faults{});
    EXPECT_EQ(facts.sha256.size(), 64u);
}

TEST_F(TakeFactsTest, OfSilenceAllIsSilence) {
    const TakeFacts facts = take({{24000, 0.0}});
    EXPECT_EQ(facts.silence_before, 24000);
    EXPECT_EQ(facts.silence_after, 24000);
    EXPECT_EQ(faults(facts), Faults{"too quiet (digital silence: is the microphone muted?)"});
}

TEST_F(TakeFactsTest, WhatIsTooShortQuietClippedOrHasAGapIsTold) {
    EXPECT_EQ(faults(take({{14399, 0.5}})), Faults{"too short (0.299 s, at least 0.3 s)"});
    EXPECT_EQ(faults(take({{14400, 0.5}})), Faults{});
    EXPECT_EQ(faults(take({{24000, 0.0099}})),
              Faults{"too quiet (peak -40.1 dBFS, at least -40.0 dBFS)"});
    EXPECT_EQ(faults(take({{24000, 0.0101}})), Faults{});
    EXPECT_EQ(faults(take({{24000, 0.5}}, 10)), Faults{"with a gap (1)"});
}

TEST(TakeFacts, ThreeClippedRunsAreTooMany) {
    TakeFacts facts;
    facts.frames = 48000;
    facts.peak_dbfs = 0;
    facts.clips = 2;
    EXPECT_EQ(faults_of(facts, {}), Faults{});
    facts.clips = 3;
    EXPECT_EQ(faults_of(facts, {}), Faults{"clipped (3 times)"});
    TakeLimits limits;
    limits.clips = 0;
    EXPECT_EQ(faults_of(facts, limits), Faults{});
    limits = {.shortest = 2s, .quietest_dbfs = 1, .clips = 1, .gaps_allowed = true};
    facts.gaps = 1;
    EXPECT_EQ(faults_of(facts, limits).size(), 3u);
}

TEST(TakePlace, IsLegalEverywhereWhateverTheWordsAre) {
    EXPECT_EQ(path_part("yes"), "yes");
    EXPECT_EQ(path_part("../a b:c"), "_a_b_c");
    EXPECT_EQ(path_part(".."), "_");
    EXPECT_EQ(path_part("-rf"), "rf");
    EXPECT_EQ(path_part("Grüße"), "Grüße");
    EXPECT_LE(path_part(std::string(63, 'a') + "ü").size(), 64u);
    EXPECT_EQ(path_part(std::string(63, 'a') + "ü"), std::string(63, 'a'));
}

TEST(TakePlace, IsTheFirstThatIsFree) {
    std::set<std::string> taken;
    const auto is_taken = [&](const std::string& file) { return taken.contains(file); };
    EXPECT_EQ(take_place("yes", "alice", "7", is_taken), "yes/alice_7.wav");
    EXPECT_EQ(take_place("", "", "7", is_taken), "7.wav");
    taken = {"7.wav", "7-2.wav"};
    EXPECT_EQ(take_place("", "", "7", is_taken), "7-3.wav");
}

} // namespace
} // namespace redstart
