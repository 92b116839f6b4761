// A WAV file that became FLAC comes back byte for byte, and no step of the way loses it.
#include "disk/take_paths.hpp"
#include "support/scratch.hpp"
#include "takes/convert.hpp"
#include "wav/file.hpp"
#include "wav/flac_info.hpp"

#include <redstart/error.hpp>

#include <cstdlib>
#include <tuple>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr Frames frames_of_sound = 30'011; // no multiple of a block
constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

bool is_installed(const std::string& tool) {
    return std::system(("command -v " + tool + " >/dev/null").c_str()) == 0;
}

/// Sound that a predictor cannot foresee, with both ends of the scale in it.
Bytes noise(const AudioFormat& format, Frames frames) {
    Bytes bytes(format.bytes(frames));
    std::uint32_t state = 1;
    for (std::byte& byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<std::byte>(state >> 24);
    }
    return bytes;
}

/// As the recorder makes it, with marks and a gap.
void make_take(const fs::path& wav, const AudioFormat& format) {
    WavFile file(wav, format, {});
    file.append(noise(format, frames_of_sound / 2));
    file.mark(7, "a wren");
    file.mark(1001, "Grüße");
    file.gap({2000, 441, GapCause::overrun});
    file.append(sound(format, frames_of_sound - frames_of_sound / 2));
    ASSERT_FALSE(file.close());
}

std::string quoted(const fs::path& file) {
    return "'" + file.string() + "'";
}

struct Flac : testing::Test {
    const TemporaryFolder scratch;
    const fs::path wav = scratch / "a.wav", flac = scratch / "a.flac";

    /// There, back by us and by flac: the same bytes each time.
    void expect_the_same_back(bool flac_can = true) const {
        const Bytes before = contents(wav);
        const auto written = fs::last_write_time(wav);
        to_flac(wav, Original::goes, {});
        EXPECT_FALSE(fs::exists(wav));
        EXPECT_FALSE(fs::exists(flac.string() + ".part"));
        if (is_installed("flac")) {
            EXPECT_EQ(run("flac -st " + quoted(flac)).status, 0);
            if (flac_can) expect_back_by_flac(before);
        }
        to_wav(flac, Original::goes, {});
        EXPECT_TRUE(contents(wav) == before);
        EXPECT_EQ(fs::last_write_time(wav), written);
        EXPECT_FALSE(fs::exists(flac));
    }

    /// Without the channel map it makes loudspeakers of more than two channels.
    void expect_back_by_flac(const Bytes& before) const {
        EXPECT_EQ(run("flac -sd --keep-foreign-metadata --channel-map=none " + quoted(flac)).status,
                  0);
        EXPECT_TRUE(contents(wav) == before) << "as flac itself brings it back";
        fs::remove(wav);
    }
};

/// flac 1.4 makes WAVE_FORMAT_EXTENSIBLE of what has more than 16 bits, whatever it was made of.
bool flac_keeps(const AudioFormat& format) {
    return format.channels > 2 || format.sample == SampleFormat::s16_le ||
           run("flac --version").output >= "flac 1.5";
}

struct Formats : Flac, testing::WithParamInterface<std::tuple<SampleFormat, unsigned>> {};

TEST_P(Formats, ComeBackByteForByteWithMarksAndMetadata) {
    const auto [sample, channels] = GetParam();
    const AudioFormat format{48000, channels, sample};
    make_take(wav, format);
    expect_the_same_back(flac_keeps(format));
}

INSTANTIATE_TEST_SUITE_P(Flac, Formats,
                         testing::Combine(testing::Values(SampleFormat::s16_le,
                                                          SampleFormat::s24_3le,
                                                          SampleFormat::s32_le),
                                          testing::Range(1u, 9u)),
                         [](const auto& about) {
                             return std::string(to_string(std::get<0>(about.param))) + "_" +
                                    std::to_string(std::get<1>(about.param));
                         });

} // namespace
} // namespace redstart
