// The keys in force are all there, and say of a configuration what it is.
#include "config/config_keys.hpp"
#include "config/keys_in_force.hpp"
#include "config/load_config.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace redstart {
namespace {

Config load(const std::string& text) {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "redstart.toml";
    std::ofstream(file) << text;
    return load_config(std::span(&file, 1));
}

/// A file that sets each of them: "[button 2] line" is in the second [[button]].
std::string as_file(const std::vector<KeyInForce>& keys) {
    std::string text, table;
    for (const KeyInForce& key : keys) {
        if (key.value.empty()) continue;
        const auto end = key.key.find("] ");
        const bool has_table = end != std::string::npos;
        const std::string now = has_table ? key.key.substr(0, end + 1) : "";
        const bool is_button = now.starts_with("[button");
        if (now != table) text += is_button ? "[[button]]\n" : now + "\n";
        table = now;
        const std::string name = has_table ? key.key.substr(end + 2) : key.key;
        text += (now == "[mixer]" ? '"' + name + '"' : name) + " = " + key.value + "\n";
    }
    return text;
}

const KeyInForce& find(const std::vector<KeyInForce>& keys, const std::string& name) {
    const auto found = std::ranges::find(keys, name, &KeyInForce::key);
    if (found == keys.end()) throw std::runtime_error(name + " is not there");
    return *found;
}

const char* const everything = R"([audio]
device = "a \"strange\\name\""
rate = 44100
[[button]]
line = "GPIO5"
mode = "guarded"
hold = "3s"
[[button]]
line = "GPIO6"
[led]
line = "GPIO7"
stealth = true
[storage]
keep_free = "2GB"
when_full = "delete-oldest"
[mixer]
"Mic Capture Volume" = "80%"
"Mic Boost,index=1" = 3
"AGC" = false
[listen]
socket = "/run/redstart/sound.sock"
[metadata]
place = "North pond"
position = [-52.5, 13.25]
tracks = ["left", "right \"two\""]
)";

TEST(KeysInForce, WrittenAsAFileAreTheSameConfiguration) {
    for (const char* text : {"", everything}) {
        const Config config = load(text);
        const std::string again = as_file(keys_in_force(config));
        EXPECT_EQ(load(again), config) << again;
    }
}

TEST(KeysInForce, AreAllThereAreWithTheirMeaningAndWhatTheyTake) {
    const auto keys = keys_in_force(load(everything));
    for (const std::string& name : config_keys()) {
        const KeyInForce& key = find(keys, name);
        EXPECT_TRUE(key.meaning.ends_with('.')) << key.meaning;
        EXPECT_EQ(key.meaning.find("]("), std::string::npos) << key.meaning;
        EXPECT_EQ(key.meaning.find('\n'), std::string::npos) << key.meaning;
        EXPECT_FALSE(key.range.empty()) << name;
    }
    EXPECT_EQ(find(keys, "[button 2] line").value, "\"GPIO6\"");
    EXPECT_EQ(find(keys, "[audio] rate").value, "44100");
    EXPECT_EQ(find(keys, "[audio] rate").built_in, "48000");
    EXPECT_EQ(find(keys, "[listen] socket").built_in, "");
}

TEST(KeysInForce, OfAPartThatIsNotThereAreNotThere) {
    for (const KeyInForce& key : keys_in_force(load(""))) {
        EXPECT_FALSE(key.key.starts_with("[button")) << key.key;
        EXPECT_FALSE(key.key.starts_with("[led")) << key.key;
    }
}

} // namespace
} // namespace redstart
