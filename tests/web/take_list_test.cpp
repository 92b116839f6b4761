// The list of takes: its order, its pages, what it tells, and how little memory it needs.
#include "web/take_list.hpp"

#include "web/take_making.hpp"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr AudioFormat format{48000, 2, SampleFormat::s16_le};

class TakeListTest : public testing::Test {
protected:
    json page(std::string_view before = {}, std::size_t count = 50) {
        return json::parse(list_.page(before, count));
    }
    std::vector<std::string> names() {
        std::vector<std::string> names;
        const json answer = page();
        for (const json& take : answer["takes"]) names.push_back(take["file"]);
        return names;
    }
    void put_empty(const std::string& name) { put(folder_ / name, {}); }
    fs::path path(const std::string& name) { return folder_ / name; }

    TemporaryFolder folder_;
    TakeFolder takes_{folder_.path()};
    TakeList list_{takes_};
};

std::string name_of(int number) {
    std::array<char, 64> name{};
    std::snprintf(name.data(), name.size(), "202611%02dT%02d%02d%02dZ_pi_%04d.wav",
                  number / 86400 % 28 + 1, number / 3600 % 24, number / 60 % 60, number % 60,
                  number);
    return name.data();
}

Sidecar sidecar_of_a_take() {
    Sidecar sidecar;
    sidecar.file = "x.wav";
    sidecar.format = format;
    sidecar.start = parse_utc("2026-11-21T08:15:00.250Z");
    sidecar.clock = "synchronised";
    sidecar.add({480, "a wren", {}});
    sidecar.add({960, {}, Gap{960, 441, GapCause::overrun}});
    MinuteLine line;
    line.frames = 4800;
    line.channels = {{0.5F, 0.01F, 0, 2, 0}, {0.25F, 0.01F, 0, 0, 0}};
    sidecar.minutes.add(line);
    sidecar.notes.set("note", "two singers");
    sidecar.notes.set("place", "52.5 13.4");
    sidecar.frames = 4800;
    sidecar.stop = "order";
    return sidecar;
}

TEST_F(TakeListTest, TellsWhatSoundAndSidecarTell) {
    put_take(path("20261121T081500Z_pi_0001.wav"), format, sound(format, 4800));
    put_sidecar(path("20261121T081500Z_pi_0001.json"), sidecar_of_a_take());
    put(path("20261121T081500Z_pi_0001.keep"), {});
    const json take = page()["takes"].at(0);
    EXPECT_EQ(take["file"], "20261121T081500Z_pi_0001.wav");
    EXPECT_EQ(take["start"], "2026-11-21T08:15:00.250Z");
    EXPECT_DOUBLE_EQ(take["seconds"], 0.1);
    EXPECT_EQ(take["rate"], 48000);
    EXPECT_EQ(take["channels"], 2);
    EXPECT_EQ(take["format"], "S16_LE");
    EXPECT_EQ(take["bytes"], 4096 + 4800 * 4);
    EXPECT_DOUBLE_EQ(take["peak_dbfs"], -6.0);
    EXPECT_EQ(take["verdict"], "clipping");
    EXPECT_EQ(take["marks"], json::parse(R"([{"at":480,"label":"a wren"}])"));
    EXPECT_EQ(take["gaps"], 1);
    EXPECT_EQ(take["lost"], 441);
    EXPECT_EQ(take["note"], "two singers");
    EXPECT_EQ(take["place"], "52.5 13.4");
    EXPECT_EQ(take["kept"], true);
    EXPECT_EQ(take["deleted"], false);
    EXPECT_EQ(take["verified"], nullptr);
    EXPECT_EQ(take["flac"], false);
    EXPECT_EQ(take["playable"], true);
}

TEST_F(TakeListTest, TellsOfATakeWithoutSidecarWhatItsFileAndNameTell) {
    put_wav(path("20261121T081500Z_pi_0001.wav"), format, sound(format, 4800));
    const json take = page()["takes"].at(0);
    EXPECT_EQ(take["start"], "2026-11-21T08:15:00.000Z");
    EXPECT_DOUBLE_EQ(take["seconds"], 0.1);
    EXPECT_EQ(take["verdict"], nullptr);
    EXPECT_EQ(take["peak_dbfs"], nullptr);
}

TEST_F(TakeListTest, IsToldOfTakesThatCannotBeRead) {
    put_empty("20261121T081500Z_pi_0001.wav");
    put(path("20261121T081500Z_pi_0001.json"), Bytes(3000, std::byte{'{'}));
    const json take = page()["takes"].at(0);
    EXPECT_EQ(take["seconds"], nullptr);
    EXPECT_EQ(take["playable"], false);
}

TEST_F(TakeListTest, PagesAreFromTheNewestOnWithoutGapOrDouble) {
    for (int i = 0; i < 120; ++i) put_empty(name_of(i * 1000));
    std::vector<std::string> seen;
    std::string before;
    for (int pages = 0; pages < 10; ++pages) {
        const json answer = page(before, 50);
        for (const json& take : answer["takes"]) seen.push_back(take["file"]);
        if (answer["next"].is_null()) break;
        before = answer["next"];
    }
    std::vector<std::string> wanted;
    for (int i = 119; i >= 0; --i) wanted.push_back(name_of(i * 1000));
    std::ranges::sort(wanted, std::greater());
    EXPECT_EQ(seen, wanted);
}

TEST_F(TakeListTest, APageGoesOnBehindATakeThatHasGone) {
    for (int i = 0; i < 6; ++i) put_empty(name_of(i * 60));
    const std::string next = page("", 3)["next"];
    fs::remove(path(next));
    EXPECT_EQ(page(next, 3)["takes"].at(0)["file"], name_of(2 * 60));
}

TEST_F(TakeListTest, ACountBeyondTheBoundsIsCutToThem) {
    for (int i = 0; i < 150; ++i) put_empty(name_of(i * 60));
    EXPECT_EQ(page("", 1'000'000)["takes"].size(), TakeList::most_count);
}

TEST_F(TakeListTest, AFolderThatChangesIsReadAgain) {
    fs::create_directory(path("day"));
    put_empty("day/" + name_of(1));
    EXPECT_EQ(names().size(), 1U);
    put_empty("day/" + name_of(2));
    EXPECT_EQ(names().size(), 2U);
    fs::rename(path("day/" + name_of(2)), path("day/" + name_of(3)));
    EXPECT_EQ(names().front(), "day/" + name_of(3));
    fs::create_directory(path("next"));
    put_empty("next/" + name_of(4));
    EXPECT_EQ(names().front(), "next/" + name_of(4));
    fs::remove_all(path("day"));
    EXPECT_EQ(names(), std::vector<std::string>{"next/" + name_of(4)});
}

/// A change that comes with its old time back, as no clock of a card makes it, is not looked for.
TEST_F(TakeListTest, AFolderThatDoesNotChangeIsNotReadAgain) {
    put_empty(name_of(1));
    const auto wait_until_it_is_old = [&] {
        const timespec times[2] = {{1000, 0}, {1000, 0}};
        ::utimensat(AT_FDCWD, folder_.path().c_str(), times, 0);
    };
    wait_until_it_is_old();
    TakeIndex index(folder_.path());
    index.look();
    const auto before = index.bytes();
    index.look();
    EXPECT_EQ(index.bytes(), before);
    EXPECT_EQ(index.size(), 1U);
}

TEST_F(TakeListTest, LinksAndOddNamesAreNotFollowed) {
    const TemporaryFolder elsewhere;
    put_wav(elsewhere / name_of(7), format, sound(format, 100));
    fs::create_symlink(elsewhere / name_of(7), path(name_of(7)));
    fs::create_directory_symlink(elsewhere.path(), path("link"));
    fs::create_directory_symlink(folder_.path(), path("circle"));
    fs::create_directory(path(name_of(8)));
    fs::create_directory(path(".trash"));
    for (const char* name : {"a\nb.wav", "\xff.wav", ".hidden.wav", "notes.txt", "x.json",
                             ".trash/x.wav", "x.keep", ".wav"})
        put_empty(name);
    ::mkfifo(path("fifo.wav").c_str(), 0600);
    put_empty(name_of(1));
    EXPECT_EQ(names(), std::vector<std::string>{name_of(1)});
}

TEST_F(TakeListTest, ATakeOfSeveralFilesIsOne) {
    put_wav(path("20261121T081500Z_pi_0001.wav"), format, sound(format, 100));
    put_empty("20261121T081500Z_pi_0001.flac");
    put_empty("20261121T081500Z_pi_0002.flac");
    const json takes = page()["takes"];
    ASSERT_EQ(takes.size(), 2U);
    EXPECT_EQ(takes[0]["file"], "20261121T081500Z_pi_0002.flac");
    EXPECT_EQ(takes[1]["file"], "20261121T081500Z_pi_0001.wav");
    EXPECT_EQ(takes[1]["flac"], true);
}

TEST_F(TakeListTest, ATakeThatWasDeletedIsStillThereForItsMinute) {
    put_wav(path("20261121T081500Z_pi_0001.wav.deleted"), format, sound(format, 100));
    const json take = page()["takes"].at(0);
    EXPECT_EQ(take["file"], "20261121T081500Z_pi_0001.wav");
    EXPECT_EQ(take["deleted"], true);
    EXPECT_EQ(take["playable"], false);
}

TEST_F(TakeListTest, AFolderThatIsNotThereIsToldAndFoundLater) {
    TakeFolder away(path("card"));
    TakeList list(away);
    EXPECT_THROW(list.page("", 50), Error);
    fs::create_directory(path("card"));
    put_empty("card/" + name_of(1));
    EXPECT_EQ(json::parse(list.page("", 50))["takes"].size(), 1U);
}

TEST_F(TakeListTest, AnAnswerIsBoundedWhateverSidecarsSay) {
    Sidecar sidecar = sidecar_of_a_take();
    for (Frames i = 0; i < 4000; ++i) sidecar.add({i, std::string(95, '\x01'), {}});
    for (int i = 0; i < 60; ++i) {
        put_take(path(name_of(i)), format, sound(format, 4800));
        put_sidecar(fs::path(path(name_of(i))).replace_extension(".json"), sidecar);
    }
    const std::string answer = list_.page("", 100);
    EXPECT_LT(answer.size(), 2 * TakeList::most_answer_bytes);
    EXPECT_TRUE(json::parse(answer)["next"].is_string());
}

TEST_F(TakeListTest, TenThousandTakesNeedLessThanAMegabyte) {
    for (int day = 0; day < 20; ++day) fs::create_directory(path("day" + std::to_string(day)));
    for (int i = 0; i < 10'000; ++i)
        put_empty("day" + std::to_string(i % 20) + "/" + name_of(i * 60));
    EXPECT_EQ(page("", 10)["takes"].size(), 10U);
    EXPECT_EQ(list_.index().size(), 10'000U);
    EXPECT_LT(list_.index().bytes(), 1'000'000U);
    RecordProperty("bytes", static_cast<int>(list_.index().bytes()));
}

TEST_F(TakeListTest, OfNamesThatAreLongItKnowsTheNewest) {
    const std::string part(230, 'x'), deep = part + "/" + part + "/" + part;
    fs::create_directories(path(deep));
    constexpr int all = 9000;
    for (int i = 0; i < all; ++i) put_empty(deep + "/" + name_of(i * 60));
    const json answer = page("", 1);
    EXPECT_LT(list_.index().bytes(), 5'000'000U);
    EXPECT_GT(list_.index().size(), 2000U);
    EXPECT_EQ(list_.index().size() + answer["left_out"].get<std::size_t>(), std::size_t{all});
    EXPECT_EQ(answer["takes"][0]["file"], deep + "/" + name_of((all - 1) * 60));
}

TEST_F(TakeListTest, OfMoreTakesThanItHoldsItKnowsTheNewest) {
    constexpr int more = 300;
    const int all = static_cast<int>(TakeIndex::most_takes) + more;
    for (int i = 0; i < all; ++i) put_empty(name_of(i * 60));
    const json answer = page("", 1);
    EXPECT_EQ(answer["left_out"], more);
    EXPECT_EQ(list_.index().size(), TakeIndex::most_takes);
    std::string newest;
    for (int i = 0; i < all; ++i) newest = std::max(newest, name_of(i * 60));
    EXPECT_EQ(answer["takes"].at(0)["file"], newest);
}

} // namespace
} // namespace redstart
