// A board's lines come into config.txt once, in place of what says otherwise, and the file is kept.
#include "config/boot_config.hpp"

#include "support/scratch.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> rpi = {"dtparam=audio=off", "dtoverlay=vc4-kms-v3d,noaudio"};

TEST(BootLines, AreTheBoardsWithoutItsComments) {
    EXPECT_EQ(boot_lines("# For a Pi\ndtparam=audio=off\n\n  dtoverlay=vc4-kms-v3d,noaudio \r\n"),
              rpi);
}

TEST(BootLines, TakeThePlaceOfWhatSetsTheSame) {
    EXPECT_EQ(with_boot_lines("arm_64bit=1\ndtparam=audio=on\n#dtparam=audio=on\n"
                              "dtoverlay=vc4-kms-v3d\nmax_framebuffers=2\n",
                              rpi),
              "arm_64bit=1\n#dtparam=audio=on  (as it was before redstart board)\n"
              "dtparam=audio=off\n#dtparam=audio=on\n"
              "#dtoverlay=vc4-kms-v3d  (as it was before redstart board)\n"
              "dtoverlay=vc4-kms-v3d,noaudio\nmax_framebuffers=2\n");
}

TEST(BootLines, ThatAreSetNowhereStandAtTheEndForAllModels) {
    EXPECT_EQ(with_boot_lines("[pi4]\narm_boost=1", rpi),
              "[pi4]\narm_boost=1\n\n# For Redstart (redstart board)\n[all]\n"
              "dtparam=audio=off\ndtoverlay=vc4-kms-v3d,noaudio\n");
}

TEST(BootLines, ThatAreThereChangeNothing) {
    const std::string text = with_boot_lines("dtparam=audio=on", rpi);
    EXPECT_EQ(with_boot_lines(text, rpi), text);
}

struct BootFiles : testing::Test {
    void put(const std::string& file, const std::string& text) const {
        fs::create_directories((root / file).parent_path());
        std::ofstream(root / file) << text;
    }
    std::string text_of(const fs::path& file) const {
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        return text.str();
    }
    std::vector<fs::path> apply() const {
        std::vector<fs::path> copies;
        for (const BootFile& file : boot_files(root.path(), rpi))
            copies.push_back(write_boot_file(file));
        return copies;
    }
    const TemporaryFolder root;
};

TEST_F(BootFiles, AreKeptAsTheyWere) {
    put("boot/firmware/config.txt", "dtparam=audio=on\n");
    EXPECT_EQ(apply(), std::vector{root / "boot/firmware/config.txt.before-redstart"});
    EXPECT_EQ(text_of(root / "boot/firmware/config.txt.before-redstart"), "dtparam=audio=on\n");
    EXPECT_NE(text_of(root / "boot/firmware/config.txt").find("\ndtparam=audio=off\n"),
              std::string::npos);
    EXPECT_TRUE(apply().empty()) << "nothing is left to change";
    put("boot/firmware/config.txt", "other=1\n");
    EXPECT_EQ(apply(), std::vector{root / "boot/firmware/config.txt.before-redstart-2"});
    EXPECT_EQ(text_of(root / "boot/firmware/config.txt.before-redstart"), "dtparam=audio=on\n");
}

TEST_F(BootFiles, ThatDebianMakesAnewAreWrittenWhereItKeepsThemToo) {
    put("boot/firmware/config.txt",
        "# If you need to set boot-time parameters, do so via the\n"
        "# /etc/default/raspi-firmware, /etc/default/raspi-firmware-custom or\nenable_uart=1\n");
    put("etc/default/raspi-firmware", "#CMA=64M\n");
    EXPECT_EQ(apply().size(), 2u);
    for (const char* file : {"etc/default/raspi-firmware-custom", "boot/firmware/config.txt"})
        EXPECT_NE(text_of(root / file).find("\n[all]\ndtparam=audio=off\n"), std::string::npos)
            << file;
    EXPECT_TRUE(apply().empty());
}

TEST_F(BootFiles, OfAnOlderSystemLieInBoot) {
    put("boot/config.txt", "a=1\n");
    EXPECT_EQ(apply(), std::vector{root / "boot/config.txt.before-redstart"});
}

TEST_F(BootFiles, OfNoRaspberryPiAreToldToBeNone) {
    try {
        apply();
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(
            std::string(error.what()).find("config.txt: no such file; this is no Raspberry Pi"),
            std::string::npos)
            << error.what();
    }
}

TEST_F(BootFiles, ThatAreLinksAreLeftAlone) {
    put("elsewhere", "a=1\n");
    fs::create_directories(root / "boot/firmware");
    fs::create_symlink(root / "elsewhere", root / "boot/firmware/config.txt");
    EXPECT_THROW(apply(), Error);
    EXPECT_EQ(text_of(root / "elsewhere"), "a=1\n");
}

} // namespace
} // namespace redstart
