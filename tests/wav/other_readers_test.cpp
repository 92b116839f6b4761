// Other people's programs open our files, finished or cut off, and find the frames that we say.
#include "support/scratch.hpp"
#include "wav/file.hpp"

namespace redstart {
namespace {

struct Shape {
    unsigned channels;
    SampleFormat sample;
    bool killed; // between two syncs
};

class OtherReaders : public testing::TestWithParam<Shape> {
protected:
    static constexpr Frames frames = 4801;

    OtherReaders() {
        const auto write = [&] {
            WavFile file(scratch_ / "a.wav", format_, {});
            file.append(sound(format_, frames));
            file.sync();
            file.mark(100, "here");
            if (GetParam().killed)
                file.append(sound(format_, 1000));
            else
                file.close();
        };
        crash_after(write);
    }

    std::string file() const { return scratch_ / (GetParam().killed ? "a.wav.part" : "a.wav"); }

    const AudioFormat format_{48000, GetParam().channels, GetParam().sample};
    const TemporaryFolder scratch_;
};

TEST_P(OtherReaders, SoxFindsEveryFrame) {
    const Ran soxi = run("soxi -t wav -s " + file());
    if (run("sox --version").status != 0) GTEST_SKIP() << "no sox";
    const std::string raw = scratch_ / "a.raw";
    const Ran sox = run("sox -D -t wav " + file() + " -t raw " + raw);
    EXPECT_EQ(sox.status, 0);
    EXPECT_EQ(contents(raw), sound(format_, frames)) << soxi.output;
}

TEST_P(OtherReaders, FfprobeFindsEveryFrame) {
    const Ran probe = run("ffprobe -v error -f wav -show_entries "
                          "stream=sample_rate,channels,duration_ts -of csv=p=0 " +
                          file());
    if (probe.status == 127) GTEST_SKIP() << "no ffprobe";
    EXPECT_EQ(probe.status, 0);
    EXPECT_EQ(probe.output,
              "48000," + std::to_string(format_.channels) + "," + std::to_string(frames) + "\n");
}

TEST_P(OtherReaders, LibsndfileFindsEveryFrame) {
    const Ran info = run("sndfile-info " + file());
    if (info.status == 127) GTEST_SKIP() << "no sndfile-info";
    EXPECT_EQ(info.status, 0);
    EXPECT_NE(info.output.find("Frames      : " + std::to_string(frames)), std::string::npos);
}

TEST_P(OtherReaders, PythonFindsEveryFrame) {
    if (format_.channels > 2 || format_.sample == SampleFormat::float_le)
        GTEST_SKIP() << "Python's wave reads plain PCM only";
    const Ran python = run("python3 -c \"import wave; w = wave.open('" + file() +
                           "'); print(w.getparams()[:4], len(w.readframes(1 << 20)))\"");
    if (python.status == 127) GTEST_SKIP() << "no python3";
    char expected[100];
    std::snprintf(expected, sizeof expected, "(%u, %zu, 48000, %d) %zu\n", format_.channels,
                  sample_bytes(format_.sample), static_cast<int>(frames), format_.bytes(frames));
    EXPECT_EQ(python.output, expected);
}

std::vector<Shape> shapes() {
    std::vector<Shape> all;
    for (const bool killed : {false, true})
        for (const unsigned channels : {1u, 2u, 8u})
            for (const auto sample :
                 {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::s32_le,
                  SampleFormat::float_le, SampleFormat::u8})
                all.push_back({channels, sample, killed});
    return all;
}

INSTANTIATE_TEST_SUITE_P(Shapes, OtherReaders, testing::ValuesIn(shapes()), [](const auto& shape) {
    return std::string(to_string(shape.param.sample)) + "_" + std::to_string(shape.param.channels) +
           (shape.param.killed ? "_killed" : "_finished");
});

} // namespace
} // namespace redstart
