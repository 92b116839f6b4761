// Peak, RMS and clips of sound whose figures are known, in every sample format.
#include "audio/sound_measure.hpp"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <vector>

namespace redstart {
namespace {

using Levels = std::vector<double>; // 1.0 is full scale; one channel after the other

void store(std::byte* at, SampleFormat format, double level) {
    if (format == SampleFormat::float_le) {
        const auto value = static_cast<float>(level);
        std::memcpy(at, &value, sizeof value);
        return;
    }
    const std::size_t bytes = sample_bytes(format);
    const double full = std::ldexp(1.0, static_cast<int>(8 * bytes) - 1);
    const auto value = static_cast<std::int64_t>(
        std::clamp(std::round(level * full), -full, full - 1)); // as a converter does
    std::memcpy(at, &value, bytes);
}

std::vector<std::byte> sound(const AudioFormat& format, const Levels& levels) {
    std::vector<std::byte> bytes(levels.size() * sample_bytes(format.sample));
    for (std::size_t i = 0; i < levels.size(); ++i)
        store(bytes.data() + i * sample_bytes(format.sample), format.sample, levels[i]);
    return bytes;
}

Levels sine(double peak, Frames frames) {
    Levels levels;
    for (Frames i = 0; i < frames; ++i)
        levels.push_back(peak *
                         std::sin(2 * std::numbers::pi * static_cast<double>(i % 48) / 48.0));
    return levels;
}

class SoundMeasureOf : public testing::TestWithParam<SampleFormat> {
protected:
    AudioFormat mono() const { return {48000, 1, GetParam()}; }
    std::uint32_t clips(const Levels& levels) const {
        SoundMeasure measure(mono());
        measure.add(sound(mono(), levels));
        return measure.clips();
    }
};

TEST_P(SoundMeasureOf, TellsPeakAndRmsOfASine) {
    SoundMeasure measure(mono());
    EXPECT_NEAR(measure.add(sound(mono(), sine(0.5, 48000))), 0.5, 1e-4);
    EXPECT_NEAR(measure.peak(0), 0.5, 1e-4);
    EXPECT_NEAR(measure.rms(0), 0.5 / std::numbers::sqrt2, 1e-4);
    EXPECT_EQ(measure.clips(), 0u);
    EXPECT_EQ(measure.frames(), 48000);
}

TEST_P(SoundMeasureOf, CountsRunsOfThreeFullScaleFramesAndNoShorterOnes) {
    EXPECT_EQ(clips({0, 1, 1, 0, 1, 0, -1, -1, 0}), 0u);
    EXPECT_EQ(clips({0, 1, 1, 1, 0}), 1u);
    EXPECT_EQ(clips({-1, -1, -1, -1, -1, 0.2, 1, 1, 1}), 2u);
    EXPECT_EQ(clips({1, 1, 1, -1, -1, -1, 1, 1, -1, -1}), 2u); // each top and bottom for itself
    EXPECT_EQ(clips(Levels(5000, 1.0)), 1u);
    EXPECT_EQ(clips(Levels(5000, -1.0)), 1u);
    EXPECT_EQ(clips(Levels(5000, 0.99)), 0u);
}

TEST_P(SoundMeasureOf, ARunGoesOnFromOneCallIntoTheNext) {
    SoundMeasure measure(mono());
    measure.add(sound(mono(), {0, 1, 1}));
    EXPECT_EQ(measure.clips(), 0u);
    measure.add(sound(mono(), {1, 1, 0}));
    EXPECT_EQ(measure.clips(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Formats, SoundMeasureOf,
                         testing::Values(SampleFormat::s16_le, SampleFormat::s24_3le,
                                         SampleFormat::s32_le, SampleFormat::float_le),
                         [](const auto& format) { return std::string(to_string(format.param)); });

TEST(SoundMeasure, EachChannelHasItsOwn) {
    for (const unsigned channels : {2u, 3u, 8u, 32u}) {
        const AudioFormat format{48000, channels, SampleFormat::s16_le};
        Levels levels;
        for (int frame = 0; frame < 3000; ++frame)
            for (unsigned c = 0; c < channels; ++c)
                levels.push_back(c == 1 ? (frame % 10 < 4 ? 1.0 : 0.0) : 0.01 * c);
        SoundMeasure measure(format);
        measure.add(sound(format, levels));
        EXPECT_EQ(measure.clips(0), 0u);
        EXPECT_EQ(measure.clips(1), 300u) << channels;
        EXPECT_EQ(measure.clips(), 300u);
        EXPECT_NEAR(measure.peak(channels - 1), channels == 2 ? 1.0 : 0.01 * (channels - 1), 1e-4);
        EXPECT_NEAR(measure.peak(), 1.0, 1e-4);
    }
}

TEST(SoundMeasure, WhatIsNoSoundLeavesNothing) {
    const AudioFormat format{48000, 1, SampleFormat::float_le};
    SoundMeasure measure(format);
    measure.add(sound(format, {std::numeric_limits<double>::quiet_NaN()}));
    EXPECT_EQ(measure.peak(), 0.0F);
    measure.add(sound(format, {std::numeric_limits<double>::infinity()}));
    measure.add(sound(format, {0.5, 0.5}));
    EXPECT_TRUE(std::isfinite(measure.peak()));
    EXPECT_TRUE(std::isfinite(measure.rms()));
}

TEST(SoundMeasure, NothingMeasuredIsSilence) {
    const SoundMeasure measure({48000, 2, SampleFormat::s16_le});
    EXPECT_EQ(measure.peak(), 0.0F);
    EXPECT_EQ(measure.rms(), 0.0F);
    EXPECT_EQ(measure.clips(), 0u);
}

} // namespace
} // namespace redstart
