// What may stand where the socket is to be, and what is left of it afterwards.
#include "control/listener.hpp"

#include "control/socket_folder.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

std::string why_not(const std::string& path) {
    try {
        const Listener listener(path);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

struct stat status_of(const std::string& path) {
    struct stat there {};
    EXPECT_EQ(::lstat(path.c_str(), &there), 0) << path;
    return there;
}

/// What a server leaves behind that had no time to tidy up.
void leave_dead_socket(const std::string& path) {
    const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    const SocketAddress address(path);
    ASSERT_EQ(::bind(fd.get(), address.get(), address.size()), 0);
    ASSERT_EQ(::listen(fd.get(), 1), 0);
}

TEST(Listener, TheSocketIsForOwnerAndGroupWhateverTheUmask) {
    const SocketFolder place;
    const mode_t before = ::umask(077);
    const Listener listener(place.path());
    ::umask(before);
    EXPECT_EQ(status_of(place.path()).st_mode, S_IFSOCK | 0660u);
}

TEST(Listener, TheSocketGoesWithIt) {
    const SocketFolder place;
    std::optional<Listener> listener(place.path());
    listener.reset();
    EXPECT_FALSE(fs::exists(fs::symlink_status(place.path())));
}

TEST(Listener, TheSocketOfADeadServerIsReplaced) {
    const SocketFolder place;
    leave_dead_socket(place.path());
    const Listener listener(place.path());
    EXPECT_NO_THROW(RawClient(place.path()));
}

TEST(Listener, ALiveServerIsLeftAloneAndNamed) {
    const SocketFolder place;
    const Listener first(place.path());
    const auto inode = status_of(place.path()).st_ino;
    const std::string why = why_not(place.path()), pid = std::to_string(::getpid());
    for (const std::string& part :
         {place.path() + ": another redstart is running (pid " + pid + ")",
          "redstart status --socket " + place.path(), "kill " + pid + " ends it"})
        EXPECT_NE(why.find(part), std::string::npos) << why;
    EXPECT_EQ(status_of(place.path()).st_ino, inode);
    EXPECT_NO_THROW(RawClient(place.path()));
}

TEST(Listener, WhatIsNoSocketIsNeverRemoved) {
    const SocketFolder place;
    std::ofstream(place.path()) << "precious";
    EXPECT_NE(why_not(place.path()).find("is no socket"), std::string::npos);
    EXPECT_EQ(fs::file_size(place.path()), 8u);
    fs::remove(place.path());

    fs::create_directory(place.path());
    EXPECT_NE(why_not(place.path()).find("is no socket"), std::string::npos);
    EXPECT_TRUE(fs::is_directory(place.path()));
    fs::remove(place.path());

    fs::create_symlink(place.folder() / "elsewhere", place.path());
    leave_dead_socket(place.folder() / "elsewhere");
    EXPECT_NE(why_not(place.path()).find("is no socket"), std::string::npos);
    EXPECT_TRUE(fs::is_symlink(fs::symlink_status(place.path())));
    EXPECT_TRUE(fs::is_socket(place.folder() / "elsewhere"));
}

TEST(Listener, WhatTookItsPlaceMeanwhileStays) {
    const SocketFolder place;
    std::optional<Listener> first(place.path());
    fs::rename(place.path(), place.folder() / "aside"); // so that its inode is not used again
    const Listener second(place.path());
    first.reset();
    EXPECT_TRUE(fs::is_socket(place.path()));
    EXPECT_NO_THROW(RawClient(place.path()));
}

TEST(Listener, AMissingFolderIsToldWithItsRemedy) {
    const SocketFolder place;
    const std::string path = place.folder() / "none" / "control.sock";
    const std::string why = why_not(path);
    EXPECT_NE(why.find(path + ": there is no folder"), std::string::npos) << why;
    EXPECT_NE(why.find("mkdir -p " + std::string(place.folder() / "none")), std::string::npos);
}

TEST(Listener, APathThatTheKernelCannotTakeIsTold) {
    EXPECT_NE(why_not("/tmp/" + std::string(120, 'x')).find("107 bytes"), std::string::npos);
    EXPECT_NE(why_not("").find("107 bytes"), std::string::npos);
}

} // namespace
} // namespace redstart
