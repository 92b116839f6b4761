// The capture thread of the built program asks for nothing that could keep it waiting.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "system/watch_thread.hpp"

#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class RealTime : public testing::Test {
protected:
    RealTime() {
        if (slowness > 1) skip_reason_ = "a sanitizer has a heap and locks of its own";
        std::ofstream(folder_.path() / "watch") << std::string(sizeof(WatchedThread), '\0');
        fs::create_symlink(REDSTART_WATCH_THREAD, folder_.path() / "watch.so"); // no spaces in it
    }
    void SetUp() override {
        if (!skip_reason_.empty()) GTEST_SKIP() << skip_reason_;
    }

    /// A take in which the device overruns and the ring is emptied a few times, one thread watched.
    void record(const std::string& thread) {
        Surroundings watched;
        watched.environment = {"LD_PRELOAD=" + (folder_.path() / "watch.so").string(),
                               "WATCH_THREAD_FILE=" + (folder_.path() / "watch").string(),
                               "WATCH_THREAD=" + thread};
        Program recorder(redstart({"record", "-V", "-D", microphone_.pcm(), "-c", "8", "-r",
                                   "192000", "-f", "S24_LE", folder_.path() / "take.wav"}),
                         watched);
        for (const auto age : {1s, 2s, 3s}) {
            ASSERT_TRUE(eventually([&] { return microphone_.has_run_for(age); }, age + patience));
            microphone_.overrun();
        }
        std::ifstream file(folder_.path() / "watch", std::ios::binary); // a thread's end frees
        file.read(reinterpret_cast<char*>(&seen_), sizeof seen_);
        recorder.signal(SIGINT);
        ASSERT_EQ(recorder.wait(), 0) << recorder.err();
    }

    const TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
    WatchedThread seen_;
    std::string skip_reason_;
};

TEST_F(RealTime, TheCaptureThreadTakesNoMemoryNoLockAndNoFile) {
    record("capture");
    EXPECT_GE(seen_.waits, 3u) << "it was watched";
    EXPECT_EQ(seen_.forbidden, 0u) << "the first: " << seen_.first;
}

TEST_F(RealTime, TheWatchSeesWhatTheWriterMayDo) {
    record("writer");
    EXPECT_GT(seen_.forbidden, 0u);
    EXPECT_STRNE(seen_.first, "");
}

} // namespace
} // namespace redstart
