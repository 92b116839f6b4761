// WavWriter and WavReader: what is written is read, in every format, and never more than is there.
#include "library/heard.hpp"
#include "support/scratch.hpp"

#include <redstart/wav_reader.hpp>
#include <redstart/wav_writer.hpp>

#include <fstream>

namespace redstart {
namespace {

constexpr AudioFormat stereo{44100, 2, SampleFormat::s16_le};

Error::Kind kind_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.kind();
    }
    return Error::Kind::other;
}

class WavFiles : public testing::Test {
protected:
    std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    TemporaryFolder folder_;
};

TEST_F(WavFiles, WhatIsWrittenIsReadInEveryFormat) {
    for (const auto sample : {SampleFormat::u8, SampleFormat::s16_le, SampleFormat::s24_3le,
                              SampleFormat::s32_le, SampleFormat::float_le})
        for (const unsigned channels : {1u, 2u, 5u}) {
            const AudioFormat format{22050, channels, sample};
            const auto name =
                file(std::string(to_string(sample)) + std::to_string(channels) + ".wav");
            write_wav(name, format, sound(format, 1001));
            WavReader reader(name);
            EXPECT_EQ(reader.format(), format);
            EXPECT_EQ(reader.frames(), 1001);
            EXPECT_TRUE(reader.is_complete());
            EXPECT_EQ(reader.bytes(), sound(format, 1001));
        }
}

TEST_F(WavFiles, AreReadFrameByFrameAndAgain) {
    write_wav(file("a.wav"), stereo, sound(stereo, 1000));
    WavReader reader(file("a.wav"));
    Bytes room(stereo.bytes(300));
    EXPECT_EQ(reader.read(room), 300);
    EXPECT_EQ(reader.bytes(), sound(stereo, 1000));
    EXPECT_EQ(reader.read(room), 300);
    reader.seek(900);
    EXPECT_EQ(reader.read(room), 100);
    EXPECT_EQ(reader.read(room), 0);
    EXPECT_EQ(reader.duration(), stereo.duration(1000));
}

TEST_F(WavFiles, KeepMarksAndSilence) {
    WavWriter writer(file("a.wav"), stereo);
    writer.write(sound(stereo, 100));
    writer.write_silence(50);
    writer.mark(120, "a wren");
    EXPECT_EQ(writer.frames(), 150);
    writer.close();
    WavReader reader(file("a.wav"));
    EXPECT_EQ(reader.frames(), 150);
    ASSERT_EQ(reader.marks().size(), 1u);
    EXPECT_EQ(reader.marks()[0].at, 120);
    EXPECT_EQ(reader.marks()[0].label, "a wren");
}

TEST_F(WavFiles, AreTrueWhileTheyAreWritten) {
    WavWriter writer(file("a.wav"), stereo);
    writer.write(sound(stereo, 100));
    EXPECT_EQ(WavReader(file("a.wav.part")).frames(), 100);
    writer.write(sound(stereo, 100));
    writer.sync();
    EXPECT_EQ(WavReader(file("a.wav.part")).frames(), 200);
    EXPECT_FALSE(std::filesystem::exists(file("a.wav")));
    writer.close();
    writer.close();
    EXPECT_FALSE(std::filesystem::exists(file("a.wav.part")));
}

TEST_F(WavFiles, AreClosedByTheDestructorAndNotMadeWithoutAFrame) {
    { WavWriter(file("a.wav"), stereo).write(sound(stereo, 10)); }
    EXPECT_EQ(WavReader(file("a.wav")).frames(), 10);
    { const WavWriter nothing(file("b.wav"), stereo); }
    EXPECT_FALSE(std::filesystem::exists(file("b.wav")));
    EXPECT_FALSE(std::filesystem::exists(file("b.wav.part")));
}

TEST_F(WavFiles, AreNeverOverwritten) {
    std::ofstream(file("a.wav")) << "precious";
    EXPECT_EQ(kind_of([&] { WavWriter(file("a.wav"), stereo); }), Error::Kind::exists);
    EXPECT_EQ(kind_of([&] { write_wav(file("a.wav"), stereo, {}); }), Error::Kind::exists);
    EXPECT_EQ(std::filesystem::file_size(file("a.wav")), 8u);
}

TEST_F(WavFiles, RefuseInWordsWhatIsNoSound) {
    WavWriter writer(file("a.wav"), stereo);
    EXPECT_EQ(error_of([&] { writer.write(Bytes(7)); }),
              file("a.wav").string() + ": 7 bytes are no whole frames; a frame has 4");
    writer.write(sound(stereo, 1));
    writer.close();
    EXPECT_EQ(kind_of([&] { writer.write(sound(stereo, 1)); }), Error::Kind::state);
    EXPECT_EQ(error_of([&] { WavWriter(file("b.wav"), {.rate = 0}); }), "rate: 0; 8000 to 384000");
    EXPECT_EQ(error_of([&] { WavWriter(file("b.wav"), {.channels = 33}); }),
              "channels: 33; 1 to 32");
    EXPECT_EQ(kind_of([&] { WavWriter(file("b.wav"), {.sample = SampleFormat{9}}); }),
              Error::Kind::format);
    EXPECT_FALSE(std::filesystem::exists(file("b.wav.part")));
    std::ofstream(file("c.wav")) << "Hello";
    EXPECT_EQ(kind_of([&] { WavReader(file("c.wav")); }), Error::Kind::format);
    EXPECT_NE(error_of([&] { WavReader(file("none.wav")); }), "");
}

TEST_F(WavFiles, OnAFullCardKeepWhatFitted) {
    WavWriter writer(file("a.wav"), stereo);
    writer.write(sound(stereo, 1000));
    {
        const FullCard full(100'000);
        const Bytes large = sound(stereo, 100'000);
        EXPECT_NE(error_of([&] { writer.write(large); }), "");
        error_of([&] { writer.close(); });
    }
    WavReader reader(file("a.wav"));
    EXPECT_GE(reader.frames(), 1000);
    EXPECT_TRUE(reader.is_complete());
}

} // namespace
} // namespace redstart
