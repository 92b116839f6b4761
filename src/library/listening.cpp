// Rounds of asking, waiting and calling, as often as the listener wants them.
#include "library/listening.hpp"

#include "base/thread.hpp"

#include <redstart/clock.hpp>

#include <utility>

namespace redstart {

Listening::Listening(Listener call, std::chrono::nanoseconds every, std::function<void()> ask,
                     std::function<void()> failed)
    : call_(std::move(call)), every_(every), ask_(std::move(ask)), failed_(std::move(failed)) {}

Listening::~Listening() {
    ending_ = true;
    if (const auto heard = tap()) heard->bell().ring();
    if (thread_.joinable()) thread_.join();
}

void Listening::hear(std::shared_ptr<Tap> tap) {
    std::shared_ptr<Tap> before;
    {
        const std::lock_guard lock(mutex_);
        before = std::exchange(tap_, std::move(tap));
    }
    if (before)
        before->bell().ring();
    else
        thread_ = start_thread("listener", [this] { run(); });
}

std::shared_ptr<Tap> Listening::tap() const {
    const std::lock_guard lock(mutex_);
    return tap_;
}

std::exception_ptr Listening::error() const {
    const std::lock_guard lock(mutex_);
    return error_;
}

void Listening::run() noexcept {
    TimePoint due = Clock::now();
    while (!ending_) {
        if (const TimePoint now = Clock::now(); now >= due) {
            ask_();
            due = now + every_;
        }
        const auto heard = tap();
        heard->bell().wait(due - Clock::now());
        if (!pass_on(*heard)) return failed_();
    }
}

bool Listening::pass_on(Tap& heard) noexcept {
    try {
        while (!ending_) {
            const auto piece = heard.next();
            if (!piece) break;
            call_(piece->frames, piece->lost, piece->first);
        }
        return true;
    } catch (...) {
        const std::lock_guard lock(mutex_);
        error_ = std::current_exception();
        return false;
    }
}

} // namespace redstart
