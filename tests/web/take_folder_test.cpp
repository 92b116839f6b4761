// What is opened in the folder of takes, and what never is.
#include "web/take_folder.hpp"

#include "web/take_making.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat format{48000, 1, SampleFormat::s16_le};

TEST(TakeFolder, OpensTheFilesOfTakesAtAnyPlaceInIt) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "2026-11-21/a b");
    const TakeFolder takes(folder.path());
    for (const char* place : {"x.wav", "2026-11-21/x.wav", "2026-11-21/a b/ü.wav", "x.flac",
                              "x.json", "2026-11-21/x.wav.part"}) {
        put_wav(folder / place, format, sound(format, 10));
        EXPECT_TRUE(takes.open(place)) << place;
    }
}

TEST(TakeFolder, OpensNothingElse) {
    const TemporaryFolder around;
    const fs::path folder = around / "takes";
    fs::create_directories(folder / "in" / "x.wav");
    fs::create_directories(folder / ".hidden");
    put_wav(around / "outside.wav", format, sound(format, 10));
    for (const char* name : {"x.txt", ".wav", "in/.x.wav", "redstart.toml", "x.wav.deleted",
                             ".hidden/x.wav", "x.wav.part.part", "x.WAV"})
        put_wav(folder / name, format, sound(format, 10));
    ::mkfifo((folder / "fifo.wav").c_str(), 0600);
    const TakeFolder takes(folder);
    for (const std::string_view place : {std::string_view("x.txt"),
                                         std::string_view(".wav"),
                                         std::string_view("in/.x.wav"),
                                         std::string_view("redstart.toml"),
                                         std::string_view("x.wav.deleted"),
                                         std::string_view(".hidden/x.wav"),
                                         std::string_view("x.wav.part.part"),
                                         std::string_view("x.WAV"),
                                         std::string_view(""),
                                         std::string_view("in"),
                                         std::string_view("in/x.wav"),
                                         std::string_view("in/"),
                                         std::string_view("fifo.wav"),
                                         std::string_view("../outside.wav"),
                                         std::string_view("in/../../outside.wav"),
                                         std::string_view("/etc/x.wav"),
                                         std::string_view("//x.wav"),
                                         std::string_view("./in/x.wav"),
                                         std::string_view("no.wav"),
                                         std::string_view("no/x.wav"),
                                         std::string_view("x.wav\0.wav", 10),
                                         std::string_view("\xff.wav"),
                                         std::string_view("a\n.wav")})
        EXPECT_FALSE(takes.open(place)) << place;
    EXPECT_FALSE(takes.open(std::string(300, 'x') + ".wav"));
    EXPECT_FALSE(takes.open("a/a/a/a/a/a/a/a/a.wav"));
    EXPECT_FALSE(takes.open(std::string(2000, 'a') + ".wav"));
}

TEST(TakeFolder, FollowsNoLinkOnAnyStepOfTheWay) {
    const TemporaryFolder around;
    const fs::path folder = around / "takes";
    fs::create_directories(folder / "day");
    fs::create_directories(around / "elsewhere");
    put_wav(around / "elsewhere/x.wav", format, sound(format, 10));
    put_wav(folder / "day/true.wav", format, sound(format, 10));
    fs::create_symlink(around / "elsewhere/x.wav", folder / "file.wav");
    fs::create_symlink("day/true.wav", folder / "within.wav");
    fs::create_directory_symlink(around / "elsewhere", folder / "out");
    fs::create_directory_symlink("day", folder / "in");
    const TakeFolder takes(folder);
    EXPECT_TRUE(takes.open("day/true.wav"));
    for (const char* place : {"file.wav", "within.wav", "out/x.wav", "in/true.wav"})
        EXPECT_FALSE(takes.open(place)) << place;
}

TEST(TakeFolder, MayItselfBeALinkAndAppearLater) {
    const TemporaryFolder around;
    const TakeFolder takes(around / "link");
    EXPECT_FALSE(takes.open("x.wav"));
    fs::create_directory(around / "card");
    put_wav(around / "card/x.wav", format, sound(format, 10));
    fs::create_directory_symlink(around / "card", around / "link");
    EXPECT_TRUE(takes.open("x.wav"));
}

} // namespace
} // namespace redstart
