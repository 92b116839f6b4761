// A header is made true from what is there, and a true one is left alone.
#include "wav/repair.hpp"

#include "base/unique_fd.hpp"
#include "support/scratch.hpp"
#include "wav/file.hpp"

#include <algorithm>
#include <fcntl.h>
#include <random>

namespace redstart {
namespace {

Bytes text(std::string_view words) {
    Bytes bytes(words.size());
    store_text(bytes, 0, words);
    return bytes;
}

Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Bytes number(std::uint32_t value) {
    Bytes bytes(4);
    store(bytes, 0, value);
    return bytes;
}

/// With the pad byte; `claim` in place of its true size.
Bytes chunk(std::string_view id, const Bytes& payload, std::optional<std::uint32_t> claim = {}) {
    const auto size = static_cast<std::uint32_t>(payload.size());
    return text(id) + number(claim.value_or(size)) + payload + Bytes(payload.size() % 2);
}

Bytes riff(const Bytes& chunks, std::optional<std::uint32_t> claim = {},
           std::string_view id = "RIFF") {
    const auto size = static_cast<std::uint32_t>(chunks.size() + 4);
    return text(id) + number(claim.value_or(size)) + text("WAVE") + chunks;
}

Bytes format(unsigned channels, unsigned sample_bytes, unsigned tag = 1) {
    Bytes bytes(16);
    store(bytes, 0, static_cast<std::uint16_t>(tag));
    store(bytes, 2, static_cast<std::uint16_t>(channels));
    store(bytes, 4, std::uint32_t{48000});
    store(bytes, 8, std::uint32_t{48000 * channels * sample_bytes});
    store(bytes, 12, static_cast<std::uint16_t>(channels * sample_bytes));
    store(bytes, 14, static_cast<std::uint16_t>(8 * sample_bytes));
    return chunk("fmt ", bytes);
}

Bytes noise(std::size_t bytes) {
    Bytes sound(bytes);
    std::mt19937 random; // NOLINT: the same in each run
    std::ranges::generate(sound, [&] { return static_cast<std::byte>(random() % 255 + 1); });
    return sound;
}

Bytes extensible() {
    const Bytes plain = format(3, 3, 0xFFFE);
    const Bytes bytes(plain.begin() + 8, plain.end());
    Bytes more(24);
    store(more, 0, std::uint16_t{22});
    store(more, 2, std::uint16_t{24});
    store(more, 8, std::uint16_t{1});
    return chunk("fmt ", bytes + more);
}

const Bytes info_list = chunk("LIST", text("INFO") + chunk("ISFT", text("Lavf59.27.100")));
const Bytes marks = chunk("cue ", number(0)) + chunk("LIST", text("adtl"));
const Bytes stereo = format(2, 2);

class Repair : public testing::Test {
protected:
    std::filesystem::path file() const { return scratch_ / "a.wav"; }

    WavRepair plan() const {
        const UniqueFd fd(::open(file().c_str(), O_RDONLY | O_CLOEXEC));
        return plan_repair(fd.get(), file());
    }

    WavRepair apply() const {
        const UniqueFd fd(::open(file().c_str(), O_RDWR | O_CLOEXEC));
        const WavRepair repair = plan_repair(fd.get(), file());
        repair_wav(fd.get(), file(), repair);
        return repair;
    }

    std::string why_not() const {
        try {
            static_cast<void>(plan());
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

    void expect_valid(const Bytes& bytes) const {
        put(file(), bytes);
        EXPECT_FALSE(plan().is_needed);
    }

    /// And that nothing is left to do afterwards.
    WavRepair expect_becomes(const Bytes& broken, const Bytes& clean) const {
        put(file(), broken);
        WavRepair repair = apply();
        EXPECT_TRUE(repair.is_needed);
        EXPECT_TRUE(contents(file()) == clean);
        EXPECT_FALSE(plan().is_needed);
        return repair;
    }

    const TemporaryFolder scratch_;
};

TEST_F(Repair, AValidFileNeedsNone) {
    const Bytes sound = noise(4000);
    expect_valid(riff(stereo + chunk("data", sound)));
    expect_valid(riff(stereo + chunk("data", {})));
    expect_valid(riff(stereo + info_list + chunk("data", sound)));
    expect_valid(riff(stereo + chunk("data", sound) + marks));
    expect_valid(riff(stereo + chunk("data", {}) + marks));
    expect_valid(riff(stereo + chunk("data", sound) + chunk("Zebr", noise(17))));
    expect_valid(riff(format(1, 3) + chunk("data", noise(9)) + marks));
    expect_valid(riff(extensible() + chunk("fact", number(100)) + chunk("data", noise(900))));
}

TEST_F(Repair, WhatStandsBehindAValidFileIsNobodysBusiness) {
    const Bytes whole = riff(stereo + chunk("data", noise(4000)));
    expect_valid(whole + text("TAG") + noise(125));
    expect_valid(whole + text("ID3\4") + noise(300));
    expect_valid(whole + noise(3)); // less than a frame
}

TEST_F(Repair, WhatTheHeaderCountsIsInOrderWhateverItIs) {
    const Bytes sound = chunk("data", noise(4000));
    expect_valid(riff(stereo + sound + chunk("LGWV", noise(100)) + noise(3)));
    expect_valid(riff(stereo + sound + text("ab\1\2") + number(40) + noise(40)));
    expect_valid(riff(stereo + sound + Bytes(468, std::byte{0xFF}))); // padded to a sector
    expect_valid(riff(stereo + sound + noise(4000)));
}

TEST_F(Repair, AMissingOrUncountedPadByteIsNoFault) {
    Bytes odd = riff(format(1, 3) + chunk("data", noise(9)));
    odd.pop_back();
    expect_valid(odd);
    store(odd, 4, static_cast<std::uint32_t>(odd.size() - 8));
    expect_valid(odd);
}

TEST_F(Repair, TheSizesThatRecordersLeaveBecomeTrue) {
    const Bytes sound = noise(4000);
    const Bytes clean = riff(stereo + chunk("data", sound));
    const auto broken = [&](std::uint32_t claim, std::uint32_t riff_claim) {
        return riff(stereo + chunk("data", sound, claim), riff_claim);
    };
    EXPECT_EQ(expect_becomes(broken(0x8000'0000, 0x8000'0024), clean).software, "arecord");
    EXPECT_TRUE(
        expect_becomes(broken(0x7FFF'F000, 0x7FFF'F024), clean).software.starts_with("sox"));
    EXPECT_TRUE(
        expect_becomes(broken(0xFFFF'FFFF, 0xFFFF'FFFF), clean).software.starts_with("ffmpeg"));
    EXPECT_TRUE(expect_becomes(broken(0, 8), clean).software.ends_with("libsndfile"));
    EXPECT_EQ(expect_becomes(broken(0, 0), clean).software, "");
    EXPECT_EQ(expect_becomes(broken(8000, 8036), clean).software, "")
        << "claims more than is there";
    EXPECT_EQ(expect_becomes(broken(4000, 0), clean).data_bytes, 4000u) << "only RIFF's is wrong";
    EXPECT_EQ(expect_becomes(broken(4000, 9000), clean).data_bytes, 4000u);
}

TEST_F(Repair, AHeaderWithoutSoundIsMadeThatOfAnEmptyFile) {
    const Bytes broken = riff(stereo + chunk("data", {}, 0x8000'0000), 0x8000'0024);
    expect_becomes(broken, riff(stereo + chunk("data", {})));
}

TEST_F(Repair, ChunksInFrontOfTheSoundStayAndTellWhoMadeIt) {
    const Bytes sound = noise(4000);
    const auto repair =
        expect_becomes(riff(stereo + info_list + chunk("data", sound, 0xFFFF'FFFF), 0xFFFF'FFFF),
                       riff(stereo + info_list + chunk("data", sound)));
    EXPECT_EQ(repair.software, "ffmpeg (Lavf59.27.100)");
}

TEST_F(Repair, FactCountsTheFrames) {
    const Bytes sound = noise(900);
    expect_becomes(
        riff(extensible() + chunk("fact", number(0)) + chunk("data", sound, 0x7FFF'EFFC), 77),
        riff(extensible() + chunk("fact", number(100)) + chunk("data", sound)));
}

TEST_F(Repair, APieceOfAFrameGoesAndAnOddLengthIsPadded) {
    const Bytes frames = noise(9);
    expect_becomes(riff(format(1, 3) + chunk("data", {}, 0xFFFF'FFFF), 0xFFFF'FFFF) + frames +
                       noise(2),
                   riff(format(1, 3) + chunk("data", frames)));
    expect_becomes(riff(format(1, 3) + chunk("data", {}, 0), 8) + frames,
                   riff(format(1, 3) + chunk("data", frames)));
}

TEST_F(Repair, ArecordsOddLengthHasNoPadByteAsAfterItsCleanStop) {
    const Bytes frames = noise(9);
    expect_becomes(riff(format(1, 3) + chunk("data", {}, 0x8000'0000), 0x8000'0024) + frames,
                   riff(format(1, 3) + chunk("data", {}, 9), 45) + frames);
}

TEST_F(Repair, ChunksBehindTheSoundAreKept) {
    const Bytes sound = noise(4000);
    const Bytes clean = riff(stereo + chunk("data", sound) + marks);
    for (const std::uint32_t claim : {0u, 0x8000'0000u, 0xFFFF'FFFFu, 1000u}) {
        const auto repair =
            expect_becomes(riff(stereo + chunk("data", sound, claim) + marks, claim + 36), clean);
        EXPECT_EQ(repair.kept_bytes, marks.size());
    }
    expect_becomes(riff(stereo + chunk("data", sound) + marks, 0x8000'0024), clean);
    const Bytes odd = noise(9);
    expect_becomes(riff(format(1, 3) + chunk("data", odd, 0) + marks, 8),
                   riff(format(1, 3) + chunk("data", odd) + marks));
}

TEST_F(Repair, SoundBehindAHeaderThatClaimsLessComesBack) {
    const Bytes sound = noise(4000);
    const auto repair = expect_becomes(riff(stereo + chunk("data", sound, 1000), 1036),
                                       riff(stereo + chunk("data", sound)));
    EXPECT_EQ(repair.before.claimed_bytes, 1000u);
    EXPECT_EQ(repair.data_bytes, 4000u);
}

TEST_F(Repair, ZerosBehindATrueHeaderAreToldAndLeftOut) {
    put(file(), riff(stereo + chunk("data", noise(1000))) + Bytes(3000));
    const WavRepair repair = plan();
    EXPECT_FALSE(repair.is_needed);
    EXPECT_EQ(repair.unclaimed_zeros, 3000u);
}

TEST_F(Repair, ZerosAtTheEndOfWhatComesBackAreToldAndStay) {
    const Bytes sound = noise(1000) + Bytes(3000);
    const auto repair =
        expect_becomes(riff(stereo + chunk("data", sound, 0x8000'0000), 0x8000'0024),
                       riff(stereo + chunk("data", sound)));
    EXPECT_EQ(repair.zero_bytes, 3000u);
}

Bytes ds64(std::uint64_t riff_bytes, std::uint64_t data_bytes, std::uint64_t frames) {
    Bytes bytes(28);
    store(bytes, 0, riff_bytes);
    store(bytes, 8, data_bytes);
    store(bytes, 16, frames);
    return chunk("ds64", bytes);
}

TEST_F(Repair, Rf64HasItsSizesInDs64) {
    const Bytes sound = noise(4000);
    const auto file_with = [&](const Bytes& sizes) {
        return riff(sizes + stereo + chunk("data", sound, 0xFFFF'FFFF), 0xFFFF'FFFF, "RF64");
    };
    const Bytes clean = file_with(ds64(12 + 36 + 24 + 8 + 4000 - 8, 4000, 1000));
    expect_valid(clean);
    expect_becomes(file_with(ds64(0, 0, 0)), clean);
    expect_becomes(file_with(ds64(~0ull, ~0ull, ~0ull)), clean);
    expect_becomes(file_with(ds64(~7ull, 0, 0)), clean);
    expect_becomes(file_with(ds64(1036, 1000, 250)), clean);
}

class Beyond4GiB : public Repair {
protected:
    /// A sparse file with that header and a sample that is no zero at its end.
    void make(const Bytes& header) const {
        put(file(), header);
        std::filesystem::resize_file(file(), header.size() + data_bytes - 4);
        std::ofstream(file(), std::ios::binary | std::ios::app) << "last";
    }

    static constexpr std::uint64_t data_bytes = 0x1'1000'0000;
};

TEST_F(Beyond4GiB, BecomesRf64WhereThereIsRoom) {
    make(riff(chunk("JUNK", Bytes(28)) + stereo + chunk("data", {}, 0xFFFF'FFFF), 0xFFFF'FFFF));
    const WavRepair repair = apply();
    EXPECT_TRUE(repair.becomes_rf64);
    const WavInfo info = read_wav_info(file());
    EXPECT_TRUE(info.is_rf64);
    EXPECT_TRUE(info.complete);
    EXPECT_EQ(info.data_bytes, data_bytes);
    EXPECT_EQ(info.riff_bytes, std::filesystem::file_size(file()));
    EXPECT_FALSE(plan().is_needed);
}

TEST_F(Beyond4GiB, IsLeftWithWhatCanBeDoneWhereThereIsNone) {
    make(riff(stereo + chunk("data", {}, 0x7FFF'F000), 0x7FFF'F024));
    EXPECT_NE(why_not().find("ffmpeg -ignore_length 1"), std::string::npos) << why_not();
}

TEST_F(Repair, WhatIsNoWavFileIsToldAndLeft) {
    const Bytes whole = riff(stereo + chunk("data", noise(40)));
    for (std::size_t bytes = 0; bytes < 44; ++bytes) {
        put(file(), std::span(whole).first(bytes));
        EXPECT_NE(why_not().find("no WAV file"), std::string::npos) << bytes;
    }
}

TEST_F(Repair, WhatIsCompressedIsToldAndLeft) {
    put(file(), riff(format(2, 2, 0x11) + chunk("data", noise(40), 0), 8));
    EXPECT_NE(why_not().find("IMA ADPCM"), std::string::npos) << why_not();
}

TEST_F(Repair, RedstartsOwnHeaderIsBelievedAsFarAsItGoes) {
    const AudioFormat format{48000, 2, SampleFormat::s16_le};
    {
        WavFile take(file(), format, {});
        take.append(sound(format, 1000));
        take.mark(10, "here");
        take.close();
    }
    EXPECT_FALSE(plan().is_needed);
    const Bytes clean = contents(file());
    put(file(), std::span(clean).first(4096 + 2001));
    EXPECT_EQ(apply().data_bytes, 2000u);
    EXPECT_EQ(std::filesystem::file_size(file()), 4096u + 2000u);
    const std::size_t sound_end = 4096 + 4000;
    put(file(), Bytes(clean.begin(), clean.begin() + sound_end) + noise(4000));
    EXPECT_EQ(apply().data_bytes, 4000u) << "what is behind a take is not its sound";
}

TEST_F(Repair, ATornRepairIsFinishedByTheNext) {
    const Bytes sound = noise(4000);
    const Bytes front = chunk("JUNK", Bytes(600)) + extensible() + chunk("fact", number(0));
    const Bytes broken = riff(front + chunk("data", {}, 0xFFFF'FFFF), 0xFFFF'FFFF) + sound;
    put(file(), broken);
    const std::size_t changed = apply().header.size();
    const Bytes clean = contents(file());
    ASSERT_GT(changed, 600u);
    // Each of RIFF, fact and data may be on the card or not; so may the end of the file.
    for (unsigned on_card = 0; on_card < 16; ++on_card) {
        Bytes torn = on_card & 8 ? broken : Bytes(broken.begin(), broken.end() - 4);
        const std::array places = {std::size_t{4}, changed - 12, changed - 4};
        for (std::size_t i = 0; i < places.size(); ++i)
            if (on_card >> i & 1)
                std::copy_n(clean.begin() + static_cast<std::ptrdiff_t>(places[i]), 4,
                            torn.begin() + static_cast<std::ptrdiff_t>(places[i]));
        put(file(), torn);
        apply();
        const WavInfo info = read_wav_info(file());
        EXPECT_TRUE(info.complete) << on_card;
        EXPECT_EQ(info.data_bytes, 3996u) << on_card;
        EXPECT_FALSE(plan().is_needed) << on_card;
    }
}

} // namespace
} // namespace redstart
