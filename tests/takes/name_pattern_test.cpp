// A pattern makes names that are legal everywhere, and is refused where it could not.
#include "takes/name_pattern.hpp"

#include <redstart/defaults.hpp>
#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <regex>

namespace redstart {
namespace {

using namespace std::chrono;

constexpr auto morning = sys_days{2026y / November / 21} + 8h + 15min + 7s;
constexpr const char* product = defaults::storage::name;

TEST(NamePattern, TheBuiltInOne) {
    EXPECT_EQ(NamePattern(product, "pi").expand(morning, 1), "2026-11-21/20261121T081507Z_pi_0001");
}

TEST(NamePattern, EveryKey) {
    EXPECT_EQ(NamePattern("{y}{m}{d}-{H}{M}{S} 100% {host} {seq}", "a").expand(morning, 12345),
              "20261121-081507 100% a 12345");
}

TEST(NamePattern, WhatIsNotLegalIsRefused) {
    for (const char* pattern : {"",
                                "take",
                                "{seq}/take",
                                "{seq}_{seq}",
                                "{what}_{seq}",
                                "{seq",
                                "a}_{seq}",
                                "a:b_{seq}",
                                "a\\b_{seq}",
                                "../{seq}",
                                "a/../{seq}",
                                "./{seq}",
                                "/tmp/{seq}",
                                "a//{seq}",
                                "{seq}.",
                                "{seq} ",
                                "folder./{seq}",
                                "a\n{seq}",
                                "a*{seq}",
                                "{seq}/",
                                " {seq}",
                                "{name}",
                                "{name}/take",
                                "{name}{seq}",
                                "{seq}{name}",
                                "{name}1{seq}",
                                "{name}{H}{seq}",
                                "{name}_{name}{seq}"})
        EXPECT_THROW(NamePattern(pattern, "pi"), Error) << pattern;
    EXPECT_THROW(NamePattern(std::string(250, 'x') + "{seq}", "pi"), Error);
}

TEST(NamePattern, AStrangeHostNameIsMadeLegal) {
    EXPECT_EQ(NamePattern("{host}_{seq}", "../a:b c").expand(morning, 1), "---a-b-c_0001");
    EXPECT_EQ(NamePattern("{host}_{seq}", "").expand(morning, 1), "host_0001");
}

TEST(NamePattern, FindsTheNumberInItsOwnNamesOnly) {
    const NamePattern pattern(product, "pi");
    EXPECT_EQ(pattern.seq_of("20261121T081507Z_pi_0042"), 42u);
    EXPECT_EQ(pattern.seq_of("19990101T000000Z_pi_10000"), 10000u);
    for (const char* other :
         {"20261121T081507Z_other_0042", "20261121T081507Z_pi_", "20261121T081507Z_pi_4x",
          "20261121T081507Z_pi_0042_recovered", "", "x", "20261121T081507Z_pi_99999999999"})
        EXPECT_FALSE(pattern.seq_of(other)) << other;
    EXPECT_EQ(NamePattern("{seq}-{host}", "pi").seq_of("0007-pi"), 7u);
}

/// The expressions are the platforms' own: baw-server's file_info.rb, and the last two parts of a
/// name of Song Meter or AudioMoth.
TEST(NamePattern, TheDefaultAndTheRecipesAreReadByPlatforms) {
    const std::regex ecosounds(
        R"(.*(\d{4})(\d{2})(\d{2})(?:-|_|T)?(\d{2})(\d{2})(\d{2})(Z|[+-]\d{4}).*)");
    const std::regex last_two_parts(R"([^_]+_\d{8}_\d{6})");
    const auto name = [](const char* pattern) {
        const std::string whole = NamePattern(pattern, "pi").expand(morning, 1);
        return whole.substr(whole.rfind('/') + 1);
    };
    EXPECT_TRUE(std::regex_match(name(product), ecosounds)) << name(product);
    EXPECT_FALSE(std::regex_match(name(defaults::storage::former_name), ecosounds));
    for (const char* recipe : {"{host}-{seq}_{y}{m}{d}_{time}", "{seq}_{y}{m}{d}_{time}"})
        EXPECT_TRUE(std::regex_match(name(recipe), last_two_parts)) << name(recipe);
}

TEST(NamePattern, TheDefaultKnowsTheNamesOfTheFormerDefault) {
    const std::string former = "2026-11-21/2026-11-21T081507Z_pi_0042";
    const NamePattern whole(product, "pi"), last_part("{y}{m}{d}T{time}Z_{host}_{seq}", "pi");
    ASSERT_TRUE(whole.made(former));
    EXPECT_EQ(whole.made(former)->time, morning);
    EXPECT_EQ(whole.made(former)->seq, 42u);
    EXPECT_EQ(whole.seq_of(former.substr(11)), 42u);
    EXPECT_EQ(last_part.seq_of(former.substr(11)), 42u);
    EXPECT_FALSE(NamePattern("{date}/{y}_{seq}", "pi").made(former));
}

TEST(NamePattern, KnowsExactlyTheNamesThatItMakes) {
    const NamePattern pattern(product, "pi");
    const auto made = pattern.made("2026-11-21/20261121T081507Z_pi_0042");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->seq, 42u);
    EXPECT_EQ(made->time, morning);
    EXPECT_TRUE(pattern.made("2026-11-21/20261121T081507Z_pi_10042"));
    for (const char* other :
         {"2026-11-20/20261121T081507Z_pi_0042", "20261121T081507Z_pi_0042", "",
          "2026-11-21/20261121T081507Z_pi_42", "2026-11-21/20261121T081507Z_pi_00042",
          "2026-11-21/20261121T081507Z_pie_0042", "2026-11-21/20261121T081507Z_pi_0042x",
          "2026-11-21/20261121T081507Z_pi_", "2026-11-31/20261131T081507Z_pi_0042",
          "2026-11-21/ 026-11-21T081507Z_pi_0042"})
        EXPECT_FALSE(pattern.made(other)) << other;
    EXPECT_EQ(NamePattern("{H}{M}/100% {seq}", "").made("0815/100% 0001")->time, std::nullopt);
    EXPECT_EQ(pattern.depth(), 1u);
}

TEST(NamePattern, ATakeWithoutANameLeavesNothingOfItsPlace) {
    const std::pair<const char*, const char*> rows[] = {
        {"{name}_{seq}", "0001"},
        {"{seq}_{name}", "0001"},
        {"{date}_{name}_{seq}", "2026-11-21_0001"},
        {"{date} {name}-{seq}", "2026-11-21 0001"},
        {"take{name}_{seq}", "take_0001"},
        {"{name}/{seq}", "0001"},
        {"{date}/{name}/{seq}", "2026-11-21/0001"},
        {"{name}/{name}_{seq}", "0001"},
        {"set_{name}/{seq}", "set/0001"},
        {"{name}_{name}_{seq}", "0001"},
        {"{seq}.{name}.x", "0001.x"},
    };
    for (const auto& [pattern, expected] : rows) {
        const NamePattern made(pattern, "pi");
        EXPECT_TRUE(made.has_name());
        EXPECT_EQ(made.expand(morning, 1), expected) << pattern;
    }
    EXPECT_FALSE(NamePattern(product, "pi").has_name());
}

TEST(NamePattern, ANameStandsWhereThePatternSays) {
    EXPECT_EQ(NamePattern("{name}_{seq}", "pi").expand(morning, 1, "hello"), "hello_0001");
    EXPECT_EQ(NamePattern("{name}/{date}/{name}_{seq}", "pi").expand(morning, 12, "a-b"),
              "a-b/2026-11-21/a-b_0012");
    EXPECT_EQ(NamePattern("{name}/{name}_{seq}", "pi").depth(), 1u);
    EXPECT_EQ(NamePattern(product, "pi").expand(morning, 1, "hello"),
              NamePattern(product, "pi").expand(morning, 1));
}

TEST(NamePattern, KnowsItsNamesWithANameAndWithout) {
    for (const char* pattern :
         {"{name}_{seq}", "{seq}_{name}", "{y}{m}{d}T{time}Z_{name}_{host}_{seq}",
          "{name}/{date}/{H}_{seq}-{name}", "{name}_{H}{seq}", "{host}-{name}-{host}_{seq}"})
        for (const std::string name :
             {"", "hello", "a_b-c", "0001", "_", "-", "pi_0001", "2026", "0001_0002"}) {
            const NamePattern made(pattern, "pi");
            const std::string whole = made.expand(morning, 42, name);
            const auto again = made.made(whole);
            ASSERT_TRUE(again) << pattern << ": " << whole;
            EXPECT_EQ(again->seq, 42u) << pattern << ": " << whole;
            EXPECT_EQ(again->take_name, name) << pattern << ": " << whole;
            EXPECT_EQ(made.seq_of(whole.substr(whole.rfind('/') + 1)), 42u) << whole;
        }
}

TEST(NamePattern, NamesThatNoTakeCanHaveAreNotItsOwn) {
    const NamePattern pattern("{name}_{seq}", "pi");
    for (const std::string& other :
         {std::string("_0001"), std::string("a b_0001"), std::string("hello_01"),
          std::string("hello"), std::string("hello_0001x"), std::string("h/ello_0001"),
          std::string(65, 'x') + "_0001"})
        EXPECT_FALSE(pattern.made(other)) << other;
    const NamePattern twice("{name}/{name}_{seq}", "pi");
    EXPECT_TRUE(twice.made("a/a_0001"));
    EXPECT_FALSE(twice.made("a/b_0001"));
}

} // namespace
} // namespace redstart
