// One thread hears, another works on the sound, a third says when to stop: no global, no lost
// frame.
#include <redstart/redstart.hpp>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

int main(int count, char** words) try {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::vector<std::byte>> queue;
    bool is_over = false;
    const auto push = [&](std::vector<std::byte> chunk, bool last) {
        const std::lock_guard lock(mutex);
        if (!last) queue.push_back(std::move(chunk));
        is_over = last;
        changed.notify_one();
    };
    redstart::CaptureStream stream({.device = count > 1 ? words[1] : "default"},
                                   [&](auto frames, const redstart::CaptureStream::Read&) {
                                       push({frames.begin(), frames.end()}, false);
                                       return true;
                                   });
    std::thread worker([&] {
        std::size_t bytes = 0;
        for (std::unique_lock lock(mutex); !is_over || !queue.empty(); changed.wait(lock)) {
            for (; !queue.empty(); queue.pop_front()) bytes += queue.front().size();
            if (is_over) break;
        }
        std::printf("%zu bytes worked on\n", bytes);
    });
    std::getchar(); // Enter ends it
    stream.stop();
    push({}, true);
    worker.join();
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
