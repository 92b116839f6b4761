// The meter shows each channel's own level, in every format, and falls as a meter falls.
#include "audio/level_watch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <vector>

namespace redstart {
namespace {

/// A sine of 997 Hz at half of full scale in the last channel, silence in the others.
std::vector<std::byte> sine(const AudioFormat& format, Frames frames) {
    std::vector<std::byte> bytes(format.bytes(frames), silent_byte(format.sample));
    for (Frames i = 0; i < frames; ++i) {
        const double phase = 2 * std::numbers::pi * 997 * static_cast<double>(i) / format.rate;
        const double value = 0.5 * std::sin(phase);
        const std::size_t width = sample_bytes(format.sample);
        std::byte* at = bytes.data() + format.bytes(i) + (format.channels - 1) * width;
        if (format.sample == SampleFormat::float_le) {
            const auto sample = static_cast<float>(value);
            std::memcpy(at, &sample, width);
        } else {
            const double scale = std::ldexp(1.0, static_cast<int>(8 * width) - 1);
            const auto sample = static_cast<std::int32_t>(std::lround(value * scale));
            std::memcpy(at, &sample, width);
            if (width == 1) *at ^= silent_byte(format.sample);
        }
    }
    return bytes;
}

/// A meter and what measures for it.
struct Meter {
    explicit Meter(const AudioFormat& format)
        : levels(format),
          log(format.channels),
          watch(format, judged_channels(format.channels, {}), levels, log) {}
    void measure(std::span<const std::byte> frames) { watch.hear(0, frames); }
    Levels levels;
    FiguresLog log;
    LevelWatch watch;
};

TEST(Levels, ShowTheRightChannelInEveryFormat) {
    for (auto sample : {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le,
                        SampleFormat::float_le, SampleFormat::u8}) {
        for (unsigned channels : {1u, 2u, 5u, 32u}) {
            const AudioFormat format{48000, channels, sample};
            Meter meter(format);
            const Levels& levels = meter.levels;
            for (int i = 0; i < 10; ++i) meter.measure(sine(format, 12000));
            EXPECT_NEAR(to_dbfs(levels.peak(channels - 1)), -6.02, 0.05) << to_string(sample);
            EXPECT_NEAR(to_dbfs(levels.rms(channels - 1)), -9.03, 0.1) << to_string(sample);
            if (channels > 1) {
                EXPECT_EQ(levels.peak(0), 0.0F) << to_string(sample);
            }
        }
    }
}

TEST(Levels, ThePeakFallsTwentyDecibelsInItsTime) {
    const AudioFormat format{48000, 1, SampleFormat::s16_le};
    Meter meter(format);
    const Levels& levels = meter.levels;
    meter.measure(sine(format, 4800));
    const std::vector<std::byte> silence(format.bytes(4800));
    for (int i = 0; i < 17; ++i) meter.measure(silence);
    EXPECT_NEAR(to_dbfs(levels.peak(0)), -26.02, 0.1);
}

TEST(Levels, TheMostNegativeSampleIsFullScale) {
    const AudioFormat format{48000, 1, SampleFormat::s16_le};
    const std::array<std::byte, 2> lowest{std::byte{0x00}, std::byte{0x80}};
    Meter meter(format);
    const Levels& levels = meter.levels;
    meter.measure(lowest);
    EXPECT_EQ(levels.peak(0), 1.0F);
}

/// A device, or a plugin, that gives nonsense for a moment.
TEST(Levels, OneSampleThatIsNoNumberDoesNotStay) {
    const AudioFormat format{48000, 2, SampleFormat::float_le};
    using Limits = std::numeric_limits<float>;
    for (const float wrong : {Limits::quiet_NaN(), -Limits::quiet_NaN(), Limits::infinity(),
                              -Limits::infinity(), Limits::max(), Limits::lowest()}) {
        Meter meter(format);
        const Levels& levels = meter.levels;
        std::vector<float> samples(9600, 0.1F);
        meter.measure(std::as_bytes(std::span(samples)));
        samples[4] = wrong;
        meter.measure(std::as_bytes(std::span(samples)));
        EXPECT_TRUE(std::isfinite(levels.peak(0)) && std::isfinite(levels.rms(0))) << wrong;
        samples[4] = 0.1F;
        for (int i = 0; i < 200; ++i) meter.measure(std::as_bytes(std::span(samples)));
        for (const unsigned channel : {0u, 1u}) {
            EXPECT_NEAR(levels.peak(channel), 0.1, 1e-3) << wrong;
            EXPECT_NEAR(levels.rms(channel), 0.1, 1e-3) << wrong;
        }
    }
}

TEST(Levels, SilenceHasAFloorAndNoInfinity) {
    EXPECT_EQ(to_dbfs(0.0F), -120.0F);
}

} // namespace
} // namespace redstart
