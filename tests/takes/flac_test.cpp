// A WAV file that became FLAC comes back byte for byte, and no step of the way loses it.
#include "disk/take_paths.hpp"
#include "support/scratch.hpp"
#include "takes/convert.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/new_sound.hpp"
#include "takes/take_file.hpp"
#include "takes/verify.hpp"
#include "wav/file.hpp"
#include "wav/sound_frames.hpp"

#include <redstart/error.hpp>

#include <cstdlib>
#include <functional>
#include <memory>
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
        EXPECT_FALSE(fs::exists(making_name(flac)));
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
           format.sample == SampleFormat::u8 || run("flac --version").output >= "flac 1.5";
}

struct Formats : Flac, testing::WithParamInterface<std::tuple<SampleFormat, unsigned>> {};

TEST_P(Formats, ComeBackByteForByteWithMarksAndMetadata) {
    const auto [sample, channels] = GetParam();
    const AudioFormat format{48000, channels, sample};
    make_take(wav, format);
    expect_the_same_back(flac_keeps(format));
}

INSTANTIATE_TEST_SUITE_P(Flac, Formats,
                         testing::Combine(testing::Values(SampleFormat::u8, SampleFormat::s16_le,
                                                          SampleFormat::s24_3le,
                                                          SampleFormat::s32_le),
                                          testing::Range(1u, 9u)),
                         [](const auto& about) {
                             return std::string(to_string(std::get<0>(about.param))) + "_" +
                                    std::to_string(std::get<1>(about.param));
                         });

std::string refusal(const std::function<void()>& work, bool not_supported = false) {
    try {
        work();
    } catch (const Error& error) {
        EXPECT_EQ(error.code() == std::errc::not_supported, not_supported) << error.what();
        return error.what();
    }
    return "it was done";
}

void put_number(Bytes& bytes, std::uint64_t number, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
        bytes.push_back(static_cast<std::byte>(number >> (8 * i) & 0xFF));
}

void put_text(Bytes& bytes, std::string_view text) {
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
}

/// 5 frames of 24-bit mono, an odd number of bytes, as some other program may write it.
struct Foreign {
    std::string_view front = "RIFF";
    std::string_view chunk = {}; // in front of the sound
    bool has_pad = true;
    std::string_view behind = {};

    Bytes bytes() const {
        Bytes body;
        put_text(body, "WAVE");
        if (front == "RF64") put_ds64(body);
        put_text(body, "fmt ");
        put_number(body, 16, 4);
        put_number(body, 0x0001'0001, 4);
        put_number(body, 48000, 4);
        put_number(body, 144000, 4);
        put_number(body, 0x0018'0003, 4);
        put_text(body, chunk);
        put_text(body, "data");
        put_number(body, front == "RF64" ? 0xFFFF'FFFF : 15, 4);
        for (int i = 0; i < 15; ++i) body.push_back(static_cast<std::byte>(i * 17));
        if (has_pad) body.push_back(std::byte{0});
        put_text(body, behind);
        Bytes all;
        put_text(all, front);
        put_number(all, front == "RF64" ? 0xFFFF'FFFF : body.size(), 4);
        all.insert(all.end(), body.begin(), body.end());
        if (front == "RF64") store(all, 20, std::uint64_t{all.size() - 8});
        return all;
    }
    static void put_ds64(Bytes& body) {
        put_text(body, "ds64");
        put_number(body, 28, 4);
        put_number(body, 0, 8);
        put_number(body, 15, 8);
        put_number(body, 5, 8);
        put_number(body, 0, 4);
    }
};

TEST_F(Flac, FilesOfOtherProgramsComeBackByteForByte) {
    constexpr std::string_view odd("bext\3\0\0\0abc\0", 12), list("LIST\5\0\0\0INFOx\0", 14);
    for (const Foreign& file :
         {Foreign{}, Foreign{.chunk = odd}, Foreign{.chunk = odd, .behind = list},
          Foreign{.has_pad = false}, Foreign{.front = "RF64", .chunk = odd},
          Foreign{.behind = "abc"}, Foreign{.behind = std::string_view("LIST\5\0\0\0INFOx", 13)}}) {
        put(wav, file.bytes());
        expect_the_same_back(false);
    }
}

TEST_F(Flac, WhatFlacItselfMadeComesBackByteForByte) {
    if (!is_installed("flac")) GTEST_SKIP() << "flac is not installed";
    make_take(wav, stereo);
    const Bytes before = contents(wav);
    ASSERT_EQ(run("flac -s --keep-foreign-metadata --delete-input-file " + quoted(wav)).status, 0);
    to_wav(flac, Original::goes, {});
    EXPECT_TRUE(contents(wav) == before);
}

TEST_F(Flac, WithoutAWavFileInItBecomesOneOfRedstarts) {
    if (!is_installed("flac")) GTEST_SKIP() << "flac is not installed";
    make_take(wav, stereo);
    const WavInfo before = read_wav_info(wav);
    ASSERT_EQ(run("flac -s --delete-input-file " + quoted(wav)).status, 0);
    to_wav(flac, Original::goes, {});
    const WavInfo info = read_wav_info(wav);
    EXPECT_TRUE(info.complete);
    EXPECT_TRUE(info.note && info.note->closed);
    EXPECT_EQ(info.frames, before.frames);
    EXPECT_TRUE(info.marks.empty());
}

TEST_F(Flac, TellsItsMarksAndItsFormatWithoutBeingDecoded) {
    make_take(wav, stereo);
    to_flac(wav, Original::goes, {});
    const WavInfo info = read_sound_info(flac);
    EXPECT_EQ(info.format, stereo);
    EXPECT_EQ(info.frames, frames_of_sound);
    ASSERT_EQ(info.marks.size(), 3u);
    EXPECT_EQ(info.marks[1].at, 1001);
    EXPECT_EQ(info.marks[1].label, "Grüße");
}

/// As a program writes it into a pipe: STREAMINFO's count of frames and MD5 are 0, "not known".
void forget_its_length(const fs::path& flac) {
    Bytes bytes = contents(flac);
    bytes[21] &= std::byte{0xF0}; // the lowest 36 bits of the eight bytes at 18
    std::fill(bytes.begin() + 22, bytes.begin() + 42, std::byte{0});
    put(flac, bytes);
}

TEST_F(Flac, OfALengthThatItDoesNotTellIsCountedAndNotTakenForNone) {
    if (!is_installed("flac")) GTEST_SKIP() << "flac is not installed";
    make_take(wav, stereo);
    ASSERT_EQ(run("flac -s --delete-input-file " + quoted(wav)).status, 0);
    forget_its_length(flac);
    const Verdict verdict = verify_take(flac);
    EXPECT_TRUE(verdict.faults.empty());
    EXPECT_EQ(verdict.info.frames, frames_of_sound);
    SoundFrames sound(flac);
    Bytes room(stereo.bytes(1000));
    while (sound.read(room) > 0) {
    }
    EXPECT_EQ(sound.info().frames, frames_of_sound);
    EXPECT_EQ(sound.info().data_bytes, stereo.bytes(frames_of_sound));
    EXPECT_EQ(to_wav(flac, Original::goes, {}).frames, frames_of_sound);
}

TEST_F(Flac, WhoseKeptHeaderHasAnotherRateOrOtherChannelsIsRefused) {
    make_take(wav, stereo);
    to_flac(wav, Original::goes, {});
    const Bytes whole = contents(flac);
    const std::string_view fmt = "fmt ";
    const auto at =
        std::ranges::search(whole, std::as_bytes(std::span(fmt))).begin() - whole.begin();
    for (const auto& [field, value] : {std::pair{10, 1}, {10, 8}, {12, 0x44}}) { // channels, rate
        Bytes lying = whole;
        lying[static_cast<std::size_t>(at + field)] = static_cast<std::byte>(value);
        put(flac, lying);
        EXPECT_THROW(SoundFrames{flac}, Error) << field << ' ' << value;
    }
}

/// The MD5 is of the samples alone; each frame tells its rate again.
TEST_F(Flac, WhoseFramesHaveAnotherRateThanItSaysIsToldAsDamaged) {
    if (!is_installed("flac")) GTEST_SKIP() << "flac is not installed";
    make_take(wav, stereo);
    ASSERT_EQ(run("flac -s -o " + quoted(flac) + " " + quoted(wav)).status, 0);
    fs::remove(wav);
    Bytes bytes = contents(flac);
    constexpr std::size_t rate_at = 4 + 4 + 10; // in STREAMINFO
    bytes[rate_at] ^= std::byte{1};
    put(flac, bytes);
    EXPECT_FALSE(verify_take(flac).faults.empty());
    refusal([&] { to_wav(flac, Original::goes, {}); });
    EXPECT_TRUE(fs::exists(flac));
}

TEST_F(Flac, OfFloatAndOfNineChannelsIsRefusedAndTheFileStays) {
    for (const AudioFormat& format : {AudioFormat{48000, 1, SampleFormat::float_le},
                                      AudioFormat{48000, 9, SampleFormat::s16_le}}) {
        make_take(wav, format);
        const Bytes before = contents(wav);
        const auto why = refusal([&] { to_flac(wav, Original::goes, {}); }, true);
        EXPECT_NE(why.find("it stays WAV"), std::string::npos) << why;
        EXPECT_TRUE(contents(wav) == before);
        EXPECT_FALSE(fs::exists(flac));
        fs::remove(wav);
    }
}

TEST_F(Flac, OfWhatIsNotFinishedOrNotTrueIsRefused) {
    WavFile open(scratch / "b.wav", stereo, {});
    open.append(sound(stereo, 1000));
    open.sync();
    refusal([&] { to_flac(scratch / "b.wav.part", Original::stays, {}); });
    EXPECT_FALSE(fs::exists(scratch / "b.wav.flac"));
    make_take(wav, stereo);
    fs::resize_file(wav, fs::file_size(wav) / 2);
    const auto why = refusal([&] { to_flac(wav, Original::goes, {}); });
    EXPECT_NE(why.find("header does not hold"), std::string::npos) << why;
    EXPECT_TRUE(fs::exists(wav));
    EXPECT_FALSE(fs::exists(flac));
}

TEST_F(Flac, NeverOverwritesAFile) {
    make_take(wav, stereo);
    put(flac, Bytes(7));
    refusal([&] { to_flac(wav, Original::goes, {}); });
    EXPECT_EQ(contents(flac), Bytes(7));
    EXPECT_TRUE(fs::exists(wav));
    fs::remove(flac);
    to_flac(wav, Original::stays, {});
    const Bytes before = contents(wav);
    refusal([&] { to_wav(flac, Original::goes, {}); });
    EXPECT_TRUE(contents(wav) == before);
    EXPECT_TRUE(fs::exists(flac));
}

/// As a kill between the name of the one and the end of the other leaves both.
TEST_F(Flac, ThatIsThereAlreadyDoesWhereItIsOfThisSound) {
    make_take(wav, stereo);
    const Bytes before = contents(wav);
    to_flac(wav, Original::stays, {});
    const Bytes made = contents(flac);
    refusal([&] { to_flac(wav, Original::stays, {}); });
    EXPECT_EQ(to_flac(wav, Original::goes, {}).file, flac);
    EXPECT_TRUE(contents(flac) == made);
    EXPECT_FALSE(fs::exists(wav));

    Bytes other = before;
    other[other.size() / 2] ^= std::byte{1};
    put(wav, other);
    refusal([&] { to_flac(wav, Original::goes, {}); });
    EXPECT_TRUE(contents(wav) == other);
    EXPECT_TRUE(contents(flac) == made);
}

/// The name that would go is not that of the sound.
TEST_F(Flac, OfALinkIsRefusedBeforeAnythingIsMadeWhereTheOriginalIsToGo) {
    make_take(wav, stereo);
    const fs::path link = scratch / "link.wav";
    fs::create_symlink(wav, link);
    EXPECT_NE(refusal([&] { to_flac(link, Original::goes, {}); }).find(": a link; "),
              std::string::npos);
    EXPECT_FALSE(fs::exists(scratch / "link.flac"));
    to_flac(link, Original::stays, {});
    EXPECT_TRUE(fs::exists(scratch / "link.flac"));
    EXPECT_TRUE(fs::exists(wav));
}

/// Browsers call what they load x.flac.part, and people a new version x.wav.new.
TEST_F(Flac, LeavesFilesOfOthersThatHaveTheNameOfSomethingUnfinished) {
    const fs::path part = flac.string() + ".part", newer = wav.string() + ".new";
    for (const fs::path& file : {part, newer}) put(file, Bytes(7));
    make_take(wav, stereo);
    expect_the_same_back(false);
    for (const fs::path& file : {part, newer}) EXPECT_EQ(contents(file), Bytes(7)) << file;
}

TEST_F(Flac, ThatIsDamagedAnywhereIsToldAndGivesNoWavFile) {
    make_take(wav, stereo);
    to_flac(wav, Original::goes, {});
    const Bytes whole = contents(flac);
    EXPECT_TRUE(verify_take(flac).faults.empty());
    for (std::size_t at = 43; at < whole.size(); at += whole.size() / 23) {
        Bytes damaged = whole;
        damaged[at] ^= std::byte{0x10};
        put(flac, damaged);
        std::string told;
        try {
            const Verdict verdict = verify_take(flac);
            if (!verdict.faults.empty()) told = verdict.faults.front();
        } catch (const Error& error) {
            told = error.what();
        }
        const bool is_sound = at > 12'000; // in front of it are tables and padding, too
        EXPECT_TRUE(!is_sound || !told.empty()) << at;
        if (told.empty()) continue;
        refusal([&] { to_wav(flac, Original::goes, {}); });
        EXPECT_FALSE(fs::exists(wav)) << at;
        EXPECT_TRUE(fs::exists(flac));
    }
    put(flac, std::span(whole).first(whole.size() / 2));
    EXPECT_FALSE(verify_take(flac).faults.empty());
}

TEST_F(Flac, OnAFullDiskIsNotThereAndTheWavFileStays) {
    make_take(wav, stereo);
    const Bytes before = contents(wav);
    {
        const FullCard full(20'000);
        refusal([&] { to_flac(wav, Original::goes, {}); });
    }
    EXPECT_TRUE(contents(wav) == before);
    EXPECT_FALSE(fs::exists(flac));
    EXPECT_FALSE(fs::exists(making_name(flac)));
    expect_the_same_back(false);
}

TEST_F(Flac, ThatWasStoppedLeavesTheWavFileAlone) {
    make_take(wav, stereo);
    const Bytes before = contents(wav);
    for (const int calls : {0, 1, 2, 3}) { // in encoding and in the proof
        int call = 0;
        try {
            to_flac(wav, Original::goes,
                    [&](std::uint64_t, std::uint64_t) { return call++ < calls; });
            ADD_FAILURE() << "it was not stopped";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), std::errc::operation_canceled) << error.what();
        }
        EXPECT_TRUE(contents(wav) == before);
        EXPECT_FALSE(fs::exists(flac) || fs::exists(making_name(flac)));
    }
}

TEST_F(Flac, ThatWasKilledInTheMakingIsMadeAnew) {
    make_take(wav, stereo);
    const Bytes before = contents(wav);
    crash_after([&] {
        to_flac(wav, Original::goes, [](std::uint64_t, std::uint64_t) -> bool { ::_exit(0); });
    });
    EXPECT_TRUE(contents(wav) == before);
    EXPECT_FALSE(fs::exists(flac));
    EXPECT_TRUE(fs::exists(making_name(flac)));
    expect_the_same_back(false);
}

TEST_F(Flac, IsNotMadeOfSoundThatIsNotWhatWasRecorded) {
    {
        TakeFile file(wav, stereo, {}, "mic");
        file.begins(Clock::now(), 0, {});
        file.append(sound(stereo, 1000));
        ASSERT_FALSE(file.close());
    }
    refusal([&] { to_flac(wav, Original::goes, {}); }); // its sidecar is still to be made
    EXPECT_TRUE(fs::exists(wav));
    const auto block = std::make_unique<DigestBlock>();
    ASSERT_EQ(finish_sidecar(wav, *block, {}, timestamp_now()), Finished::done);
    const Bytes before = contents(wav);
    Bytes changed = before;
    changed[5000] ^= std::byte{1};
    put(wav, changed);
    const auto why = refusal([&] { to_flac(wav, Original::goes, {}); });
    EXPECT_NE(why.find("not what was recorded"), std::string::npos) << why;
    EXPECT_FALSE(fs::exists(flac));
    put(wav, before);
    to_flac(wav, Original::goes, {});
    EXPECT_EQ(verify_take(flac).digest, Verdict::Digest::matches);
    EXPECT_TRUE(verify_take(flac).faults.empty());
}

} // namespace
} // namespace redstart
