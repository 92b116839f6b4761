// Each name of a take leads to all the others, and no other file is taken for one of its own.
#include "disk/take_paths.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

void expect_names(const TakePaths& take) {
    EXPECT_EQ(take.name(), "card/a.b");
    EXPECT_EQ(take.wav(), "card/a.b.wav");
    EXPECT_EQ(take.part(), "card/a.b.wav.part");
    EXPECT_EQ(take.sidecar(), "card/a.b.json");
    EXPECT_EQ(take.new_sidecar(), "card/a.b.json.new");
    EXPECT_EQ(take.journal(), "card/a.b.json.part");
    EXPECT_EQ(take.keep(), "card/a.b.keep");
}

TEST(TakePaths, AnyNameOfATakeLeadsToAllTheOthers) {
    expect_names(TakePaths::of_name("card/a.b"));
    expect_names(TakePaths::of_finished("card/a.b.wav"));
    expect_names(TakePaths::of_sound("card/a.b.wav"));
    expect_names(TakePaths::of_sound("card/a.b.wav.part"));
    expect_names(TakePaths::of_sidecar("card/a.b.json"));
    expect_names(TakePaths::of_sidecar("card/a.b.json.part"));
}

TEST(TakePaths, ASoundKeepsTheEndingThatItsUserGaveIt) {
    const auto take = TakePaths::of_sound("take.part");
    EXPECT_EQ(take.wav(), "take");
    EXPECT_EQ(take.part(), "take.part");
    EXPECT_EQ(take.sidecar(), "take.json");
    EXPECT_EQ(TakePaths::of_sound("take.bwf").journal(), "take.json.part");
    EXPECT_EQ(TakePaths::of_finished("mine.part").part(), "mine.part.part");
}

TEST(TakePaths, ANameThatSomebodyHasIsGivenWayTo) {
    const auto take = TakePaths::of_sound("card/a.wav.part");
    EXPECT_EQ(take.recovered(0), "card/a.wav");
    EXPECT_EQ(take.recovered(1), "card/a_recovered.wav");
    EXPECT_EQ(take.recovered(2), "card/a_recovered_2.wav");
}

TEST(TakePaths, EachFileIsKnownByItsEnding) {
    EXPECT_TRUE(is_wav("a.wav") && is_part("a.wav.part"));
    EXPECT_TRUE(is_sidecar("a.json") && is_journal("a.json.part"));
    EXPECT_FALSE(is_wav("a.wav.part") || is_part("a.wav") || is_part("a.part"));
    EXPECT_FALSE(is_sidecar("a.json.part") || is_sidecar("a.json.new") || is_journal("a.part"));
}

TEST(TakePaths, WhatOtherRecordersWriteIsAWavFileToo) {
    for (const char* file : {"a.wav", "A.WAV", "a.Wave", "a.bwf", "A.RF64", "a.wav.part"})
        EXPECT_TRUE(is_wav_of_any_recorder(fs::path("card.mp3") / file)) << file;
    for (const char* file : {"a.json", "a.mp3", "wav", "a.wav.bak", "a.part"})
        EXPECT_FALSE(is_wav_of_any_recorder(fs::path("card.wav") / file)) << file;
}

TEST(TakePaths, WhateverIsNamedAfterATakeUsesUpItsName) {
    for (const char* file :
         {"a.wav", "a.wav.part", "a.json", "a.json.part", "a.json.new", "a.wav~"})
        EXPECT_EQ(take_name_in(file), "a") << file;
    EXPECT_FALSE(take_name_in("a.keep"));
    EXPECT_FALSE(take_name_in("notes.txt"));
}

TEST(TakePaths, TheFilesOfOneTakeAreNumbered) {
    EXPECT_EQ(numbered("card/take.wav", 1), "card/take.wav");
    EXPECT_EQ(numbered("card/take.wav", 2), "card/take_002.wav");
}

} // namespace
} // namespace redstart
