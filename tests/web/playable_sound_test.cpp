// What phones play of a take: the same bytes in any ranges, and the sound that is in the take.
#include "web/playable_sound.hpp"

#include "base/boot_id.hpp"
#include "web/take_making.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

PlayableSound playable(const fs::path& file) {
    return {open_file(file), file.filename()};
}

Bytes read(const PlayableSound& sound, std::uint64_t at, std::size_t bytes) {
    Bytes room(bytes);
    room.resize(sound.read(at, room));
    return room;
}

Bytes whole(const PlayableSound& sound) {
    return read(sound, 0, static_cast<std::size_t>(sound.bytes()) + 10);
}

/// The lowest and the highest sample from so many seconds on.
std::pair<int, int> extremes(const Bytes& wav, std::size_t from) {
    int low = 0, high = 0;
    for (std::size_t i = PlayableSound::head_bytes + from; i + 2 <= wav.size(); i += 2) {
        const auto value = static_cast<std::int16_t>(load<std::uint16_t>(wav, i));
        low = std::min<int>(low, value);
        high = std::max<int>(high, value);
    }
    return {low, high};
}

class PlayableSoundTest : public testing::Test {
protected:
    PlayableSound of(const AudioFormat& format, const Bytes& sound) {
        put_wav(folder_ / "x.wav", format, sound);
        return playable(folder_ / "x.wav");
    }
    TemporaryFolder folder_;
};

TEST_F(PlayableSoundTest, AnyRangesGiveTheSameBytesForEveryFormat) {
    for (const SampleFormat sample : {SampleFormat::u8, SampleFormat::s16_le, SampleFormat::s24_3le,
                                      SampleFormat::s32_le, SampleFormat::float_le})
        for (const unsigned channels : {1U, 2U, 3U, 8U})
            for (const unsigned rate : {8000U, 44100U, 96000U, 192000U}) {
                SCOPED_TRACE(std::string(to_string(sample)) + " " + std::to_string(channels) + " " +
                             std::to_string(rate));
                const AudioFormat format{rate, channels, sample};
                const PlayableSound sound = of(format, noise(format, 3001));
                const Bytes all = whole(sound);
                ASSERT_EQ(all.size(), sound.bytes());
                Bytes pieces;
                for (std::size_t step = 1; pieces.size() < all.size(); step = step * 5 % 997 + 1) {
                    const Bytes piece = read(sound, pieces.size(), step);
                    pieces.insert(pieces.end(), piece.begin(), piece.end());
                }
                EXPECT_EQ(pieces, all);
                EXPECT_TRUE(read(sound, sound.bytes(), 100).empty());
            }
}

TEST_F(PlayableSoundTest, IsAWavFileOfSixteenBitsThatAnyReaderTakes) {
    const AudioFormat format{192000, 8, SampleFormat::s24_3le};
    const PlayableSound sound = of(format, noise(format, 19200));
    put(folder_ / "played.wav", whole(sound));
    const UniqueFd fd = open_file(folder_ / "played.wav");
    const WavInfo info = read_wav_info(fd.get(), "played.wav");
    EXPECT_EQ(info.format, (AudioFormat{48000, 2, SampleFormat::s16_le}));
    EXPECT_EQ(info.frames, 4800);
    EXPECT_TRUE(info.complete);
}

TEST_F(PlayableSoundTest, WhatPhonesPlayAnywayIsPlayedBitForBit) {
    for (const unsigned channels : {1U, 2U}) {
        const AudioFormat format{44100, channels, SampleFormat::s16_le};
        const Bytes take = noise(format, 5000);
        const Bytes played = whole(of(format, take));
        EXPECT_TRUE(std::ranges::equal(std::span(played).subspan(PlayableSound::head_bytes), take));
    }
}

TEST_F(PlayableSoundTest, RatesAreDividedByWholeNumbers) {
    const std::pair<unsigned, unsigned> rates[] = {
        {8000, 8000},    {44100, 44100},  {48000, 48000},  {88200, 44100}, {96000, 48000},
        {176400, 44100}, {192000, 48000}, {250000, 31250}, {384000, 48000}};
    for (const auto& [rate, wanted] : rates) {
        const AudioFormat format{rate, 1, SampleFormat::s16_le};
        EXPECT_EQ(of(format, noise(format, 100)).rate(), wanted) << rate;
    }
}

TEST_F(PlayableSoundTest, ALowerRateHasNoAliases) {
    const AudioFormat format{192000, 1, SampleFormat::s32_le};
    const auto heard = [&](double hz) { // without its ends, which hear the tone begin and end
        constexpr std::size_t settled = 400;
        const Bytes played = whole(of(format, tone(format, hz, 0.5, 40000)));
        return extremes(Bytes(played.begin(), played.end() - settled), settled);
    };
    for (const double hz : {1000.0, 10000.0, 20000.0}) {
        const auto [low, high] = heard(hz);
        EXPECT_NEAR(high, 16384, 100) << hz;
        EXPECT_NEAR(low, -16384, 100) << hz;
    }
    for (const double hz : {24500.0, 30000.0, 47000.0, 90000.0}) {
        const auto [low, high] = heard(hz);
        EXPECT_LE(high, 3) << hz; // -75 dB
        EXPECT_GE(low, -3) << hz;
    }
}

TEST_F(PlayableSoundTest, OddChannelsAreLeftAndEvenOnesRight) {
    const AudioFormat format{48000, 3, SampleFormat::s16_le};
    Bytes take(format.bytes(10));
    for (std::size_t i = 0; i < 10; ++i) {
        store(take, i * 6, std::uint16_t{1000});
        store(take, i * 6 + 2, std::uint16_t{50});
        store(take, i * 6 + 4, std::uint16_t{3000});
    }
    const Bytes played = whole(of(format, take));
    EXPECT_EQ(load<std::uint16_t>(played, PlayableSound::head_bytes), 2000);
    EXPECT_EQ(load<std::uint16_t>(played, PlayableSound::head_bytes + 2), 50);
}

TEST_F(PlayableSoundTest, FloatsBeyondFullScaleAndNoNumbersAreBounded) {
    const AudioFormat format{48000, 1, SampleFormat::float_le};
    Bytes take(format.bytes(4));
    const float values[] = {2.0F, -2.0F, std::numeric_limits<float>::quiet_NaN(), -1.0F};
    std::memcpy(take.data(), values, sizeof values);
    const Bytes played = whole(of(format, take));
    const auto at = [&](std::size_t i) {
        return static_cast<std::int16_t>(
            load<std::uint16_t>(played, PlayableSound::head_bytes + 2 * i));
    };
    EXPECT_EQ(at(0), 32767);
    EXPECT_EQ(at(1), -32768);
    EXPECT_EQ(at(2), 0);
    EXPECT_EQ(at(3), -32768);
}

/// Sparse: four hours at 8 channels and 192 kHz, of which the last frames are not silence.
TEST_F(PlayableSoundTest, ATakeInRf64PlaysToItsEndAndBelowFourGigabytes) {
    const AudioFormat format{192000, 8, SampleFormat::s32_le};
    constexpr Frames frames = Frames{192000} * 3600 * 4;
    HeaderPage header = file_header(format, "boot");
    set_sizes(header, format.file_bytes(frames));
    set_closed(header);
    put(folder_ / "x.wav", header);
    const Bytes end = tone(format, 1000, 0.5, 19200);
    const UniqueFd fd(::open((folder_ / "x.wav").c_str(), O_WRONLY));
    const auto at = static_cast<off_t>(header_bytes + format.file_bytes(frames) - end.size());
    if (::pwrite(fd.get(), end.data(), end.size(), at) != static_cast<ssize_t>(end.size()))
        GTEST_SKIP() << "no sparse file of 88 GB here";
    const PlayableSound sound = playable(folder_ / "x.wav");
    EXPECT_EQ(sound.bytes(), PlayableSound::head_bytes + frames / 4 * 4);
    const Bytes last = read(sound, sound.bytes() - 4000, 5000);
    EXPECT_EQ(last.size(), 4000U);
    EXPECT_GT(extremes(last, 0).second, 16000);
}

TEST_F(PlayableSoundTest, ADayIsPlayedInLessThanFourGigabytes) {
    const AudioFormat format{48000, 2, SampleFormat::s16_le};
    const PlayPlan plan = PlayPlan::of(format, Frames{48000} * 86400);
    EXPECT_EQ(plan.channels, 1U);
    EXPECT_EQ(plan.divisor, 2U);
    EXPECT_EQ(PlayPlan::of(format, Frames{48000} * 3600 * 5).channels, 2U);
}

TEST_F(PlayableSoundTest, ATakeBeingWrittenPlaysUpToWhatIsSafe) {
    const AudioFormat format{96000, 2, SampleFormat::s24_3le};
    const Bytes sound = noise(format, 20000);
    const fs::path part = folder_ / "x.wav.part";
    HeaderPage header = file_header(format, boot_id());
    set_sizes(header, format.bytes(100)); // what was synced; the rest is in the file all the same
    const auto write = [&](Frames frames, std::size_t torn) {
        put(part, joined(header, std::span(sound).first(format.bytes(frames) + torn)));
    };
    write(5000, 4);
    const PlayableSound early = playable(part);
    write(15000, 0);
    const PlayableSound later = playable(part);
    EXPECT_TRUE(early.is_growing());
    // each frame needs those of its low-pass behind it
    EXPECT_NEAR(static_cast<double>(early.bytes()), 44 + 2500 * 4, 33 * 4);
    const Bytes first = whole(early), second = whole(later);
    ASSERT_LT(first.size(), second.size());
    EXPECT_TRUE(std::equal(first.begin() + 44, first.end(), second.begin() + 44));
    put_wav(folder_ / "x.wav", format, std::span(sound).first(format.bytes(15000)));
    const Bytes finished = whole(playable(folder_ / "x.wav"));
    EXPECT_TRUE(std::equal(second.begin() + 44, second.end(), finished.begin() + 44));
}

TEST_F(PlayableSoundTest, ATakeThatOnlyBeganHasNoSoundYet) {
    const AudioFormat format{48000, 2, SampleFormat::s16_le};
    put(folder_ / "x.wav.part", file_header(format, boot_id()));
    EXPECT_EQ(playable(folder_ / "x.wav.part").bytes(), PlayableSound::head_bytes);
}

TEST_F(PlayableSoundTest, WhatCannotBePlayedSaysSo) {
    put(folder_ / "text.wav", std::as_bytes(std::span("no sound at all, but long enough for it")));
    EXPECT_THROW(playable(folder_ / "text.wav"), Error);
    const AudioFormat fast{48000 * 65, 1, SampleFormat::s16_le};
    put_wav(folder_ / "fast.wav", fast, noise(fast, 10));
    EXPECT_THROW(playable(folder_ / "fast.wav"), Error);
}

TEST_F(PlayableSoundTest, ATakeThatBecameShorterSaysSo) {
    const AudioFormat format{48000, 1, SampleFormat::s16_le};
    const PlayableSound sound = of(format, noise(format, 5000));
    fs::resize_file(folder_ / "x.wav", 1000);
    Bytes room(9000);
    EXPECT_THROW(sound.read(0, room), Error);
}

} // namespace
} // namespace redstart
