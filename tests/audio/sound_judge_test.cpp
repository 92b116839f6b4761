// Warnings come within their time, by the sound's own frames, and none comes of good sound.
#include "audio/sound_judge.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <vector>

namespace redstart {
namespace {

using Words = std::vector<std::string_view>;
/// Frame and channel to a level; 1.0 is full scale.
using Sound = std::function<double(Frames, unsigned)>;

constexpr unsigned rate = 16000;
constexpr double pi = std::numbers::pi;

double tone(double hz, double peak, Frames n) {
    return peak * std::sin(2 * pi * hz * static_cast<double>(n) / rate);
}

class Judged {
public:
    explicit Judged(unsigned channels, std::vector<std::string> tracks = {},
                    SampleFormat sample = SampleFormat::s16_le)
        : format_{rate, channels, sample},
          measure_(format_),
          judge_(format_, judged_channels(channels, tracks)) {}

    void hear(Frames frames, const Sound& sound) {
        std::vector<std::byte> bytes(format_.bytes(frames));
        std::byte* to = bytes.data();
        for (Frames n = 0; n < frames; ++n)
            for (unsigned c = 0; c < format_.channels; ++c) to = store(to, sound(at_ + n, c));
        hear(bytes);
    }
    void hear(std::span<const std::byte> bytes) {
        at_ += format_.frames_in(bytes.size());
        by_pieces(format_, bytes, [&](std::span<const std::byte> piece) {
            judge_.hear(measure_.measure(piece), piece);
            for (const std::string_view word : judge_.warned().set().words())
                if (std::ranges::find(ever_, word) == ever_.end()) ever_.push_back(word);
        });
    }
    /// How many seconds of the sound it takes until that warning is on; 120: it never is.
    double seconds_until(Warning warning, const Sound& sound) {
        const Frames begin = at_;
        while (at_ - begin < 120 * Frames{rate}) {
            hear(1600, sound);
            if (judge_.warned().set().has(warning)) break;
        }
        return static_cast<double>(at_ - begin) / rate;
    }
    Words words() const { return judge_.warned().set().words(); }
    Words ever() const { return ever_; }
    ChannelSet channels(Warning warning) const { return judge_.warned()[warning]; }
    const AudioFormat& format() const { return format_; }

private:
    std::byte* store(std::byte* to, double level) const {
        if (format_.sample == SampleFormat::float_le) {
            const auto value = static_cast<float>(level);
            std::memcpy(to, &value, 4);
            return to + 4;
        }
        const std::size_t width = sample_bytes(format_.sample);
        const double full = std::ldexp(1.0, static_cast<int>(8 * width) - 1);
        const auto value =
            static_cast<std::int64_t>(std::clamp(std::round(level * full), -full, full - 1));
        std::memcpy(to, &value, width);
        return to + width;
    }

    AudioFormat format_;
    PieceMeasure measure_;
    SoundJudge judge_;
    Frames at_ = 0;
    Words ever_;
};

double two_tones(Frames n, unsigned c) {
    return tone(441 + 100 * c, 0.3, n);
}

TEST(SoundJudge, ExactZerosAreSilentAfterTwoSeconds) {
    for (const unsigned channels : {1u, 2u, 5u}) {
        Judged judged(channels);
        judged.hear(10 * rate, two_tones);
        EXPECT_EQ(judged.words(), Words{});
        EXPECT_NEAR(judged.seconds_until(Warning::silent, [](Frames, unsigned) { return 0; }), 2,
                    0.2);
        EXPECT_EQ(judged.words(), Words{"silent"});
        judged.hear(1600, two_tones);
        EXPECT_EQ(judged.words(), Words{});
    }
}

TEST(SoundJudge, LessThanMinus90DbfsIsSilentAfterAMinute) {
    Judged judged(2);
    const Sound last_bit = [](Frames n, unsigned c) {
        return (n / 7 + c) % 2 == 0 ? 0 : 1 / 32768.0;
    };
    EXPECT_NEAR(judged.seconds_until(Warning::silent, last_bit), 60, 0.2);
    Judged zeros_between(1); // what says "silent" goes on saying it
    zeros_between.hear(3 * rate, [](Frames, unsigned) { return 0; });
    zeros_between.hear(1600, last_bit);
    EXPECT_EQ(zeros_between.words(), Words{"silent"});
}

TEST(SoundJudge, OneValueBesideSoundIsADeadChannelAfterFiveSeconds) {
    for (const double value : {0.0, 0.005, -1.0}) {
        Judged judged(2);
        const Sound sound = [value](Frames n, unsigned c) {
            return c == 1 ? value : two_tones(n, c);
        };
        EXPECT_NEAR(judged.seconds_until(Warning::dead_channel, sound), 5, 0.2);
        EXPECT_EQ(judged.channels(Warning::dead_channel), 2u);
        judged.hear(1600, two_tones);
        EXPECT_EQ(judged.channels(Warning::dead_channel), 0u);
    }
}

TEST(SoundJudge, TwoIdenticalChannelsAreToldAfterTenSeconds) {
    for (const auto sample : {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le,
                              SampleFormat::float_le})
        for (const unsigned channels : {2u, 3u, 8u}) {
            Judged judged(channels, {}, sample);
            const Sound last_as_first = [channels](Frames n, unsigned c) {
                return two_tones(n, c + 1 == channels ? 0 : c);
            };
            EXPECT_NEAR(judged.seconds_until(Warning::same_channels, last_as_first), 10, 0.2);
            EXPECT_EQ(judged.channels(Warning::same_channels), 1u | 1u << (channels - 1));
            EXPECT_EQ(judged.words(), Words{"same-channels"});
            judged.hear(1600, two_tones);
            EXPECT_EQ(judged.words(), Words{});
        }
}

/// All its figures are the same in every piece of 1024 frames; its samples are not.
TEST(SoundJudge, OneToneThatIsShiftedBetweenTwoChannelsIsNotTheSame) {
    Judged judged(2);
    judged.hear(30 * rate, [](Frames n, unsigned c) { return tone(250, 0.5, n + 16 * c); });
    EXPECT_EQ(judged.ever(), Words{});
}

TEST(SoundJudge, MoreThanTenClipsInAMinuteAreClipping) {
    const auto clips = [](int count) {
        return [count](Frames n, unsigned c) {
            const Frames within = n % (60 * Frames{rate});
            const bool is_clip = c == 0 && within % (5 * rate) < 3 && within / (5 * rate) < count;
            return is_clip ? 1.0 : two_tones(n, c) * (c == 0 ? 0.9 : 1.0);
        };
    };
    Judged ten(2);
    ten.hear(180 * rate, clips(10));
    EXPECT_EQ(ten.ever(), Words{});
    Judged eleven(2);
    EXPECT_LE(eleven.seconds_until(Warning::clipping, clips(11)), 60);
    EXPECT_EQ(eleven.channels(Warning::clipping), 1u);
    eleven.hear(61 * rate, two_tones);
    EXPECT_EQ(eleven.words(), Words{});
}

TEST(SoundJudge, AMeanOfMoreThanOnePercentIsADcOffsetWithinAMinute) {
    for (const double offset : {0.012, -0.2}) {
        Judged judged(2);
        judged.hear(17 * rate, two_tones);
        const Sound shifted = [offset](Frames n, unsigned c) {
            return two_tones(n, c) + (c == 1 ? offset : 0);
        };
        EXPECT_LE(judged.seconds_until(Warning::dc_offset, shifted), 60);
        EXPECT_EQ(judged.channels(Warning::dc_offset), 2u);
        judged.hear(61 * rate, two_tones);
        EXPECT_EQ(judged.words(), Words{});
    }
    Judged little(2);
    little.hear(90 * rate, [](Frames n, unsigned c) { return two_tones(n, c) + 0.008; });
    EXPECT_EQ(little.ever(), Words{});
}

TEST(SoundJudge, DoesNotJudgeTracksThatAreUnused) {
    Judged judged(2, {"left", "unused"});
    judged.hear(70 * rate, [](Frames n, unsigned c) { return c == 1 ? 0.5 : two_tones(n, c); });
    EXPECT_EQ(judged.ever(), Words{});
    judged.hear(3 * rate, [](Frames n, unsigned c) { return c == 1 ? two_tones(n, c) : 0; });
    EXPECT_EQ(judged.words(), Words{"silent"}) << "what is unused is no sound either";
}

TEST(SoundJudge, TellsWhichChannelsAndWhatToDo) {
    EXPECT_EQ(reason_of(Warning::dead_channel, 0b10).substr(0, 11), "channel 2: ");
    EXPECT_EQ(reason_of(Warning::same_channels, 0b10011).substr(0, 20), "channels 1, 2 and 5:");
    EXPECT_EQ(reason_of(Warning::silent, 0b11).substr(0, 12), "microphone: ");
}

/// An hour is played in seconds: only the measure hears it.
class AnHour : public testing::TestWithParam<unsigned> {};

/// Notes of several voices that swell and decay, with rests, drums and a limiter at -1 dBFS.
TEST_P(AnHour, OfMusicPeakingAtMinus1DbfsGivesNoWarning) {
    Judged judged(GetParam());
    std::mt19937 generator(1);
    const auto random = [&](int below) {
        return static_cast<double>(generator() % static_cast<unsigned>(below));
    };
    struct Voice { // a phasor that turns and fades
        double x = 0, y = 0, step_x = 1, step_y = 0, place = 0.5;
        explicit Voice(double hz = 0, double level = 0, double at = 0.5)
            : x(level),
              step_x(std::cos(2 * pi * hz / rate)),
              step_y(std::sin(2 * pi * hz / rate)),
              place(at) {}
        double next() {
            const double turned = (x * step_x - y * step_y) * 0.99995;
            y = (x * step_y + y * step_x) * 0.99995;
            x = turned;
            return x + 0.3 * x * y; // and an overtone
        }
    };
    std::array<Voice, 4> voices;
    std::vector<std::int16_t> second(rate * judged.format().channels);
    double drum = 0;
    std::minstd_rand noise(2);
    const auto most = static_cast<double>(std::lround(std::pow(10.0, -1.0 / 20) * 32767));
    double peak = 0;
    for (int s = 0; s < 3600; ++s) {
        const bool is_rest = s % 97 == 0; // a second of rest, which decays
        for (std::size_t n = 0; n < rate; ++n) {
            if (n % (rate / 4) == 0 && !is_rest) {
                voices[generator() % 4] =
                    Voice(55 * std::pow(2.0, random(60) / 12), 0.9, random(101) / 100);
                if (random(2) == 0) drum = 0.6;
            }
            drum *= 0.9995;
            const double hit = drum * (static_cast<double>(noise()) / 1073741824.0 - 1);
            double left = hit, right = hit * 0.9;
            for (Voice& voice : voices) {
                const double now = voice.next();
                left += now * voice.place;
                right += now * (1 - voice.place);
            }
            for (unsigned c = 0; c < judged.format().channels; ++c) {
                const double value = std::tanh(c == 0 ? left : right) * most;
                peak = std::max(peak, std::abs(value));
                second[n * judged.format().channels + c] = static_cast<std::int16_t>(value);
            }
        }
        judged.hear(std::as_bytes(std::span(second)));
    }
    EXPECT_EQ(judged.ever(), Words{});
    EXPECT_GT(peak, 0.97 * most);
}

TEST_P(AnHour, OfRoomNoiseAtMinus60DbfsGivesNoWarning) {
    Judged judged(GetParam());
    std::minstd_rand random(3);
    std::vector<std::int16_t> second(rate * judged.format().channels);
    for (int s = 0; s < 3600; ++s) {
        for (std::int16_t& sample : second) // four together are nearly Gaussian, 32 LSB RMS
            sample = static_cast<std::int16_t>(
                (static_cast<double>(random() % 65536 + random() % 65536 + random() % 65536 +
                                     random() % 65536) -
                 131072) /
                1182);
        judged.hear(std::as_bytes(std::span(second)));
    }
    EXPECT_EQ(judged.ever(), Words{});
}

INSTANTIATE_TEST_SUITE_P(Channels, AnHour, testing::Values(1u, 2u));

} // namespace
} // namespace redstart
