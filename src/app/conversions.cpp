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
    ~Conversions() { end(); }
    Conversions(const Conversions&) = delete;
    Conversions& operator=(const Conversions&) = delete;

    /// Waits until each thread has ended; what was done by then can still be received.
    void end() {
        is_ended_ = true;
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }
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
        for (std::size_t i = next_++; i < files_.size() && !is_to_end(); i = next_++) {
            auto result = one(i);
            if (!result) return;
            thousandths_[i] = 1000;
            const std::scoped_lock lock(mutex_);
            over_.push_back(*std::move(result));
            bell_.ring();
        }
    }

    bool is_to_end() const noexcept { return is_ended_ || is_asked_to_stop(); }

    /// Nothing where it was ended before it was done.
    std::optional<Conversion> one(std::size_t i) {
        const auto go_on = [this, i](std::uint64_t done, std::uint64_t of) {
            if (of > 0) thousandths_[i] = static_cast<unsigned>(done * 1000 / of);
            return !is_to_end();
        };
        try {
            return Conversion{files_[i], convert_(files_[i], go_on), {}};
        } catch (const Error& error) {
            if (error.code() == std::errc::operation_canceled) return {};
            return Conversion{files_[i], {}, error.what()};
        } catch (const std::exception& error) {
            return Conversion{files_[i], {}, files_[i] + ": " + error.what()};
        }
    }

    const std::vector<std::string>& files_;
    const Convert& convert_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> is_ended_ = false;
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
    const auto tell_all = [&] {
        while (const auto over = conversions.receive()) {
            progress.clear();
            tell(*over);
            --left;
        }
    };
    while (left > 0 && !is_asked_to_stop()) {
        conversions.wait();
        tell_all();
        progress.show(conversions.thousandths(), 1000 * files.size());
    }
    conversions.end();
    tell_all(); // where it was past its last look when the stop came, it is done all the same
    return left;
}

} // namespace redstart
