// std::async carries the exception, and its future joins the thread.
#include "library/background.hpp"

#include "base/thread.hpp"

#include <redstart/error.hpp>

namespace redstart {

void BackgroundCalls::begin(const char* name, std::function<void()> work) {
    const auto run = [this, name, work = std::move(work)] {
        thread_ = std::this_thread::get_id();
        enter_thread(name);
        work();
    };
    end_ = std::async(std::launch::async, run).share();
}

void BackgroundCalls::wait() const {
    if (end_.valid()) std::shared_future(end_).get();
}

void BackgroundCalls::refuse_own_thread(const std::string& object,
                                        const std::string& instead) const {
    if (thread_.load() == std::this_thread::get_id())
        throw Error(object, "its callback cannot wait for its own end", instead,
                    Error::Kind::state);
}

} // namespace redstart
