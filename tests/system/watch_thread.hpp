// What watch_thread.cpp has counted of a thread, in a file that both sides map.
#pragma once

#include <atomic>
#include <cstdint>

namespace redstart {

/// WATCH_THREAD names the thread, WATCH_THREAD_FILE the file, which has to be there and as long as
/// this. The watch begins with the thread's first wait: until then it may take what it needs.
///
/// Forbidden are: the heap, also for libraries; locks, condition variables and sleep that the
/// program itself asks for (libasound takes a lock of its own in every call, which nobody else ever
/// holds); files: opening them, syncing them, reading and writing more than the eight bytes of an
/// eventfd.
struct WatchedThread {
    std::atomic<std::uint64_t> waits{0}; // ppoll(2)
    std::atomic<std::uint64_t> forbidden{0};
    char first[48] = {}; // the name of the first that was forbidden
};

} // namespace redstart
