// A job goes to the thread and comes back whole, so that nothing of it is destroyed over there.
#include "event/worker.hpp"

#include "base/thread.hpp"

#include <utility>

namespace redstart {

Worker::Worker(EventLoop& loop, const char* name)
    : name_(name), rang_(loop, bell_.fd(), [this] {
          if (bell_.answer()) finish();
      }) {}

Worker::~Worker() {
    {
        const std::scoped_lock lock(mutex_);
        is_over_ = true;
    }
    more_.notify_one();
    if (thread_.joinable()) thread_.join();
}

bool Worker::ask(std::function<void()> work, std::function<void()> done) {
    if (!thread_.joinable()) thread_ = start_thread(name_, [this] { run(); });
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_.size() >= most_waiting) return false;
        waiting_.push_back({std::move(work), std::move(done)});
    }
    more_.notify_one();
    return true;
}

void Worker::wait(std::chrono::milliseconds limit) {
    if (bell_.wait(limit)) finish();
}

void Worker::run() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
        more_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
        if (is_over_) return;
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job.work();
        lock.lock();
        finished_.push_back(std::move(job));
        bell_.ring();
    }
}

void Worker::finish() {
    std::deque<Job> finished;
    {
        const std::scoped_lock lock(mutex_);
        finished.swap(finished_);
    }
    for (const Job& job : finished) job.done();
}

} // namespace redstart
