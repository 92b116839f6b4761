// A file of any origin is read as far as it is true, and never further.
#include "wav/frames.hpp"

#include "support/scratch.hpp"
#include "wav/bytes.hpp"
#include "wav/file.hpp"

#include <functional>
#include <sys/stat.h>

namespace redstart {
namespace {

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

/// A classic file of 44 bytes and 100 frames.
Bytes classic() {
    Bytes bytes = stream_header(stereo, 100);
    const Bytes frames = sound(stereo, 100);
    bytes.insert(bytes.end(), frames.begin(), frames.end());
    return bytes;
}

TEST(WavFrames, GivesBackWhatWasWritten) {
    const TemporaryFolder scratch;
    for (const unsigned channels : {1u, 2u, 8u})
        for (const auto sample : {SampleFormat::u8, SampleFormat::s16_le, SampleFormat::s24_3le,
                                  SampleFormat::s32_le, SampleFormat::float_le}) {
            const AudioFormat format{44100, channels, sample};
            const auto name =
                scratch / (std::to_string(channels) + std::string(redstart::to_string(sample)));
            WavFile file(name, format, {});
            ASSERT_FALSE(file.append(sound(format, 1001)));
            ASSERT_FALSE(file.close());
            WavFrames reader(name);
            EXPECT_EQ(reader.format(), format);
            Bytes got, block(format.bytes(300) + 1);
            while (const Frames frames = reader.read(block))
                got.insert(got.end(), block.begin(),
                           block.begin() + static_cast<std::ptrdiff_t>(format.bytes(frames)));
            EXPECT_EQ(got, sound(format, 1001));
        }
}

TEST(WavFrames, SeeksWithinItsFrames) {
    const TemporaryFolder scratch;
    put(scratch / "a.wav", classic());
    WavFrames reader(scratch / "a.wav");
    Bytes block(400);
    reader.seek(98);
    EXPECT_EQ(reader.read(block), 2);
    reader.seek(1000);
    EXPECT_EQ(reader.read(block), 0);
    reader.seek(-5);
    EXPECT_EQ(reader.read(block), 100);
}

TEST(WavFrames, SaysWhatItCannotPlay) {
    const TemporaryFolder scratch;
    Bytes bytes = classic();
    store(bytes, 20, std::uint16_t{6});
    put(scratch / "a.wav", bytes);
    EXPECT_EQ(read_wav_info(scratch / "a.wav").format_name, "A-law");
    EXPECT_FALSE(read_wav_info(scratch / "a.wav").format);
    EXPECT_THROW(WavFrames(scratch / "a.wav"), Error);
}

TEST(WavInfo, WhatIsNoWavFileIsRefusedWithItsBeginning) {
    const TemporaryFolder scratch;
    const auto complaint = [](const std::filesystem::path& file) -> std::string {
        try {
            read_wav_info(file);
        } catch (const Error& error) {
            const std::string what = error.what();
            return what.substr(what.find(": ") + 2);
        }
        return "nothing";
    };
    const std::string of_other_sound = "; ffmpeg -i IT NEW.wav converts other formats";
    std::ofstream(scratch / "x.txt") << "Hello";
    EXPECT_EQ(complaint(scratch / "x.txt"),
              "no WAV file (it begins with \"Hell\")" + of_other_sound);
    std::ofstream(scratch / "x.png") << "\x89PN\x01";
    EXPECT_EQ(complaint(scratch / "x.png"),
              "no WAV file (it begins with 89 50 4E 01)" + of_other_sound);
    put(scratch / "empty", {});
    EXPECT_EQ(complaint(scratch / "empty"),
              "no WAV file (it is empty); it may be cut off: copy it again from where it came");
    EXPECT_EQ(complaint(scratch.path()), "no regular file; name a WAV file");
    ASSERT_EQ(::mkfifo((scratch / "fifo").c_str(), 0600), 0);
    EXPECT_EQ(complaint(scratch / "fifo"), "no regular file; name a WAV file");
    EXPECT_EQ(complaint(scratch / "missing"),
              "no such file or folder; look for its name: ls " + scratch.path().string());
}

struct Hostile {
    const char* what;
    std::function<void(Bytes&)> change;
    Frames frames; // -1: refused
    bool complete;
};

class HostileHeader : public testing::TestWithParam<Hostile> {};

template <class Number>
std::function<void(Bytes&)> set(std::size_t at, Number value) {
    return [=](Bytes& bytes) { store(bytes, at, value); };
}
std::function<void(Bytes&)> cut(std::size_t bytes_left) {
    return [=](Bytes& bytes) { bytes.resize(bytes_left); };
}
std::function<void(Bytes&)> rf64(std::uint64_t data_bytes) {
    return [=](Bytes& bytes) {
        Bytes ds64(36);
        store_text(ds64, 0, "ds64");
        store(ds64, 4, 28u);
        store(ds64, 8, std::uint64_t{472});
        store(ds64, 16, data_bytes);
        store_text(bytes, 0, "RF64");
        store(bytes, 40, 0xFFFFFFFFu);
        bytes.insert(bytes.begin() + 12, ds64.begin(), ds64.end());
    };
}

TEST_P(HostileHeader, IsBelievedAsFarAsItIsTrue) {
    const TemporaryFolder scratch;
    Bytes bytes = classic();
    GetParam().change(bytes);
    put(scratch / "a.wav", bytes);
    if (GetParam().frames < 0) {
        EXPECT_THROW(read_wav_info(scratch / "a.wav"), Error);
        return;
    }
    const WavInfo info = read_wav_info(scratch / "a.wav");
    EXPECT_EQ(info.frames, GetParam().frames);
    EXPECT_EQ(info.complete, GetParam().complete);
    EXPECT_LE(info.data_offset + info.data_bytes, info.file_bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HostileHeader,
    testing::Values(
        Hostile{"untouched", [](Bytes&) {}, 100, true},
        Hostile{"data size 0", set(40, 0u), 0, true},
        Hostile{"data size of a stream", set(40, 0xFFFFFFFFu), 100, false},
        Hostile{"data size of sox", set(40, 0x7FFFF000u), 100, false},
        Hostile{"data size of no whole frames", set(40, 399u), 99, true},
        Hostile{"riff size beyond the end", set(4, 0x80000024u), 100, false},
        Hostile{"cut in the sound", cut(44 + 41), 10, false},
        Hostile{"cut before the sound", cut(44), 0, false},
        Hostile{"no data chunk", cut(36), -1, false},
        Hostile{"cut in the data chunk's head", cut(43), -1, false},
        Hostile{"cut in fmt", cut(30), -1, false}, Hostile{"cut after RIFF", cut(5), -1, false},
        Hostile{"fmt too short", set(16, 4u), -1, false},
        Hostile{"fmt as long as can be", set(16, 0xFFFFFFFFu), -1, false},
        Hostile{"no channels", set(22, std::uint16_t{0}), 0, true},
        Hostile{"rate 0", set(24, 0u), -1, false},
        Hostile{"frames of 0 bytes", set(32, std::uint16_t{0}), 0, true},
        Hostile{"frames of odd size", set(32, std::uint16_t{5}), 0, true},
        Hostile{"rf64", rf64(400), 100, true},
        Hostile{"rf64 with a size that overflows", rf64(~std::uint64_t{0}), 100, false},
        Hostile{"rf64 with a size below", rf64(40), 10, true},
        Hostile{"only zeros behind its name",
                [](Bytes& bytes) { std::fill(bytes.begin() + 12, bytes.end(), std::byte{0}); }, -1,
                false},
        Hostile{"thousands of empty chunks",
                [](Bytes& bytes) { bytes.insert(bytes.begin() + 12, 8 * 100'000, std::byte{0}); },
                -1, false}),
    [](const auto& row) {
        std::string name = row.param.what;
        for (char& c : name)
            if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
        return name;
    });

TEST(WavInfo, NoSizeOfALabelLeadsBackwards) {
    const TemporaryFolder scratch;
    for (const std::uint32_t size : {0xFFFF'FFFFu, 0xFFFF'FFF8u, 0xFFFF'FFF0u, 0x8000'0000u, 0u}) {
        Bytes bytes = stream_header(AudioFormat{}, 2);
        Bytes list(28);
        store_text(list, 0, "LIST");
        store(list, 4, std::uint32_t{20});
        store_text(list, 8, "adtllabl");
        store(list, 16, size);
        store_text(list, 24, "abc");
        bytes.insert(bytes.begin() + 36, list.begin(), list.end()); // in front of the sound
        bytes.resize(bytes.size() + 8);
        put(scratch / "a.wav", bytes);
        EXPECT_EQ(read_wav_info(scratch / "a.wav").frames, 2) << size;
        EXPECT_TRUE(read_wav_info(scratch / "a.wav").marks.empty());
    }
}

TEST(WavInfo, MarksThatLieAreLeftOut) {
    const TemporaryFolder scratch;
    Bytes bytes = classic();
    const auto append = [&](const char* id, std::uint32_t claimed, std::size_t there) {
        const std::size_t at = bytes.size();
        bytes.resize(at + 8 + there, std::byte{0x7F});
        store_text(bytes, at, id);
        store(bytes, at + 4, claimed);
        return at + 8;
    };
    const std::size_t cues = append("cue ", 28, 28);
    store(bytes, cues, 0xFFFFFFFFu); // as many as can be claimed
    store(bytes, cues + 4, 1u);
    store(bytes, cues + 24, 50u);
    const std::size_t list = append("LIST", 0xFFFFFFF0u, 20);
    store_text(bytes, list, "adtl");
    store_text(bytes, list + 4, "labl");
    store(bytes, list + 8, 0xFFFFFFFFu);
    store(bytes, list + 12, 1u);
    put(scratch / "a.wav", bytes);
    const WavInfo info = read_wav_info(scratch / "a.wav");
    ASSERT_EQ(info.marks.size(), 1u);
    EXPECT_EQ(info.marks[0].at, 50);
    EXPECT_EQ(info.marks[0].label, "\x7F\x7F\x7F\x7F");
}

} // namespace
} // namespace redstart
