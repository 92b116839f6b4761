// Prompts as people write them, in text, CSV and TSV, and the order that a seed makes of them.
#include "dataset/prompt_order.hpp"
#include "dataset/table.hpp"
#include "support/folder.hpp"

#include <redstart/prompts.hpp>

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace redstart {
namespace {

class Prompts : public testing::Test {
protected:
    std::vector<Prompt> read(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return read_prompts(folder_ / name);
    }
    std::string refusal(const std::string& name, const std::string& text) const {
        try {
            read(name, text);
        } catch (const Error& error) {
            const std::string line = error.what(), path = folder_.path().string() + "/";
            return line.starts_with(path) ? line.substr(path.size()) : line;
        }
        return "accepted";
    }

    TemporaryFolder folder_;
};

std::string show(const std::vector<Prompt>& prompts) {
    std::string all;
    for (const Prompt& one : prompts)
        all += one.id + "|" + one.text + "|" + one.label + "|" + std::to_string(one.repeat) + "\n";
    return all;
}

TEST_F(Prompts, AreTheLinesOfAText) {
    EXPECT_EQ(show(read("p.txt", "Guten Tag\n\n  say, \"yes\"\t\r\nlast")),
              "0001|Guten Tag||1\n0002|say, \"yes\"||1\n0003|last||1\n");
}

TEST_F(Prompts, AreTheRowsOfACsvByTheNamesOfItsColumns) {
    EXPECT_EQ(show(read("p.csv", "id,text,label,repeat\nyes,say yes,positive,3\nno,\"well, \"\"no"
                                 "\"\"\nsaid on two lines\",negative,\n")),
              "yes|say yes|positive|3\nno|well, \"no\"\nsaid on two lines|negative|1\n");
    EXPECT_EQ(
        show(read("q.CSV", "\xEF\xBB\xBFlabel, Text ,mood\r\nhi,hello,good\r\n\r\nbye,,\r\n")),
        "0001|hello|hi|1\n0002|bye|bye|1\n");
}

TEST_F(Prompts, AreTheRowsOfATsvWithoutQuoting) {
    EXPECT_EQ(show(read("p.tsv", "id\ttext\tlabel\na\t\"quoted\", as it is\tx\nb\ttwo\t\n")),
              "a|\"quoted\", as it is|x|1\nb|two||1\n");
}

TEST_F(Prompts, AreRefusedWithTheLineWhereTheyAreAmbiguous) {
    EXPECT_EQ(refusal("p.csv", "id,text\na,one\nb,two\na,three\n"),
              "p.csv:4: the id \"a\" is that of line 2; give each prompt one of its own");
    EXPECT_EQ(refusal("p.csv", "id,sentence\na,one\n"),
              "p.csv: its first line names neither a column text nor label; begin it with a line "
              "such as id,text,label,repeat");
    EXPECT_EQ(refusal("p.csv", "text,repeat\none,0\n"),
              "p.csv:2: repeat is \"0\"; a number from 1 to 10000");
    EXPECT_EQ(refusal("p.csv", "text\n\"one\n"),
              "p.csv:2: a quote that has no end; end the cell with one");
    EXPECT_EQ(refusal("p.csv", "text\n\"one\" more\n"),
              "p.csv:2: something follows a cell in quotes; write a quote in it as \"\"");
    EXPECT_EQ(refusal("p.csv", "id,text\nx,\n"), "p.csv:2: a prompt without a text; write one");
    EXPECT_EQ(refusal("p.txt", "\n \n"), "p.txt: no prompt in it; write one in each line");
    EXPECT_NE(refusal("", ""), "accepted");
    EXPECT_EQ(refusal("p.csv", "text\none\nsp\xE4t\n"),
              "p.csv:3: no UTF-8; iconv -f WINDOWS-1252 -t UTF-8 IT >NEW converts it");
}

std::vector<std::string> ids(const std::vector<Prompt>& prompts) {
    std::vector<std::string> all;
    for (const Prompt& one : prompts) all.push_back(one.id);
    return all;
}

std::vector<Prompt> many(int count) {
    std::vector<Prompt> prompts;
    for (int i = 1; i <= count; ++i) prompts.push_back({std::to_string(i), "text", "", 1});
    return prompts;
}

TEST(PromptOrder, RepeatsHaveIdsOfTheirOwn) {
    EXPECT_EQ(ids(in_order({{"a", "x", "", 3}, {"b", "y", "", 1}}, {})),
              (std::vector<std::string>{"a", "a_2", "a_3", "b"}));
    EXPECT_THROW(in_order({{"a", "x", "", 2}, {"a_2", "y", "", 1}}, {}), Error);
    EXPECT_THROW(in_order({}, {}), Error);
}

TEST(PromptOrder, ASeedMakesTheSameOrderOnEveryMachine) {
    const auto order = ids(in_order(many(8), 1));
    EXPECT_EQ(order, ids(in_order(many(8), 1)));
    EXPECT_EQ(order, (std::vector<std::string>{"4", "6", "3", "8", "1", "7", "5", "2"}));
    EXPECT_NE(order, ids(in_order(many(8), 2)));
    EXPECT_EQ(std::set<std::string>(order.begin(), order.end()).size(), 8u);
}

TEST(PromptOrder, PromptsThatAreAddedLeaveTheOrderOfTheOthers) {
    const auto before = ids(in_order(many(50), 7));
    auto after = ids(in_order(many(60), 7));
    std::erase_if(after, [](const std::string& id) { return std::stoi(id) > 50; });
    EXPECT_EQ(after, before);
}

TEST(PromptOrder, PutsEachPromptAnywhere) {
    int first = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed)
        first += in_order(many(10), seed).front().id == "1";
    EXPECT_GT(first, 60);
    EXPECT_LT(first, 140);
}

TEST(Table, ACellOfCsvIsReadBackAsItWas) {
    for (const std::string text : {"plain", "", "a,b", "say \"yes\"", "two\nlines", "\"", "cr\r"}) {
        const auto rows = parse_csv("x", csv_cell(text) + "," + csv_cell("end") + "\r\n");
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(rows[0].cells, (std::vector<std::string>{text, "end"}));
    }
}

} // namespace
} // namespace redstart
