// The picture of a take, where it is kept, and how it is made in the background.
#include "web/overviews.hpp"

#include "support/program.hpp"
#include "takes/convert.hpp"
#include "web/overview.hpp"
#include "web/take_making.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr AudioFormat format{48000, 2, SampleFormat::s16_le};
constexpr std::size_t head = Overview::head_bytes;

int at(const std::vector<std::byte>& body, std::size_t column, std::size_t which) {
    return static_cast<std::int8_t>(body[head + 2 * column + which]);
}

int level(const std::vector<std::byte>& body, std::size_t column, std::size_t band) {
    const auto columns = load<std::uint32_t>(body, 0);
    return std::to_integer<int>(body[head + 2 * columns + column * Spectrum::bands + band]);
}

std::vector<std::byte> drawn(const AudioFormat& of, const Bytes& sound, std::size_t step = 0) {
    Overview overview(of, of.frames_in(sound.size()));
    const std::size_t bytes = step == 0 ? sound.size() : step * of.frame_bytes();
    for (std::size_t i = 0; i < sound.size(); i += bytes)
        overview.hear(std::span(sound).subspan(i, std::min(bytes, sound.size() - i)));
    return overview.bytes();
}

std::size_t loudest(const std::vector<std::byte>& body, std::size_t column) {
    std::size_t found = 0;
    for (std::size_t band = 0; band < Spectrum::bands; ++band)
        if (level(body, column, band) > level(body, column, found)) found = band;
    return found;
}

TEST(Overview, HasTheExtremesOfEachColumnAndNoOthers) {
    Bytes sound(format.bytes(100'000));
    store(sound, format.bytes(50'050), std::uint16_t{16384});
    store(sound, format.bytes(50'099) + 2, static_cast<std::uint16_t>(-32768));
    const auto body = drawn(format, sound);
    EXPECT_EQ(load<std::uint32_t>(body, 0), 1000U);
    EXPECT_EQ(load<std::uint32_t>(body, 4), 64U);
    EXPECT_EQ(load<std::uint64_t>(body, 8), 100'000U);
    EXPECT_EQ(body.size(), 16 + 1000 * (2 + 64U));
    for (std::size_t column = 0; column < 1000; ++column) {
        EXPECT_EQ(at(body, column, 0), column == 500 ? -127 : 0) << column;
        EXPECT_EQ(at(body, column, 1), column == 500 ? 64 : 0) << column;
    }
}

TEST(Overview, AToneIsInItsBandAtItsLevelFromEndToEnd) {
    const AudioFormat of{48000, 1, SampleFormat::s32_le};
    for (const double hz : {100.0, 1000.0, 8000.0}) {
        const auto body = drawn(of, tone(of, hz, 0.1, 480'000));
        const double band = std::log2(hz / 50) / std::log2(24000.0 / 50) * 64;
        for (const std::size_t column : {std::size_t{0}, std::size_t{500}, std::size_t{999}}) {
            EXPECT_NEAR(static_cast<double>(loudest(body, column)), band, 3) << hz;
            EXPECT_NEAR(level(body, column, loudest(body, column)), 204, column == 500 ? 6 : 24)
                << hz; // -20 dB of 100 in 255
        }
    }
}

TEST(Overview, ALongToneIsFoundInTheColumnsInWhichItIs) {
    const AudioFormat of{48000, 1, SampleFormat::s32_le};
    Bytes sound(of.bytes(1'000'000));
    std::ranges::copy(tone(of, 3000, 0.5, 100'000),
                      sound.begin() + static_cast<std::ptrdiff_t>(of.bytes(300'000)));
    const auto body = drawn(of, sound);
    EXPECT_EQ(level(body, 200, loudest(body, 200)), 0);
    EXPECT_GT(level(body, 350, loudest(body, 350)), 200);
    EXPECT_EQ(level(body, 500, loudest(body, 500)), 0);
}

TEST(Overview, IsTheSameInWhateverPiecesItIsHeard) {
    for (const SampleFormat sample :
         {SampleFormat::u8, SampleFormat::s24_3le, SampleFormat::float_le}) {
        const AudioFormat of{44100, 3, sample};
        const Bytes sound = noise(of, 30'011);
        const auto whole = drawn(of, sound);
        EXPECT_EQ(drawn(of, sound, 1009), whole);
        EXPECT_EQ(drawn(of, sound, 17), whole);
    }
}

TEST(Overview, OfAShortTakeHasAColumnForEachFrame) {
    for (const Frames frames : {1, 2, 999}) {
        const auto body = drawn(format, sound(format, frames));
        EXPECT_EQ(load<std::uint32_t>(body, 0), static_cast<std::uint32_t>(frames));
        EXPECT_TRUE(is_overview(body));
    }
}

class OverviewStoreTest : public testing::Test {
protected:
    std::vector<std::byte> body(Frames frames = 500) {
        return drawn(format, sound(format, frames));
    }
    fs::path only_file() { return fs::directory_iterator(folder_ / "kept")->path(); }
    std::size_t files() {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_ / "kept"), {}));
    }

    TemporaryFolder folder_;
    TakeIdentity take_{"day/x.wav", 1000, 5};
};

TEST_F(OverviewStoreTest, KeepsWhatWasSavedForThatFileAlone) {
    OverviewStore(folder_ / "kept").save(take_, Checked::matches, body());
    const OverviewStore store(folder_ / "kept");
    EXPECT_EQ(store.load(take_), body());
    EXPECT_EQ(store.checked(take_), Checked::matches);
    for (const TakeIdentity& other :
         {TakeIdentity{"day/y.wav", 1000, 5}, TakeIdentity{"day/x.wav", 1001, 5},
          TakeIdentity{"day/x.wav", 1000, 6}}) {
        EXPECT_FALSE(store.load(other));
        EXPECT_EQ(store.checked(other), Checked::not_known);
    }
}

TEST_F(OverviewStoreTest, AFileDamagedAtAnyPlaceIsNone) {
    OverviewStore store(folder_ / "kept");
    store.save(take_, Checked::differs, body(20));
    const Bytes good = contents(only_file());
    for (std::size_t i = 0; i < good.size(); i += 7) {
        Bytes bad = good;
        bad[i] ^= std::byte{4};
        put(only_file(), bad);
        EXPECT_FALSE(store.load(take_)) << i;
    }
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{40}, good.size() - 1}) {
        put(only_file(), std::span(good).first(bytes));
        EXPECT_FALSE(store.load(take_)) << bytes;
    }
    store.save(take_, Checked::differs, body(20));
    EXPECT_TRUE(store.load(take_));
}

TEST_F(OverviewStoreTest, TheOldestGoWhereThereIsNoRoom) {
    OverviewStore store(folder_ / "kept", 10 * 70'000);
    const auto picture = body(2000);
    for (std::uint64_t i = 0; i < 30; ++i) {
        store.save({"x" + std::to_string(i), i, 1}, Checked::not_known, picture);
        EXPECT_LE(store.bytes(), 10 * 70'000U);
        EXPECT_TRUE(store.load({"x" + std::to_string(i), i, 1}));
    }
    EXPECT_EQ(files(), 10U);
    EXPECT_FALSE(store.load({"x0", 0, 1}));
    EXPECT_TRUE(store.load({"x25", 25, 1}));
    EXPECT_EQ(OverviewStore(folder_ / "kept", 200'000).bytes(), 3 * store.bytes() / 10);
}

TEST_F(OverviewStoreTest, WhatWasHalfWrittenGoesAtTheNextStart) {
    OverviewStore(folder_ / "kept").save(take_, Checked::matches, body());
    put(folder_ / "kept/0123.overview.new", Bytes(100));
    EXPECT_TRUE(OverviewStore(folder_ / "kept").load(take_));
    EXPECT_EQ(files(), 1U);
}

class OverviewsTest : public testing::Test {
protected:
    Overviews::Answer made(Overviews& overviews, const std::string& place) {
        Overviews::Answer answer;
        EXPECT_TRUE(eventually(
            [&] {
                answer = overviews.ask(place);
                EXPECT_TRUE(answer.is_take);
                return !answer.body.empty() || !answer.error.empty();
            },
            idle_patience));
        return answer;
    }
    void put_with_digest(const std::string& name, const Bytes& sound, const std::string& sha256) {
        put_take(takes_ / (name + ".wav"), format, sound);
        Sidecar sidecar;
        sidecar.format = format;
        sidecar.frames = format.frames_in(sound.size());
        sidecar.sha256 = sha256;
        put_sidecar(takes_ / (name + ".json"), sidecar);
    }

    TemporaryFolder takes_, state_;
    TakeFolder folder_{takes_.path()};
};

TEST_F(OverviewsTest, AreMadeOnceAndKept) {
    const Bytes sound = noise(format, 60'000);
    put_take(takes_ / "x.wav", format, sound);
    {
        Overviews overviews(folder_, state_.path());
        EXPECT_EQ(made(overviews, "x.wav").body, drawn(format, sound));
    }
    Overviews again(folder_, state_.path());
    EXPECT_EQ(again.ask("x.wav").body, drawn(format, sound)); // at once
}

TEST_F(OverviewsTest, ATakeThatIsAnotherIsDrawnAnew) {
    put_take(takes_ / "x.wav", format, noise(format, 6000));
    Overviews overviews(folder_, state_.path());
    made(overviews, "x.wav");
    put_take(takes_ / "x.wav", format, sound(format, 7000));
    EXPECT_EQ(made(overviews, "x.wav").body, drawn(format, sound(format, 7000)));
}

TEST_F(OverviewsTest, HoldTheSoundToTheDigestOfItsSidecar) {
    const Bytes sound = noise(format, 6000);
    put_with_digest("good", sound, digest(sound));
    put_with_digest("bad", sound, digest(noise(format, 5999)));
    put_with_digest("none", sound, "");
    Overviews overviews(folder_, state_.path());
    EXPECT_EQ(overviews.verified("good.wav"), std::nullopt);
    for (const char* name : {"good.wav", "bad.wav", "none.wav"}) made(overviews, name);
    EXPECT_EQ(overviews.verified("good.wav"), true);
    EXPECT_EQ(overviews.verified("bad.wav"), false);
    EXPECT_EQ(overviews.verified("none.wav"), std::nullopt);
}

TEST_F(OverviewsTest, WhatCannotBeDrawnIsToldByItsPlace) {
    put(takes_ / "x.wav", Bytes(5000, std::byte{'x'}));
    Overviews overviews(folder_, state_.path());
    const std::string error = made(overviews, "x.wav").error;
    EXPECT_TRUE(error.starts_with("x.wav: no WAV file")) << error;
    EXPECT_EQ(error.find("/proc"), std::string::npos);
}

TEST_F(OverviewsTest, AreOfFinishedTakesAlone) {
    put(takes_ / "x.wav.part", Bytes(5000));
    put(takes_ / "x.json", Bytes(5000));
    Overviews overviews(folder_, state_.path());
    for (const char* place : {"x.wav.part", "x.json", "y.wav", "../x.wav"})
        EXPECT_FALSE(overviews.ask(place).is_take) << place;
}

TEST_F(OverviewsTest, EndInTheMiddleOfALongTake) {
    const AudioFormat big{192000, 8, SampleFormat::s32_le};
    HeaderPage header = file_header(big, "boot");
    set_sizes(header, big.file_bytes(Frames{192000} * 3600));
    put(takes_ / "x.wav", header);
    fs::resize_file(takes_ / "x.wav", header_bytes + big.file_bytes(Frames{192000} * 3600));
    Overviews overviews(folder_, state_.path());
    EXPECT_TRUE(overviews.ask("x.wav").body.empty());
    EXPECT_TRUE(eventually([&] { return overviews.ask("x.wav").progress > 0; }, idle_patience));
    EXPECT_LT(overviews.ask("x.wav").progress, 1);
}

} // namespace
} // namespace redstart
