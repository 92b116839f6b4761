// One holder at a time, and a look that takes nothing from anybody.
#include "disk/take_lock.hpp"

#include "base/unique_fd.hpp"
#include "support/scratch.hpp"

#include <fcntl.h>
#include <sys/file.h>

namespace redstart {
namespace {

struct Take : testing::Test {
    Take() { put(file, Bytes(40, std::byte{1})); }
    UniqueFd open(int flags) const { return UniqueFd(::open(file.c_str(), flags | O_CLOEXEC)); }

    const TemporaryFolder scratch;
    const std::filesystem::path file = scratch / "a.wav.part";
};

TEST_F(Take, HasOneHolderUntilItsFileIsClosed) {
    UniqueFd one = open(O_RDWR), other = open(O_RDWR);
    EXPECT_TRUE(TakeLock(one.get()).is_held());
    const TakeLock refused(other.get());
    EXPECT_TRUE(refused.is_refused() && !refused.is_held());
    one.reset();
    EXPECT_TRUE(TakeLock(other.get()).is_held());
}

TEST_F(Take, WithoutLocksIsNobodys) {
    const TakeLock lock(-1); // as on a file system that knows none: refused for another reason
    EXPECT_FALSE(lock.is_held() || lock.is_refused());
}

TEST_F(Take, IsSeenToBeWrittenByItsWriterOrItsLock) {
    const UniqueFd reader = open(O_RDONLY);
    EXPECT_FALSE(is_being_written(reader.get()));
    {
        const UniqueFd writer = open(O_WRONLY);
        EXPECT_TRUE(is_being_written(reader.get()));
    }
    EXPECT_FALSE(is_being_written(reader.get()));
    const UniqueFd other = open(O_RDONLY);
    ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
    EXPECT_TRUE(is_being_written(reader.get()));
}

TEST_F(Take, IsNotHeldByWhoOnlyLooks) {
    const UniqueFd reader = open(O_RDONLY), other = open(O_RDONLY);
    EXPECT_FALSE(is_being_written(reader.get()));
    EXPECT_TRUE(TakeLock(other.get()).is_held());
}

} // namespace
} // namespace redstart
