// Boards are found by name and by path, and a wrong name is told with the right ones.
#include "config/board.hpp"
#include "support/folder.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Boards : public testing::Test {
public:
    Boards() {
        for (const char* board : {"rpi", "hat"}) {
            fs::create_directory(folder() / board);
            std::ofstream(folder() / board / "redstart.toml") << "[audio]\n";
        }
        fs::create_directory(folder_ / "no-profile");
    }

protected:
    std::string why(const std::string& name) const {
        try {
            find_board(name, folder());
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    const fs::path& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

TEST_F(Boards, AreFoundByName) {
    EXPECT_EQ(find_board("rpi", folder()), folder() / "rpi" / "redstart.toml");
}

TEST_F(Boards, AreFoundByThePathOfTheFolderAndOfTheFile) {
    const fs::path profile = folder() / "hat" / "redstart.toml";
    EXPECT_EQ(find_board((folder() / "hat").string(), "/nowhere"), profile);
    EXPECT_EQ(find_board((folder() / "hat" / "").string(), "/nowhere"), profile);
    EXPECT_EQ(find_board(profile.string(), "/nowhere"), profile);
}

TEST_F(Boards, ThatAreUnknownAreToldWithThoseThereAre) {
    EXPECT_EQ(why("pi5"), "board pi5: unknown; there are hat, rpi; a path has a '/'");
    EXPECT_NE(why(""), "");
    EXPECT_NE(why("no-profile"), "");
    EXPECT_NE(why((folder() / "no-profile").string()).find("no such profile"), std::string::npos);
}

TEST_F(Boards, AreNoneWhereNothingIsInstalled) {
    try {
        find_board("rpi", folder() / "nothing");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("none is installed in"), std::string::npos);
    }
}

} // namespace
} // namespace redstart
