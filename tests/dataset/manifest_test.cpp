// The lines of a manifest: their shape, and what a crash may leave of the last one.
#include "dataset/manifest.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace redstart {
namespace {

class ManifestTest : public testing::Test {
protected:
    std::string contents() const {
        std::ifstream in(folder_ / manifest_name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void put(const std::string& text) const {
        std::ofstream(folder_ / manifest_name, std::ios::binary) << text;
    }
    static ManifestLine line(const std::string& id) {
        ManifestLine one;
        one.id = id;
        one.file = id + ".wav";
        return one;
    }

    TemporaryFolder folder_;
};

TEST_F(ManifestTest, ALineHasTheseKeysInThisOrder) {
    ManifestLine one = line("0007");
    one.text = "say \"yes\"";
    one.label = "yes";
    one.speaker = "alice";
    one.session = "2026-11-27T08:15:00.250Z";
    one.start = "2026-11-27T08:16:00.000Z";
    one.seconds = 1.5;
    one.format = {44100, 1, SampleFormat::s24_3le};
    one.peak_dbfs = -12.5;
    one.clips = 1;
    one.attempts = 2;
    one.sha256 = "00ff";
    Manifest(folder_.path()).append(one);
    EXPECT_EQ(
        contents(),
        "{\"id\":\"0007\",\"file\":\"0007.wav\",\"text\":\"say \\\"yes\\\"\",\"label\":\"yes\","
        "\"speaker\":\"alice\",\"session\":\"2026-11-27T08:15:00.250Z\","
        "\"start\":\"2026-11-27T08:16:00.000Z\",\"seconds\":1.5,\"rate\":44100,\"channels\":1,"
        "\"format\":\"S24_3LE\",\"peak_dbfs\":-12.5,\"rms_dbfs\":null,\"clips\":1,\"gaps\":0,"
        "\"attempts\":2,\"sha256\":\"00ff\"}\n");
    EXPECT_EQ(to_json(read_manifest(folder_.path()).at(0)).text() + "\n", contents());
}

TEST_F(ManifestTest, ATornLastLineGoesAndTheOthersStay) {
    {
        Manifest manifest(folder_.path());
        manifest.append(line("1"));
        manifest.append(line("2"));
    }
    const std::string whole = contents();
    const std::size_t first = whole.find('\n') + 1;
    for (std::size_t end = first; end < whole.size(); end += 7) {
        put(whole.substr(0, end));
        EXPECT_EQ(read_manifest(folder_.path()).size(), 1u); // reading alone changes nothing
        EXPECT_EQ(contents().size(), end);
        Manifest manifest(folder_.path());
        EXPECT_TRUE(manifest.names("1.wav"));
        EXPECT_FALSE(manifest.names("2.wav"));
        EXPECT_EQ(contents(), whole.substr(0, first));
        manifest.append(line("2"));
        EXPECT_EQ(contents(), whole);
    }
}

TEST_F(ManifestTest, ZerosThatAPowerCutLeavesGo) {
    Manifest(folder_.path()).append(line("1"));
    const std::string whole = contents();
    put(whole + std::string(300, '\0'));
    Manifest(folder_.path()).append(line("2"));
    EXPECT_EQ(read_manifest(folder_.path()).size(), 2u);
    EXPECT_EQ(contents().find('\0'), std::string::npos);
}

TEST_F(ManifestTest, ALineThatIsNoneIsToldWithItsNumber) {
    put("{\"file\":\"a.wav\"}\nno json\n");
    try {
        Manifest manifest(folder_.path());
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("manifest.jsonl:2: no JSON object"),
                  std::string::npos)
            << error.what();
    }
    EXPECT_EQ(contents(), "{\"file\":\"a.wav\"}\nno json\n");
}

/// `session --flac` removes what a manifest names, and a manifest may be of somebody else.
TEST_F(ManifestTest, ALineThatLeadsOutOfTheFolderIsRefused) {
    for (const std::string path : {"../a.wav", "a/../../b.wav", "/a.wav", "a//b.wav"}) {
        put("{\"file\":\"" + path + "\"}\n");
        EXPECT_THROW(Manifest{folder_.path()}, Error) << path;
        EXPECT_THROW(read_manifest(folder_.path()), Error) << path;
    }
}

TEST_F(ManifestTest, ALineThatIsReplacedCountsNoMore) {
    Manifest manifest(folder_.path());
    manifest.append(line("1"));
    manifest.append(line("2"));
    ManifestLine again = line("1");
    again.file = "1-2.wav";
    again.replaces = "1.wav";
    manifest.append(again);
    const auto lines = read_manifest(folder_.path());
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].file, "2.wav");
    EXPECT_EQ(lines[1].file, "1-2.wav");
    EXPECT_EQ(manifest.find("", "1")->file, "1-2.wav");
    EXPECT_EQ(manifest.find("bob", "1"), nullptr);
}

TEST_F(ManifestTest, OnlyALaterLineReplacesOne) {
    put("{\"file\":\"a.wav\",\"replaces\":\"a.wav\"}\n\n"
        "{\"file\":\"b.wav\",\"replaces\":\"c.wav\"}\n{\"file\":\"c.wav\"}\n");
    const auto lines = read_manifest(folder_.path());
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].line, 1u);
    EXPECT_EQ(lines[1].line, 3u);
}

} // namespace
} // namespace redstart
