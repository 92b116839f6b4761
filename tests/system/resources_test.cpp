// What a take costs: no memory beyond its beginning, no call of the heap, a few wakeups a second.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Resources : public testing::Test {
protected:
    Resources() {
        if (slowness > 1) skip_reason_ = "a sanitizer has a heap and threads of its own";
    }
    void SetUp() override {
        if (!skip_reason_.empty()) GTEST_SKIP() << skip_reason_;
    }

    fs::path file() const { return folder_.path() / "take.wav"; }

    bool is_old(std::chrono::nanoseconds age) const {
        return eventually([&] { return microphone_.has_run_for(age); }, age + patience);
    }

    std::string skip_reason_;
    const TemporaryFolder folder_;
    const SimulatedMicrophone microphone_;
};

std::string contents(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// The number behind a key of a file in /proc.
std::int64_t number_of(const fs::path& file, const std::string& key) {
    const std::string text = "\n" + contents(file);
    const std::size_t at = text.find("\n" + key + ":");
    return at == text.npos ? -1 : std::atoll(text.c_str() + at + key.size() + 2);
}

/// Resident memory to the page; VmRSS of `status` is rounded to what each thread has told.
std::int64_t resident_kb(pid_t pid) {
    return number_of("/proc/" + std::to_string(pid) + "/smaps_rollup", "Rss");
}

std::int64_t wakeups(pid_t pid) {
    std::int64_t sum = 0;
    for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task"))
        sum += number_of(task.path() / "status", "voluntary_ctxt_switches");
    return sum;
}

/// The file in which count_allocations.cpp counts.
class AllocationCount {
public:
    explicit AllocationCount(const fs::path& folder)
        : file_(folder / "allocations"), counter_(folder / "counter.so") {
        std::ofstream(file_) << std::string(8, '\0');
        fs::create_symlink(REDSTART_COUNT_ALLOCATIONS, counter_); // LD_PRELOAD ends at a space
    }

    std::vector<std::string> environment() const {
        return {"LD_PRELOAD=" + counter_.string(), "COUNT_ALLOCATIONS=" + file_.string()};
    }

    std::uint64_t read() const {
        std::uint64_t count = 0;
        std::memcpy(&count, contents(file_).data(), sizeof count);
        return count;
    }

private:
    fs::path file_, counter_;
};

TEST_F(Resources, MemoryDoesNotGrowByAByteInALongWideTake) {
    Program recorder(redstart(
        {"record", "-D", microphone_.pcm(), "-c", "8", "-r", "192000", "-f", "S32_LE", file()}));
    ASSERT_TRUE(is_old(5s));
    const std::int64_t early = resident_kb(recorder.pid());
    ASSERT_TRUE(is_old(30s));
    const std::int64_t late = resident_kb(recorder.pid());
    std::printf("resident: %lld kB after 5 s, %lld kB after 30 s\n", static_cast<long long>(early),
                static_cast<long long>(late));
    EXPECT_GT(early, 0);
    EXPECT_EQ(late, early);
    recorder.signal(SIGINT);
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_EQ(microphone_.frames_lost(), 0);
}

TEST_F(Resources, NothingIsAllocatedOrFreedOnceATakeRuns) {
    const AllocationCount count(folder_.path());
    Surroundings counted;
    counted.environment = count.environment();
    Program recorder(redstart({"record", "-D", microphone_.pcm(), file()}), counted);
    ASSERT_TRUE(is_old(1s));
    const std::uint64_t early = count.read();
    ASSERT_TRUE(is_old(4s));
    const std::uint64_t late = count.read();
    std::printf("calls of the heap: %llu at the start, %llu in 3 s of the take\n",
                static_cast<unsigned long long>(early),
                static_cast<unsigned long long>(late - early));
    EXPECT_GT(early, 0u) << "it counts";
    EXPECT_EQ(late, early);
    recorder.signal(SIGINT);
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
}

/// In memory, since waiting for a disk is a wakeup too, as many as the disk pleases.
TEST_F(Resources, ATakeWakesTheProcessorFiveTimesASecondAtMost) {
    const fs::path in_memory = "/dev/shm/redstart-" + std::to_string(::getpid()) + ".wav";
    if (::access("/dev/shm", W_OK) != 0) GTEST_SKIP() << "/dev/shm may not be written to";
    Program recorder(redstart({"record", "-D", microphone_.pcm(), in_memory}));
    ASSERT_TRUE(is_old(1s));
    const TimePoint begin = Clock::now();
    const std::int64_t before = wakeups(recorder.pid());
    ASSERT_TRUE(is_old(5s));
    const std::int64_t after = wakeups(recorder.pid());
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const double rate = static_cast<double>(after - before) / seconds;
    std::printf("wakeups: %.1f a second\n", rate);
    EXPECT_GT(rate, 0);
    EXPECT_LE(rate, 5);
    recorder.signal(SIGINT);
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    fs::remove(in_memory);
}

} // namespace
} // namespace redstart
