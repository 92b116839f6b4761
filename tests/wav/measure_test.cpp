// Peak and RMS are those of the sound, per channel and in every format.
#include "wav/measure.hpp"

#include "support/scratch.hpp"
#include "wav/bytes.hpp"
#include "wav/file.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace redstart {
namespace {

/// Channel 0 is a sine of half scale, channel 1 is silent.
Bytes half_sine(SampleFormat sample, Frames frames) {
    const std::size_t step = sample_bytes(sample);
    Bytes bytes(2 * step * static_cast<std::size_t>(frames));
    for (std::size_t n = 0; n < static_cast<std::size_t>(frames); ++n) {
        const double value = 0.5 * std::sin(2 * std::numbers::pi * static_cast<double>(n) / 48);
        const auto full = static_cast<std::uint32_t>(std::lround(value * 2147483647.0));
        Bytes wide(8);
        store(wide, 0, full);
        if (sample == SampleFormat::float_le)
            store(wide, 0, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
        std::copy_n(wide.begin() + static_cast<std::ptrdiff_t>(4 - step), step,
                    bytes.begin() + static_cast<std::ptrdiff_t>(2 * step * n));
    }
    if (sample == SampleFormat::u8)
        for (std::byte& byte : bytes) byte ^= silent_byte(sample);
    return bytes;
}

TEST(Measure, ASineOfHalfScaleInEveryFormat) {
    const TemporaryFolder scratch;
    for (const auto sample : {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le,
                              SampleFormat::float_le, SampleFormat::u8}) {
        const auto file_name = scratch / std::string(to_string(sample));
        WavFile file(file_name, {48000, 2, sample}, {});
        ASSERT_FALSE(file.append(half_sine(sample, 96'000)));
        ASSERT_FALSE(file.close());
        WavFrames reader(file_name);
        Frames told = 0;
        const auto loudness = measure(reader, [&](Frames done) {
            EXPECT_GT(done, told);
            told = done;
        });
        EXPECT_EQ(told, 96'000);
        ASSERT_EQ(loudness.size(), 2u);
        const double coarse = sample == SampleFormat::u8 ? 0.2 : 0.01; // truncated to 8 bits
        EXPECT_NEAR(loudness[0].peak_dbfs, -6.02, coarse);
        EXPECT_NEAR(loudness[0].rms_dbfs, -9.03, coarse);
        EXPECT_EQ(loudness[1].peak_dbfs, -INFINITY);
        EXPECT_EQ(loudness[1].rms_dbfs, -INFINITY);
    }
}

TEST(Measure, TheLowestValueIsFullScale) {
    const TemporaryFolder scratch;
    const AudioFormat mono{48000, 1, SampleFormat::s16_le};
    Bytes lowest(2);
    store(lowest, 0, std::uint16_t{0x8000});
    WavFile file(scratch / "a.wav", mono, {});
    ASSERT_FALSE(file.append(lowest));
    ASSERT_FALSE(file.close());
    WavFrames reader(scratch / "a.wav");
    EXPECT_EQ(measure(reader)[0].peak_dbfs, 0);
}

} // namespace
} // namespace redstart
