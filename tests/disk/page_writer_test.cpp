// What goes past the page cache is the same file, byte for byte, and leaves the cache empty.
#include "disk/page_writer.hpp"

#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <linux/magic.h>
#include <string>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page = 4096;

/// Bytes that no page shares with the next, at a distance from the beginning of a page.
class Sound {
public:
    Sound(std::size_t bytes, std::size_t distance)
        : memory_(bytes + distance + page), bytes_(on_a_page() + distance, bytes) {
        for (std::size_t i = 0; i < bytes; ++i) bytes_[i] = static_cast<std::byte>(i * 7 + i / 251);
    }
    std::span<const std::byte> bytes() const { return bytes_; }
    std::string text(std::size_t from, std::size_t count) const {
        return {reinterpret_cast<const char*>(bytes_.data()) + from, count};
    }

private:
    std::byte* on_a_page() {
        const auto place = reinterpret_cast<std::uintptr_t>(memory_.data());
        return memory_.data() + (page - place % page) % page;
    }

    std::vector<std::byte> memory_;
    std::span<std::byte> bytes_;
};

class PageWriting : public testing::Test {
protected:
    UniqueFd make() const {
        return UniqueFd(::open(file_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    }
    std::string content() const {
        const Bytes bytes = contents(file_);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    const TemporaryFolder scratch_;
    const fs::path file_ = scratch_ / "sound";
};

std::size_t cached_pages(int file, std::size_t bytes) {
    void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
    std::vector<unsigned char> there((bytes + page - 1) / page);
    EXPECT_EQ(::mincore(memory, bytes, there.data()), 0);
    ::munmap(memory, bytes);
    std::size_t count = 0;
    for (const unsigned char one : there) count += one & 1U;
    return count;
}

TEST_F(PageWriting, MakesTheSameFileWhereverMemoryAndFileLie) {
    for (const std::size_t distance : {0u, 512u, 1u, 4095u}) {
        const UniqueFd file = make();
        PageWriter pages(file.get());
        const Sound sound(2'000'000, distance);
        const std::byte pad{0};
        std::size_t place = 0;
        for (const std::size_t wanted : {100u, 4096u, 300'001u, 3996u, 7u, 65'536u, 900'000u})
            for (const std::size_t padded : {0u, 1u}) {
                const std::size_t bytes = wanted / 2 + padded;
                const Written written =
                    pages.write(place, sound.bytes().subspan(place, bytes), {&pad, padded});
                EXPECT_FALSE(written.error) << written.error.message();
                EXPECT_EQ(written.bytes, bytes + padded);
                place += bytes;
            }
        EXPECT_EQ(content(), sound.text(0, place) + '\0') << "distance " << distance;
        fs::remove(file_);
    }
}

TEST_F(PageWriting, LeavesNothingInTheCacheOnceItIsSynced) {
    const UniqueFd file = make();
    struct statfs system {};
    if (::fstatfs(file.get(), &system) == 0 && system.f_type == TMPFS_MAGIC)
        GTEST_SKIP() << "a file system in memory";
    PageWriter pages(file.get());
    const Sound sound(4'000'001, 0);
    std::size_t place = 0;
    while (place + 400'000 < sound.bytes().size()) {
        pages.write(place, sound.bytes().subspan(place, 400'000), {});
        place += 400'000;
        if (pages.is_direct()) {
            EXPECT_LE(cached_pages(file.get(), place), 3u) << "where it begins and where it ends";
        }
        ASSERT_FALSE(sync_data(file.get()));
        pages.forget(place);
    }
    EXPECT_LE(cached_pages(file.get(), place), 1u);
}

TEST_F(PageWriting, TellsHowMuchCameIntoTheFile) {
    const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    PageWriter pages(full.get());
    const Sound sound(100'000, 0);
    const Written written = pages.write(0, sound.bytes(), {});
    EXPECT_EQ(written.error, std::errc::no_space_on_device);
    EXPECT_EQ(written.bytes, 0u);
}

} // namespace
} // namespace redstart
