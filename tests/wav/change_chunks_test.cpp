// What is changed in a finished file, and that a power cut in the midst of it leaves a true one.
#include "wav/change_chunks.hpp"

#include "support/scratch.hpp"
#include "wav/file.hpp"
#include "wav/info.hpp"
#include "wav/read_metadata.hpp"

#include <redstart/clock.hpp>

#include <algorithm>

namespace redstart {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::size_t sector_bytes = 512;
constexpr AudioFormat wide{48000, 32, SampleFormat::s24_3le};
constexpr std::int64_t another_day = (std::int64_t{86400} * 20000 + 3601) * 48000 + 17;

/// A file whose GUANO and iXML have no room before the sound, which has an odd number of bytes.
struct ChangedChunks : testing::Test {
    ChangedChunks() {
        const auto take = std::make_shared<TakeMetadata>();
        take->program = "redstart 0.1.0";
        take->description.tracks.assign(32, "a name of some length");
        for (int i = 0; i < 20; ++i)
            take->notes.add("note" + std::to_string(i) + "=" + std::string(250, 'x'));
        WavFile file(wav, wide, {false, take});
        file.begins(Clock::now(), 0, {});
        EXPECT_FALSE(file.append(sound(wide, 1001)));
        file.mark(10, "a wren");
        file.gap({500, 7, GapCause::overrun});
        EXPECT_FALSE(file.close());
        before = contents(wav);
        end_of_sound = header_bytes + wide.file_bytes(1001);
    }

    static void date(std::span<std::byte> chunks) {
        set_start(chunks, another_day, wide.rate, "set afterwards");
    }

    /// The chunks behind the sound, and how long they are.
    std::vector<std::pair<std::string, std::size_t>> behind(const Bytes& bytes) const {
        std::vector<std::pair<std::string, std::size_t>> all;
        each_chunk(std::span(bytes).subspan(end_of_sound + end_of_sound % 2),
                   [&](std::string_view id, std::span<const std::byte> payload) {
                       all.emplace_back(id, payload.size());
                   });
        return all;
    }

    const TemporaryFolder scratch;
    const fs::path wav = scratch / "a.wav";
    Bytes before;
    std::size_t end_of_sound = 0;
};

TEST_F(ChangedChunks, LieWhereTheyLayAndLeaveTheSoundAlone) {
    using Row = std::pair<std::string, std::size_t>;
    const auto lay = behind(before);
    EXPECT_TRUE(std::ranges::any_of(lay, [](const Row& row) { return row.first == "iXML"; }));
    EXPECT_TRUE(std::ranges::any_of(lay, [](const Row& row) { return row.first == "guan"; }));
    change_chunks(wav, date);
    const Bytes after = contents(wav);
    EXPECT_EQ(behind(after), lay);
    ASSERT_EQ(after.size(), before.size());
    const auto sound_of = [this](const Bytes& bytes) {
        return Bytes(bytes.begin() + header_bytes, bytes.begin() + std::ptrdiff_t(end_of_sound));
    };
    EXPECT_EQ(sound_of(after), sound_of(before));
    EXPECT_EQ(read_wav_info(wav).marks.size(), 2u);
}

TEST_F(ChangedChunks, OfAFileThatAPowerCutTearsInAnySectorAreWhole) {
    change_chunks(wav, date);
    const Bytes old = before, after = contents(wav);
    const auto lay = behind(old);
    int torn = 0;
    for (std::size_t at = 0; at < before.size(); at += sector_bytes) {
        const auto from = static_cast<std::ptrdiff_t>(at);
        const auto to = static_cast<std::ptrdiff_t>(std::min(at + sector_bytes, before.size()));
        if (std::equal(before.begin() + from, before.begin() + to, after.begin() + from)) continue;
        ++torn;
        for (const auto& [first, second] : {std::pair(&old, &after), std::pair(&after, &old)}) {
            Bytes mixed = *first;
            std::copy(second->begin() + from, second->begin() + to, mixed.begin() + from);
            put(wav, mixed);
            const WavInfo info = read_wav_info(wav);
            EXPECT_TRUE(info.complete) << at;
            EXPECT_EQ(info.riff_bytes, info.file_bytes) << at;
            EXPECT_EQ(info.frames, 1001) << at;
            EXPECT_EQ(info.marks.size(), 2u) << at;
            EXPECT_EQ(behind(mixed), lay) << at;
        }
    }
    EXPECT_GE(torn, 3) << "bext in front, GUANO and iXML behind";
}

TEST_F(ChangedChunks, BehindTheSoundAreInTheFileBeforeThoseInFront) {
    bool was_asked = false;
    change_chunks(wav, [&](std::span<std::byte> chunks) {
        date(chunks);
        if (load_text(chunks, 0, 4) != "bext") return;
        was_asked = true;
        const Bytes now = contents(wav);
        EXPECT_NE(std::vector(now.begin() + std::ptrdiff_t(end_of_sound), now.end()),
                  std::vector(before.begin() + std::ptrdiff_t(end_of_sound), before.end()));
        EXPECT_TRUE(std::equal(before.begin(), before.begin() + header_bytes, now.begin()));
    });
    EXPECT_TRUE(was_asked);
    const Bytes after = contents(wav);
    EXPECT_FALSE(std::equal(before.begin(), before.begin() + header_bytes, after.begin()));
}

TEST_F(ChangedChunks, OfAFileThatIsNotClosedAreLeftAlone) {
    const AudioFormat stereo{48000, 2, SampleFormat::s16_le};
    WavFile file(scratch / "b.wav", stereo, {false, std::make_shared<TakeMetadata>()});
    file.begins(Clock::now(), 0, {});
    EXPECT_FALSE(file.append(sound(stereo, 100)));
    EXPECT_FALSE(file.sync());
    const Bytes open = contents(scratch / "b.wav.part");
    change_chunks(scratch / "b.wav.part", date);
    EXPECT_EQ(contents(scratch / "b.wav.part"), open);
    put(scratch / "other.wav", std::span(open).first(100));
    change_chunks(scratch / "other.wav", date);
    change_chunks(scratch / "none.wav", date);
    EXPECT_EQ(contents(scratch / "other.wav"), Bytes(open.begin(), open.begin() + 100));
    EXPECT_FALSE(fs::exists(scratch / "none.wav"));
}

TEST_F(ChangedChunks, KeepTheTimesOfTheFile) {
    const auto long_ago = fs::last_write_time(wav) - 240h;
    fs::last_write_time(wav, long_ago);
    change_chunks(wav, date);
    EXPECT_NE(contents(wav), before);
    EXPECT_EQ(fs::last_write_time(wav), long_ago);
}

} // namespace
} // namespace redstart
