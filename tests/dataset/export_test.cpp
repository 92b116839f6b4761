// Parts, names and lines of an export, over many sets; export_test.py reads whole exports back.
#include "dataset/export_names.hpp"
#include "dataset/export_split.hpp"
#include "dataset/one_line.hpp"
#include "dataset/tar_file.hpp"
#include "support/folder.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <set>

namespace redstart {
namespace {

std::vector<ExportTake> takes_of(unsigned speakers, unsigned takes, std::mt19937& random) {
    std::vector<ExportTake> all(takes);
    for (unsigned i = 0; i < takes; ++i) {
        all[i].file = std::to_string(i) + ".wav";
        all[i].speaker = "speaker " + std::to_string(random() % speakers);
    }
    return all;
}

/// Part by speaker; a speaker in two is a failure.
std::map<std::string, std::string> parts_of(const std::vector<ExportTake>& takes,
                                            const Split& split) {
    std::map<std::string, std::string> parts;
    std::size_t count = 0;
    for (const ExportPart& part : split.parts)
        for (const std::size_t i : part.takes) {
            const auto [known, is_new] = parts.emplace(takes[i].speaker, part.name);
            EXPECT_EQ(known->second, part.name) << takes[i].speaker;
            ++count;
        }
    EXPECT_EQ(count, takes.size());
    return parts;
}

TEST(ExportSplit, HasNoSpeakerInTwoPartsAndIsTheSameInWhateverOrderTheTakesStand) {
    std::mt19937 random(1);
    for (unsigned round = 0; round < 300; ++round) {
        const unsigned speakers = 3 + round % 20;
        auto takes = takes_of(speakers, speakers * 7, random);
        const SplitWish wish{{80, 10, 10}, round, false};
        const auto parts = parts_of(takes, split_takes(takes, wish));
        std::set<std::string> names;
        for (const auto& [speaker, part] : parts) names.insert(part);
        EXPECT_EQ(names.size(), parts.size() < 3 ? 1u : 3u);
        std::ranges::shuffle(takes, random);
        EXPECT_EQ(parts_of(takes, split_takes(takes, wish)), parts);
    }
}

TEST(ExportSplit, OfManySpeakersIsNearItsShares) {
    std::mt19937 random(2);
    const auto takes = takes_of(200, 4000, random);
    const Split split = split_takes(takes, {{80, 10, 10}, 1, false});
    EXPECT_NEAR(static_cast<double>(split.parts.at(0).takes.size()), 3200, 40);
    EXPECT_NEAR(static_cast<double>(split.parts.at(1).takes.size()), 400, 40);
}

TEST(ExportNames, AreNeverTheSameAlsoOnFat) {
    ExportNames names;
    EXPECT_EQ(names.add("a.b c"), "a_b_c");
    EXPECT_EQ(names.add("A_b c"), "A_b_c-2");
    EXPECT_EQ(names.add("a_b_c-2"), "a_b_c-2-2");
    EXPECT_EQ(names.add("a b.c"), "a_b_c-3");
    EXPECT_EQ(names.add("../.."), "_");
}

TEST(OneLine, IsOneForEveryReader) {
    EXPECT_EQ(one_line("  a\tb\r\nc\u2028d\u00a0e\u0085f\u3000 "), "a b c d e f");
    EXPECT_EQ(one_line(std::string_view("a\0b\x1b[2J", 7)), "a b [2J");
    EXPECT_EQ(one_line("größer, 日本語 🎙"), "größer, 日本語 🎙");
    EXPECT_EQ(one_line("a\xff\xfe"
                       "b\xc3"),
              "a b");
    EXPECT_EQ(one_line(" \u2029 "), "");
}

TEST(TarFile, OfPlainNamesIsWhatUstarSays) {
    const TemporaryFolder folder;
    TarFile tar(folder / "a.tar");
    tar.add("key.txt", "hello");
    EXPECT_EQ(tar.bytes(), 1024u);
    tar.add(std::string(90, 'x') + ".größer.txt", "y"); // an extended header, its block, a header
    EXPECT_EQ(tar.bytes(), 1024u + 2048);
    tar.close();
    std::ifstream in(folder / "a.tar", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    ASSERT_EQ(bytes.size(), 1024u + 2048 + 1024);
    EXPECT_EQ(bytes.substr(0, 8), std::string("key.txt\0", 8));
    EXPECT_EQ(bytes.substr(124, 12), std::string("00000000005\0", 12));
    EXPECT_EQ(bytes.substr(257, 8), std::string("ustar\00000", 8));
    EXPECT_EQ(bytes.substr(512, 5), "hello");
    EXPECT_EQ(bytes[1024 + 156], 'x');
    EXPECT_EQ(bytes.substr(1536, 9), "113 path=") << "length, space, key";
}

} // namespace
} // namespace redstart
