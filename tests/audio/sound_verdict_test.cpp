// What is said of a whole file of samples that are no sound.
#include "audio/sound_verdict.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace redstart {
namespace {

constexpr AudioFormat format{1000, 1, SampleFormat::float_le};

std::vector<std::string> said_of(const std::vector<float>& samples, std::vector<Gap> gaps = {}) {
    SoundVerdict verdict(format, std::move(gaps));
    verdict.hear(std::as_bytes(std::span(samples)));
    return verdict.sentences();
}

/// Four seconds of a tone.
std::vector<float> tone() {
    std::vector<float> samples(4000);
    for (std::size_t n = 0; n < samples.size(); ++n)
        samples[n] = 0.3F * std::sin(0.7F * static_cast<float>(n));
    return samples;
}

TEST(SoundVerdict, FloatsThatAreNoSoundAreNeverGood) {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(said_of(tone()), std::vector<std::string>{});
    for (const float odd : {nan, -std::numeric_limits<float>::infinity(), 1e30F}) {
        auto samples = tone();
        samples[2500] = odd;
        const auto said = said_of(samples);
        ASSERT_FALSE(said.empty()) << odd;
        EXPECT_EQ(said[0], "values that are no sound (infinite, or no numbers), first at "
                           "00:00:02: what wrote the file?");
    }
    const auto said = said_of(std::vector<float>(4000, nan));
    ASSERT_EQ(said.size(), 1u) << "and not called silent too";
    EXPECT_EQ(said[0].substr(0, 29), "values that are no sound (inf");
}

TEST(SoundVerdict, AFileWithGapsIsNeverGood) {
    const std::vector<std::string> once = {"1.2 s are missing, at 00:00:02"};
    EXPECT_EQ(said_of(tone(), {{2000, 1200, GapCause::overrun}}), once);
    const std::vector<std::string> twice = {"1.3 s are missing, in 2 gaps, first at 00:00:01"};
    EXPECT_EQ(said_of(tone(), {{1000, 300, GapCause::overrun}, {2000, 1000, GapCause::overrun}}),
              twice);
}

} // namespace
} // namespace redstart
