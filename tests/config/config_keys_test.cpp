// The table of keys is whole; the manuals name each of them, the boards use them rightly.
#include "config/config_keys.hpp"
#include "config/config_table.hpp"
#include "config/load_config.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// The lines of a file, each as `change` would have it.
std::string read(const fs::path& path,
                 const std::function<std::string(const std::string&)>& change) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::string text;
    for (std::string line; std::getline(file, line);) text += change(line) + '\n';
    return text;
}

Config load(const std::string& text) {
    const TemporaryFolder folder;
    const fs::path file = folder / "redstart.toml";
    std::ofstream(file) << text;
    return load_config(std::span(&file, 1));
}

/// What is built in, with the button and the LED of the board rpi.
Config as_delivered() {
    const fs::path rpi = fs::path(BOARDS) / "rpi" / "redstart.toml";
    Config config = load_config(std::span(&rpi, 1));
    config.board = "rpi";
    config.listen.socket = "/run/redstart/sound.sock"; // likewise an example
    config.metadata = {
        "Dawn chorus 2026",      "North pond",     "A. Wren", "two pairs of microphones",
        GeoPosition{52.5, 13.4}, {"left", "right"}}; // the examples: none is built in
    return config;
}

std::size_t count_settings(const std::string& toml) {
    std::size_t count = 0;
    for (auto at = toml.find(" = "); at != toml.npos; at = toml.find(" = ", at + 1)) ++count;
    return count;
}

/// redstart.toml(5) as TOML: .Sh names a table, .It Sy a key, whose value Qq puts in quotes.
std::string man_page_line_as_toml(const std::string& line) {
    const std::string heading = ".Sh ", item = ".It Sy ", equals = " No = ", quote = "Qq ";
    if (line.starts_with(heading)) {
        std::string table = line.substr(heading.size());
        for (char& letter : table) letter = static_cast<char>(std::tolower(letter));
        const auto is = [&](const ConfigTable& one) { return one.name == table; };
        return std::ranges::any_of(config_tables(), is) ? "[" + table + "]" : "";
    }
    const auto at = line.find(equals);
    if (!line.starts_with(item) || at == line.npos) return {};
    std::string value = line.substr(at + equals.size());
    if (value.starts_with(quote)) value = '"' + value.substr(quote.size()) + '"';
    return line.substr(item.size(), at - item.size()) + " = " + value;
}

TEST(ConfigKeys, HaveEachItsOwnNameAndSayWhatTheyTake) {
    std::set<std::string> names;
    for (const std::string& name : config_keys()) EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_GE(names.size(), 28u);
    for (const ConfigTable& table : config_tables())
        for (const ConfigKey& key : table.keys) EXPECT_FALSE(key.values.empty()) << key.name;
}

template <class Table>
void expect_a_manual(const Table& table) {
    const std::string head = "[" + std::string(table.program.name) + "]\n";
    const bool has_line = head == "[button]\n" || head == "[led]\n";
    const std::string line = has_line ? "line = \"GPIO1\"\n" : "";
    for (std::size_t i = 0; i < table.program.names.size(); ++i) {
        const std::string key = table.program.names[i];
        const KeyManual& manual = table.manual.keys[i];
        EXPECT_TRUE(std::string(manual.meaning).ends_with('.')) << key;
        const std::string example = key + " = " + manual.example;
        EXPECT_NE(load(head + (key == "line" ? "" : line) + example), load(head + line)) << example;
    }
}

TEST(ConfigKeys, HaveEachAMeaningAndAnExampleThatIsNoDefault) {
    std::apply([](const auto&... table) { (expect_a_manual(table), ...); }, config_table::tables);
}

TEST(ConfigKeys, AreAllInTheManual) {
    std::ifstream file(CONFIGURATION);
    std::ostringstream text;
    text << file.rdbuf();
    const std::string page = text.str();
    EXPECT_NE(page.find("\nboard = "), std::string::npos);
    const auto start = page.find("[audio]");
    ASSERT_NE(start, std::string::npos) << "docs/configuration.md has no example";
    for (const ConfigTable& table : config_tables()) {
        const auto at = page.find("[" + table.name + "]", start);
        ASSERT_NE(at, std::string::npos) << table.name;
        const auto end = page.find("\n[", at + 1);
        const std::string section = page.substr(at, end - at);
        for (const ConfigKey& key : table.keys)
            EXPECT_NE(section.find("\n" + key.name + " = "), std::string::npos)
                << "[" << table.name << "] " << key.name;
    }
}

TEST(ConfigKeys, AreAllInTheManPageWithWhatHoldsWithoutThem) {
    const std::string toml = read(fs::path(MAN_PAGES) / "redstart.toml.5", man_page_line_as_toml);
    EXPECT_EQ(count_settings(toml), config_keys().size());
    EXPECT_EQ(load(toml), as_delivered()) << toml;
}

TEST(ConfigKeys, AreAllInTheDeliveredFileWithWhatHoldsWithoutThem) {
    const fs::path file = fs::path(BOARDS) / "system" / "redstart.toml";
    const std::string toml = read(file, [](const std::string& line) {
        const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        return is_setting ? line.substr(1) : line;
    });
    EXPECT_EQ(count_settings(toml), config_keys().size());
    EXPECT_EQ(load(toml), as_delivered()) << toml;
}

TEST(ConfigKeys, OfTheDeliveredFileAreAllCommentsButTheBoard) {
    Config only_the_board;
    only_the_board.board = "rpi";
    EXPECT_EQ(load_config(std::vector{fs::path(BOARDS) / "system" / "redstart.toml"}),
              only_the_board);
}

TEST(ConfigKeys, EveryBoardThatIsDeliveredUsesThemRightly) {
    int boards = 0;
    for (const auto& board : std::filesystem::directory_iterator(BOARDS)) {
        const std::filesystem::path profile = board.path() / "redstart.toml";
        if (!std::filesystem::exists(profile) || board.path().filename() == "system") continue;
        EXPECT_NO_THROW(load_config(std::span(&profile, 1))) << profile;
        ++boards;
    }
    EXPECT_GE(boards, 6);
}

} // namespace
} // namespace redstart
