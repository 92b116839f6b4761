// Formats: nothing is lost that need not be, and 24 bits survive the way through four bytes.
#include "alsa/formats.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace redstart {
namespace {

TEST(Formats, PrefersWhatLosesNothing) {
    EXPECT_EQ(by_nearness(SampleFormat::s16_le).front(), SND_PCM_FORMAT_S16_LE);
    EXPECT_EQ(by_nearness(SampleFormat::s16_le).back(), SND_PCM_FORMAT_FLOAT_LE);
    EXPECT_EQ(by_nearness(SampleFormat::s24_3le)[1], SND_PCM_FORMAT_S24_LE);
    EXPECT_EQ(by_nearness(SampleFormat::s24_3le)[2], SND_PCM_FORMAT_S32_LE);
    for (const auto wanted : {SampleFormat::s24_3le, SampleFormat::s32_le, SampleFormat::float_le})
        EXPECT_EQ(by_nearness(wanted).back(), SND_PCM_FORMAT_S16_LE);
}

TEST(Formats, NamesEachDeviceFormatOnceAndBeginsWithTheSame) {
    for (const auto format : device_formats) {
        const auto order = by_nearness(sample_format(format));
        EXPECT_EQ(std::count(order.begin(), order.end(), format), 1);
        EXPECT_EQ(sample_format(order.front()), sample_format(format));
        EXPECT_EQ(sample_format(snd_pcm_format_name(format)), sample_format(format));
    }
    EXPECT_FALSE(sample_format("U8"));
}

TEST(Formats, PacksWhatItUnpacks) {
    const auto bytes = [](std::initializer_list<int> values) {
        std::vector<std::byte> out;
        for (const int value : values) out.push_back(static_cast<std::byte>(value));
        return out;
    };
    const auto packed = bytes({0x56, 0x34, 0x12, 0x01, 0x00, 0x80});
    std::vector<std::byte> wide(8), again(6);
    unpack_24(packed, wide);
    EXPECT_EQ(wide, bytes({0x56, 0x34, 0x12, 0x00, 0x01, 0x00, 0x80, 0xFF}));
    pack_24(wide, again);
    EXPECT_EQ(again, packed);
}

} // namespace
} // namespace redstart
