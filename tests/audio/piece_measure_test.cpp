// Vector code against a sample at a time: any format, any number of channels, any length, anywhere
// in memory.
#include "audio/piece_measure.hpp"

#include "audio/samples.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <vector>

namespace redstart {
namespace {

/// What one channel is, sample by sample and in double.
struct Expected {
    double low = HUGE_VAL, high = -HUGE_VAL, sum = 0, squares = 0;
    std::uint32_t clips = 0;
};

class Reference {
public:
    explicit Reference(const AudioFormat& format) : format_(format), run_(format.channels) {}

    Expected of(std::span<const std::byte> piece, unsigned channel) {
        Expected found;
        with_sample_of(format_.sample, [&](auto sample) {
            using Sample = decltype(sample);
            const std::size_t step = format_.frame_bytes();
            for (std::size_t at = channel * Sample::bytes; at < piece.size(); at += step)
                add(found, run_[channel], load_level<Sample>(piece.data() + at));
        });
        return found;
    }

private:
    double full() const {
        switch (format_.sample) {
        case SampleFormat::u8:
            return 127. / 128;
        case SampleFormat::s16_le:
        case SampleFormat::float_le:
            return 32767. / 32768;
        default:
            return 8388607. / 8388608;
        }
    }
    void add(Expected& found, int& run, float level) const {
        const double value = level;
        found.low = value < found.low ? value : found.low;
        found.high = value > found.high ? value : found.high;
        found.sum += value;
        found.squares += value * value;
        const int side = value >= full() ? 1 : value <= -full() ? -1 : 0;
        run = side != 0 && (run > 0) == (side > 0) && run != 0 ? run + side : side;
        if (run == 3 || run == -3) ++found.clips;
    }

    AudioFormat format_;
    std::vector<int> run_;
};

class PieceMeasureOf : public testing::TestWithParam<SampleFormat> {
protected:
    /// Sound with runs at full scale; where the samples are floats also NaN and infinity.
    std::vector<std::byte> some(std::size_t samples) {
        std::vector<std::byte> bytes;
        const auto put = [&](const auto& value) {
            const auto* at = reinterpret_cast<const std::byte*>(&value);
            bytes.insert(bytes.end(), at, at + sample_bytes(GetParam()));
        };
        constexpr float infinity = std::numeric_limits<float>::infinity();
        constexpr float odd[] = {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity,
                                 1e30F, 1e-40F};
        const std::uint32_t oddness = dice_() % 3 == 0 ? 50 : 0;
        while (bytes.size() < samples * sample_bytes(GetParam())) {
            const auto word = static_cast<std::uint32_t>(dice_());
            const bool is_full = word % 8 == 0;
            if (GetParam() == SampleFormat::float_le) {
                const float sign = word & 0x100 ? 1.F : -1.F;
                const float level = static_cast<float>(word >> 16) / 70000.F;
                put(word % 1000 < oddness ? odd[word / 1000 % 5] : sign * (is_full ? 1 : level));
            } else if (is_full) { // the first or the last of its values
                const std::uint32_t most = GetParam() == SampleFormat::u8        ? 0xFF
                                           : GetParam() == SampleFormat::s16_le  ? 0x7FFF
                                           : GetParam() == SampleFormat::s24_3le ? 0x7FFFFF
                                                                                 : 0x7FFFFFFF;
                put(word & 0x100 ? most : GetParam() == SampleFormat::u8 ? 0 : most + 1);
            } else {
                put(word);
            }
        }
        return bytes;
    }
    void expect_alike(const PieceMeasure::Channel& found, const Expected& expected,
                      double frames) const {
        constexpr double loudest = 1000;
        EXPECT_EQ(found.clips, expected.clips);
        if (!(expected.low <= expected.high)) {
            PieceMeasure::Channel nothing;
            nothing.is_sound = false;
            EXPECT_EQ(found, nothing);
            return;
        }
        EXPECT_FLOAT_EQ(found.low, static_cast<float>(std::clamp(expected.low, -loudest, loudest)));
        EXPECT_FLOAT_EQ(found.high,
                        static_cast<float>(std::clamp(expected.high, -loudest, loudest)));
        const double square = expected.squares / frames;
        const bool is_sound = square < loudest * loudest;
        EXPECT_EQ(found.is_sound, is_sound);
        EXPECT_NEAR(found.mean, is_sound ? expected.sum / frames : 0, 1e-4);
        EXPECT_NEAR(found.square, is_sound ? square : 0, 1e-4);
    }

    std::mt19937 dice_{14};
};

TEST_P(PieceMeasureOf, AnyLengthAndPlaceIsWhatASampleAtATimeIs) {
    for (unsigned channels = 1; channels <= AudioFormat::max_channels; ++channels) {
        const AudioFormat format{48000, channels, GetParam()};
        PieceMeasure measure(format);
        Reference reference(format);
        for (int round = 0; round < 26; ++round) {
            const Frames frames = round < 20 ? 1 + round : 1 + static_cast<Frames>(dice_() % 1024);
            const std::size_t offset = dice_() % 8;
            auto bytes = some(static_cast<std::size_t>(frames) * channels);
            bytes.insert(bytes.begin(), offset, std::byte{0x55});
            const auto piece = std::span<const std::byte>(bytes).subspan(offset);
            const auto found = measure.measure(piece);
            ASSERT_EQ(found.size(), channels);
            for (unsigned c = 0; c < channels; ++c) {
                SCOPED_TRACE(std::to_string(frames) + " frames, channel " + std::to_string(c) +
                             " of " + std::to_string(channels));
                expect_alike(found[c], reference.of(piece, c), static_cast<double>(frames));
                if (HasFailure()) return;
            }
        }
    }
}

std::string name_of(const testing::TestParamInfo<SampleFormat>& format) {
    return std::string(to_string(format.param));
}

INSTANTIATE_TEST_SUITE_P(Formats, PieceMeasureOf,
                         testing::Values(SampleFormat::u8, SampleFormat::s16_le,
                                         SampleFormat::s24_3le, SampleFormat::s32_le,
                                         SampleFormat::float_le),
                         name_of);

} // namespace
} // namespace redstart
