// `redstart record` is punctual: a take of a given length ends with it, and a pipe gets its sound
// at once.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

/// What each read of a pipe gave until its writer closed it. One frame is two bytes here.
std::vector<Frames> frames_of_each_read(int pipe) {
    std::vector<Frames> reads;
    std::vector<char> room(65536);
    const TimePoint deadline = Clock::now() + patience;
    while (Clock::now() < deadline) {
        pollfd readable{.fd = pipe, .events = POLLIN, .revents = 0};
        if (::poll(&readable, 1, 1000) <= 0) continue;
        const ssize_t bytes = ::read(pipe, room.data(), room.size());
        if (bytes <= 0) return reads;
        reads.push_back(bytes / 2);
    }
    ADD_FAILURE() << "the pipe was not closed in time";
    return reads;
}

// A machine that is busy may hold up one of five, but not all of them.
TEST(Punctual, ATakeOfASecondEndsWithItRatherThanWithTheNextWakeUp) {
    const TemporaryFolder folder;
    Frames earliest = 1'000'000;
    for (int attempt = 1; attempt <= 5 && earliest >= 72000; ++attempt) {
        const SimulatedMicrophone microphone;
        const auto file = folder.path() / (std::to_string(attempt) + ".wav");
        const Ended recorder = run(redstart({"record", "-D", microphone.pcm(), "-d", "1", file}));
        ASSERT_EQ(recorder.code, 0) << recorder.err;
        EXPECT_EQ(sound_of(file).frames(), 48000);
        earliest = std::min(earliest, microphone.frames_delivered());
    }
    EXPECT_LT(earliest, 72000) << "of 48000 frames a second when the program looked last";
}

TEST(Punctual, APipeGetsABlockEachTenthOfASecond) {
    const TemporaryFolder folder;
    const SimulatedMicrophone microphone;
    const std::string fifo = folder.path() / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const UniqueFd pipe(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    auto command = redstart({"record", "-q", "-D", microphone.pcm(), "-r", "8000", "-c", "1", "-f",
                             "S16_LE", "-d", "3", "-"});
    command.insert(command.begin(), {"sh", "-c", "exec \"$0\" \"$@\" >\"$FIFO\""});
    Program recorder(command, {.environment = {"FIFO=" + fifo}});
    ASSERT_TRUE(eventually([&] { return microphone.has_run_for(0s); })) << recorder.err();
    std::vector<Frames> reads = frames_of_each_read(pipe.get());
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    // 30 blocks of 800 frames; where this reader is held up, some lie together.
    EXPECT_GE(reads.size(), 12u);
    Frames all = 0;
    for (const Frames frames : reads) all += frames;
    EXPECT_GE(all, 24000);
    std::nth_element(reads.begin(), reads.begin() + std::ssize(reads) / 2, reads.end());
    EXPECT_LE(reads[reads.size() / 2], 1600);
}

} // namespace
} // namespace redstart
