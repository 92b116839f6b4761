// std::async carries the exception, and its future joins the thread.
#include "library/background.hpp"

#include "base/thread.hpp"

#include <redstart/error.hpp>

namespace redstart {

void BackgroundCalls::begin(std::function<void()> work, std::function<void()> conclude) {
    auto run_it = [this, work = std::move(work), conclude = std::move(conclude)] {
        run(work, conclude);
    };
    const std::lock_guard lock(mutex_);
    last_.end_ = std::async(std::launch::async, std::move(run_it)).share();
}

void BackgroundCalls::run(const std::function<void()>& work,
                          const std::function<void()>& conclude) {
    thread_ = std::this_thread::get_id();
    enter_thread(name_);
    std::exception_ptr end;
    try {
        work();
    } catch (...) {
        end = std::current_exception();
    }
    conclude();
    end = tell_end(end);
    thread_ = std::thread::id{}; // another thread may get this one's
    if (end) std::rethrow_exception(end);
}

/// What ended the work comes out of wait(); else what on_end threw.
std::exception_ptr BackgroundCalls::tell_end(std::exception_ptr end) const noexcept {
    try {
        if (on_end_) on_end_(end);
    } catch (...) {
        if (!end) end = std::current_exception();
    }
    return end;
}

BackgroundCalls::Run BackgroundCalls::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

void BackgroundCalls::refuse_own_thread(const std::string& object,
                                        const std::string& instead) const {
    if (thread_.load() == std::this_thread::get_id())
        throw Error(object, "its callback cannot wait for its own end", instead,
                    Error::Kind::state);
}

} // namespace redstart
