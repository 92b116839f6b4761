// Each thread fetches the next file; this one waits for what they have done.
#include "app/conversions.hpp"

#include "app/asked_to_stop.hpp"
#include "app/progress.hpp"
#include "base/doorbell.hpp"
#include "base/idle.hpp"
#include "base/thread.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

namespace redstart {
namespace {

using namespace std::chrono_literals;

class Conversions {
public:
    Conversions(const std::vector<std::string>& files, const Convert& convert)
        : files_(files), convert_(convert), thousandths_(files.size()) {
        const std::size_t threads = std::min<std::size_t>(files.size(), usable_cores());
        for (std::size_t i = 0; i < threads; ++i)
            threads_.push_back(start_thread("convert", [this] { work(); }));
    }
    ~Conversions() {
        stop();
        for (std::thread& thread : threads_) thread.join();
    }
    Conversions(const Conversions&) = delete;
    Conversions& operator=(const Conversions&) = delete;

    void stop() noexcept { is_stopped_ = true; }
    void wait() const noexcept { bell_.wait(100ms); }

    std::optional<Conversion> receive() {
        const std::scoped_lock lock(mutex_);
        if (over_.empty()) return {};
        Conversion next = std::move(over_.front());
        over_.pop_front();
        return next;
    }

    unsigned thousandths() const noexcept {
        unsigned sum = 0;
        for (const auto& one : thousandths_) sum += one;
        return sum;
    }

private:
    void work() noexcept {
        work_when_idle();
        for (std::size_t i = next_++; i < files_.size() && !is_stopped_; i = next_++) {
            Conversion result = one(i);
            thousandths_[i] = 1000;
            const std::scoped_lock lock(mutex_);
            over_.push_back(std::move(result));
            bell_.ring();
        }
    }

    Conversion one(std::size_t i) try {
        const auto go_on = [this, i](std::uint64_t done, std::uint64_t of) {
            if (of > 0) thousandths_[i] = static_cast<unsigned>(done * 1000 / of);
            return !is_stopped_;
        };
        return {files_[i], convert_(files_[i], go_on), {}};
    } catch (const std::exception& error) {
        return {files_[i], {}, error.what()};
    }

    const std::vector<std::string>& files_;
    const Convert& convert_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> is_stopped_ = false;
    std::vector<std::atomic<unsigned>> thousandths_; // done, of each file
    std::mutex mutex_;
    std::deque<Conversion> over_;
    Doorbell bell_;
    std::vector<std::thread> threads_;
};

} // namespace

std::size_t convert_all(const std::vector<std::string>& files, const Convert& convert,
                        const std::function<void(const Conversion&)>& tell) {
    Progress progress;
    Conversions conversions(files, convert);
    std::size_t left = files.size();
    while (left > 0 && !is_asked_to_stop()) {
        conversions.wait();
        while (const auto over = conversions.receive()) {
            progress.clear();
            tell(*over);
            --left;
        }
        progress.show(conversions.thousandths(), 1000 * files.size());
    }
    return left;
}

} // namespace redstart
