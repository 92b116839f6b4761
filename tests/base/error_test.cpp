// Each Error says what to do, also the one that is known by its errno alone, or passed on.
#include <redstart/error.hpp>

#include <gtest/gtest.h>

#include <string_view>

namespace redstart {
namespace {

constexpr int most_errno = 133; // EHWPOISON, the last of Linux

TEST(Error, HasARemedyForEveryErrno) {
    for (int value = 1; value <= most_errno; ++value) {
        const Error error = system_error("x", value);
        const std::string_view text = error.what();
        EXPECT_NE(text.find("; "), std::string_view::npos) << text;
        EXPECT_FALSE(text.ends_with("; ")) << text;
    }
}

TEST(Error, KeepsItsRemedyAndItsCodeWhereItPassesThrough) {
    const Error error = system_error("GPIO17", EBUSY, "stop that").within("a.toml:2:1: [led] line");
    EXPECT_STREQ(error.what(),
                 "a.toml:2:1: [led] line: GPIO17: Device or resource busy; stop that");
    EXPECT_EQ(error.code(), std::errc::device_or_resource_busy);
}

TEST(Error, IsTheSameLineWhenItComesBackFromAnotherThread) {
    const Error sent = system_error("/mnt/card/a.wav", ENOSPC);
    const Error received = Error::from_line(sent.what(), sent.code());
    EXPECT_STREQ(received.what(), sent.what());
    EXPECT_EQ(received.code(), sent.code());
}

TEST(Error, IsOfTheKindThatItsCodeTells) {
    using Kind = Error::Kind;
    EXPECT_EQ(system_error("x", EBUSY).kind(), Kind::busy);
    EXPECT_EQ(system_error("x", EEXIST).kind(), Kind::exists);
    EXPECT_EQ(system_error("x", ENODEV).kind(), Kind::no_device);
    EXPECT_EQ(system_error("x", ENOSPC).kind(), Kind::full);
    EXPECT_EQ(system_error("x", EDQUOT).within("y").kind(), Kind::full);
    EXPECT_EQ(system_error("x", EIO).kind(), Kind::other);
    EXPECT_EQ(Error("x", "y", "z").kind(), Kind::other);
}

TEST(Error, KeepsTheKindThatItWasMadeOf) {
    const Error error("take", "none", "start() begins one", Error::Kind::state);
    EXPECT_EQ(error.kind(), Error::Kind::state);
    EXPECT_EQ(error.within("here").kind(), Error::Kind::state);
    EXPECT_FALSE(error.code());
}

} // namespace
} // namespace redstart
