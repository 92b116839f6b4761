// A name is there, is not there, or cannot be asked for; and those are three answers.
#include "disk/lookup.hpp"

#include "disk/take_paths.hpp"
#include "support/scratch.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Lookup : testing::Test {
    Lookup() {
        put(scratch / "file", {});
        fs::create_directories(scratch / "folder/deeper");
        put(scratch / "folder/deeper/a.wav", {});
        put(scratch / "folder/b.wav", {});
        fs::create_symlink("nowhere", scratch / "dangling.wav");
        fs::create_symlink("loop", scratch / "loop");
    }
    const TemporaryFolder scratch;
    std::vector<std::string> told;
    std::function<void(const Error&)> tell = [this](const Error& error) {
        told.emplace_back(error.what());
    };
};

TEST_F(Lookup, WhatIsNotThereIsANo) {
    EXPECT_FALSE(is_there(scratch / "other"));
    EXPECT_FALSE(is_there(scratch / "other/below"));
    EXPECT_FALSE(is_there(scratch / "file/below")) << "a file is no folder";
    EXPECT_TRUE(is_there(scratch / "file"));
    EXPECT_TRUE(is_there(scratch / "dangling.wav")) << "the name is taken";
    EXPECT_FALSE(is_file(scratch / "dangling.wav"));
    EXPECT_TRUE(is_folder(scratch / "folder"));
}

TEST_F(Lookup, WhatCannotBeAskedForIsAnErrorThatNamesIt) {
    for (const fs::path& name : {scratch / "loop/x", scratch / std::string(300, 'x')}) {
        try {
            is_there(name);
            ADD_FAILURE() << name;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
        }
    }
    EXPECT_THROW(is_file(scratch / "loop/x"), Error);
    EXPECT_THROW(is_folder(scratch / "loop/x"), Error);
}

TEST_F(Lookup, OfAFolderThatMayNotBeSearchedIsAnError) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may search everywhere";
    fs::permissions(scratch / "folder", fs::perms::none);
    EXPECT_THROW(is_there(scratch / "folder/b.wav"), Error);
    fs::permissions(scratch / "folder", fs::perms::owner_all);
}

TEST_F(Lookup, FindsTheFilesBelowAndFollowsNoLink) {
    fs::create_directory_symlink("folder", scratch / "link");
    EXPECT_EQ(files_below(scratch.path(), is_wav, tell),
              (std::vector{scratch / "folder/b.wav", scratch / "folder/deeper/a.wav"}));
    EXPECT_TRUE(told.empty());
}

TEST_F(Lookup, OfAFolderThatCannotBeReadIsTold) {
    EXPECT_TRUE(files_below(scratch / "loop", is_wav, tell).empty());
    EXPECT_EQ(told.size(), 1u);
    EXPECT_TRUE(files_below(scratch / "other", is_wav, tell).empty());
    EXPECT_EQ(told.size(), 2u);
    EXPECT_THROW(for_each_in(scratch / "file", [](const fs::path&, EntryKind) {}), Error);
}

} // namespace
} // namespace redstart
