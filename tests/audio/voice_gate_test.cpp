// A window of any format is loud when its loudest channel reaches the level, and only then.
#include "audio/voice_gate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace redstart {
namespace {

/// A square wave of that level in the last channel, silence in the others: its RMS is the level.
std::vector<std::byte> square(const AudioFormat& format, double dbfs) {
    const double level = std::pow(10.0, dbfs / 20);
    std::vector<std::byte> bytes(format.bytes(format.rate / 100), silent_byte(format.sample));
    for (std::size_t at = format.frame_bytes() - sample_bytes(format.sample), i = 0;
         at < bytes.size(); at += format.frame_bytes(), ++i) {
        const double side = i % 2 == 0 ? level : -level;
        if (format.sample == SampleFormat::float_le) {
            const auto value = static_cast<float>(side);
            std::memcpy(&bytes[at], &value, sizeof value);
        } else if (format.sample == SampleFormat::u8) {
            bytes[at] = static_cast<std::byte>(std::min(255L, 128 + std::lround(side * 128)));
        } else {
            const int bits = static_cast<int>(8 * sample_bytes(format.sample));
            const auto value = static_cast<std::int64_t>(
                std::clamp(std::round(std::ldexp(side, bits - 1)), -std::ldexp(1, bits - 1),
                           std::ldexp(1, bits - 1) - 1));
            std::memcpy(&bytes[at], &value, sample_bytes(format.sample));
        }
    }
    return bytes;
}

class VoiceGateOf : public testing::TestWithParam<std::tuple<SampleFormat, unsigned>> {
protected:
    AudioFormat format() const { return {48000, std::get<1>(GetParam()), std::get<0>(GetParam())}; }
    bool opens(double dbfs, float level) const {
        VoiceGate gate(format(), {.level_dbfs = level});
        gate.hear(square(format(), dbfs));
        return gate.is_open();
    }
};

TEST_P(VoiceGateOf, OpensAtItsLevelInTheLoudestChannel) {
    EXPECT_FALSE(opens(-23, -20));
    EXPECT_TRUE(opens(-17, -20));
    EXPECT_TRUE(opens(0, -1)) << "full scale";
    EXPECT_FALSE(opens(-200, -120)) << "digital silence";
}

INSTANTIATE_TEST_SUITE_P(
    Formats, VoiceGateOf,
    testing::Combine(testing::Values(SampleFormat::u8, SampleFormat::s16_le, SampleFormat::s24_3le,
                                     SampleFormat::s32_le, SampleFormat::float_le),
                     testing::Values(1u, 2u, 8u)),
    [](const auto& shape) {
        return std::string(to_string(std::get<0>(shape.param))) + "_" +
               std::to_string(std::get<1>(shape.param));
    });

TEST(VoiceGate, WindowsAreAHundredthOfASecondAtAnyRate) {
    for (const unsigned rate : {8000u, 11025u, 44100u, 48000u, 384000u})
        EXPECT_EQ(VoiceGate({rate, 1, SampleFormat::s16_le}, {}).window(), rate / 100);
}

TEST(VoiceGate, AWindowHasAFrameHoweverLowTheRateThatAFileNames) {
    for (const unsigned rate : {1u, 50u, 99u}) {
        const VoiceGate gate({rate, 1, SampleFormat::s16_le}, {});
        EXPECT_EQ(gate.window(), 1);
        EXPECT_GT(gate.longest_wait(), 2);
    }
}

TEST(VoiceGate, AFloatThatIsNoNumberIsNoSound) {
    const AudioFormat format{48000, 1, SampleFormat::float_le};
    const std::vector<float> none(480, std::nanf(""));
    VoiceGate gate(format, {});
    gate.hear(std::as_bytes(std::span(none)));
    EXPECT_FALSE(gate.is_open());
}

} // namespace
} // namespace redstart
