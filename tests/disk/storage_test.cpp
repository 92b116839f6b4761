// What cannot be written or read is told with what to do about it, whatever the system says.
#include "disk/storage.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

constexpr int most_errno = 133; // EHWPOISON, the last of Linux

void expect_remedy(const Error& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("; "), std::string::npos) << text;
    EXPECT_FALSE(text.ends_with("; ")) << text;
}

TEST(Storage, HasARemedyForEveryErrno) {
    for (int value = 1; value <= most_errno; ++value) {
        expect_remedy(storage_error("takes/a.wav", value));
        expect_remedy(reading_error("takes/a.wav", value));
    }
}

TEST(Storage, SaysWhereToLookForAFileThatIsNotThere) {
    const Error error = reading_error("takes/a.wav", ENOENT);
    EXPECT_STREQ(error.what(), "takes/a.wav: no such file or folder; look for its name: ls takes");
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
    EXPECT_STREQ(reading_error("a.wav", ENOENT).what(),
                 "a.wav: no such file or folder; look for its name: ls .");
}

} // namespace
} // namespace redstart
