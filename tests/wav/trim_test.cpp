// A trimmed file is in its original's format, with its marks and gaps; what else there was is told.
#include "wav/trim.hpp"

#include "support/scratch.hpp"
#include "wav/file.hpp"
#include "wav/frames.hpp"

#include <redstart/error.hpp>

#include <cstring>

namespace redstart {
namespace {

constexpr Frames second = 48000, margin = second / 4;

class TrimOf : public testing::TestWithParam<std::tuple<SampleFormat, unsigned>> {
protected:
    AudioFormat format() const { return {48000, std::get<1>(GetParam()), std::get<0>(GetParam())}; }

    /// A square wave at a quarter of full scale, whose half periods have as many lengths as its
    /// frames have places.
    Bytes loud(Frames frames) const {
        Bytes bytes(format().bytes(frames), silent_byte(format().sample));
        const std::size_t size = sample_bytes(format().sample);
        for (std::size_t at = size; at <= bytes.size(); at += size) {
            const bool up = (at / size) % 7 < 3;
            if (format().sample == SampleFormat::float_le) {
                const float value = up ? 0.25F : -0.25F;
                std::memcpy(&bytes[at - size], &value, size);
            } else {
                bytes[at - 1] = std::byte{static_cast<unsigned char>(up ? 0x20 : 0xE0)};
            }
        }
        return bytes;
    }
};

TEST_P(TrimOf, EveryFormatKeepsItsSamples) {
    const TemporaryFolder scratch;
    WavFile file(scratch / "a.wav", format(), {});
    const Bytes sound = loud(second / 2);
    ASSERT_FALSE(file.append_silence(2 * second));
    ASSERT_FALSE(file.append(sound));
    ASSERT_FALSE(file.append_silence(2 * second));
    ASSERT_FALSE(file.close());
    const auto tally = std::make_shared<VoiceTally>();
    const TrimResult result = trim_wav(scratch / "a.wav", scratch / "b.wav", {}, tally,
                                       [](Frames, Frames) { return true; });
    ASSERT_EQ(result.files.size(), 1u);
    WavFrames reader(scratch / "b.wav");
    EXPECT_EQ(reader.format(), format());
    ASSERT_EQ(reader.info().frames, second / 2 + 2 * margin);
    Bytes got(format().bytes(second / 2));
    reader.seek(margin);
    EXPECT_EQ(reader.read(got), second / 2);
    EXPECT_EQ(got, sound);
    EXPECT_TRUE(result.left.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Formats, TrimOf,
    testing::Combine(testing::Values(SampleFormat::u8, SampleFormat::s16_le, SampleFormat::s24_3le,
                                     SampleFormat::s32_le, SampleFormat::float_le),
                     testing::Values(1u, 2u, 8u)),
    [](const auto& shape) {
        return std::string(to_string(std::get<0>(shape.param))) + "_" +
               std::to_string(std::get<1>(shape.param));
    });

class Trim : public testing::Test {
protected:
    static constexpr AudioFormat mono{48000, 1, SampleFormat::s32_le};
    const std::vector<std::int32_t> loud_ = std::vector<std::int32_t>(second, 1 << 29);

    /// A second loud, three that never came, a second loud.
    void make_original() const {
        WavFile file(scratch_ / "a.wav", mono, {});
        ASSERT_FALSE(file.append(std::as_bytes(std::span(loud_))));
        ASSERT_FALSE(file.append_silence(3 * second));
        file.gap({second, 3 * second, GapCause::overrun});
        ASSERT_FALSE(file.append(std::as_bytes(std::span(loud_))));
        file.mark(4 * second + 7, "a wren");
        file.mark(5 * second, "at its end");
        ASSERT_FALSE(file.close());
    }
    TrimResult trim(const VoiceSettings& settings, bool goes_on = true) const {
        return trim_wav(scratch_ / "a.wav", scratch_ / "b.wav", settings, tally_,
                        [=](Frames, Frames) { return goes_on; });
    }
    /// "FRAME LABEL" of each mark of a file.
    std::vector<std::string> marks_of(const std::string& name) const {
        std::vector<std::string> marks;
        for (const WavMark& mark : read_wav_info(scratch_ / name).marks)
            marks.push_back(std::to_string(mark.at) + " " + mark.label);
        return marks;
    }

    const TemporaryFolder scratch_;
    const std::shared_ptr<VoiceTally> tally_ = std::make_shared<VoiceTally>();
};

TEST_F(Trim, MarksMoveWithTheirSoundAndOfAGapThoseFramesAreToldThatAreKept) {
    make_original();
    trim({});
    EXPECT_EQ(marks_of("b.wav"), (std::vector<std::string>{"48000 gap: 12000 frames, overrun",
                                                           "60000 left out: 2.500 s",
                                                           "60000 gap: 12000 frames, overrun",
                                                           "72007 a wren", "119999 at its end"}));
}

TEST_F(Trim, AGapThatClaimsMoreThanItsFileHasIsToldAsFarAsThatGoes) {
    WavFile file(scratch_ / "a.wav", mono, {});
    ASSERT_FALSE(file.append(std::as_bytes(std::span(loud_))));
    file.mark(100, "gap: 9223372036854775807 frames, overrun");
    ASSERT_FALSE(file.close());
    trim({});
    EXPECT_EQ(marks_of("b.wav"), (std::vector<std::string>{"100 gap: 47900 frames, overrun"}));
}

TEST_F(Trim, AFileOfNextToNoRateIsTrimmedAsAnyOther) {
    const AudioFormat slow{50, 1, SampleFormat::s32_le};
    WavFile file(scratch_ / "a.wav", slow, {});
    ASSERT_FALSE(file.append(std::as_bytes(std::span(loud_))));
    ASSERT_FALSE(file.close());
    trim({});
    EXPECT_EQ(WavFrames(scratch_ / "b.wav").info().frames, second);
}

TEST_F(Trim, EachPartHasTheMarksOfItsOwn) {
    make_original();
    const TrimResult result = trim({-40, std::chrono::seconds(1), true});
    EXPECT_EQ(result.files.size(), 2u);
    EXPECT_EQ(marks_of("b.wav"), (std::vector<std::string>{"48000 gap: 12000 frames, overrun"}));
    EXPECT_EQ(marks_of("b_002.wav"),
              (std::vector<std::string>{"0 gap: 12000 frames, overrun", "12007 a wren",
                                        "59999 at its end"}));
    EXPECT_EQ(tally_->marks_left_out, 0u);
}

TEST_F(Trim, WhatIsStoppedLeavesNothing) {
    make_original();
    const TrimResult result = trim({}, false);
    EXPECT_FALSE(result.is_whole);
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "b.wav"));
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "b.wav.part"));
}

TEST_F(Trim, ChunksThatOnlyTheOriginalHasAreNamed) {
    make_original();
    Bytes bytes = contents(scratch_ / "a.wav");
    for (const char c : std::string_view("bext\4\0\0\0wordiXML\3\0\0\0abc\0", 24))
        bytes.push_back(static_cast<std::byte>(c));
    put(scratch_ / "a.wav", bytes);
    EXPECT_EQ(trim({}).left, (std::vector<std::string>{"bext", "iXML"}));
}

TEST_F(Trim, ANameThatIsTakenIsRefusedBeforeTheWorkAndStays) {
    make_original();
    put(scratch_ / "b.wav", Bytes(5));
    EXPECT_THROW(trim({}), Error);
    EXPECT_EQ(std::filesystem::file_size(scratch_ / "b.wav"), 5u);
    EXPECT_THROW(trim_wav(scratch_ / "a.wav", scratch_ / "a.wav", {}, tally_, {}), Error);
}

} // namespace
} // namespace redstart
