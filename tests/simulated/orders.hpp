// A simulated microphone's ear for orders: the shared state, and a descriptor that wakes it.
#pragma once

#include "simulated/state_file.hpp"

#include <redstart/source.hpp>

#include <string>
#include <utility>

namespace redstart {

/// Held by one stream at a time, as a card is. Asking costs no system call.
class Orders {
public:
    explicit Orders(const std::string& path); // throws Error: ENODEV pulled out, EBUSY held

    /// Pulled out since it was opened, even if it is back.
    bool has_vanished() const noexcept { return state_->plug != plug_; }

    /// An overrun was ordered that acknowledge_overrun() has not answered.
    bool wants_overrun() const noexcept { return state_->overruns != overruns_; }
    void acknowledge_overrun() noexcept { overruns_ = state_->overruns; }

    /// Frames to be swallowed since it was asked last.
    Frames wants_skip() noexcept {
        return state_->skipped - std::exchange(skipped_, state_->skipped);
    }

    TimePoint stall_until() const noexcept {
        return TimePoint(std::chrono::nanoseconds(state_->stall_until));
    }
    std::int64_t drift_ppm() const noexcept { return state_->drift_ppm; }

    bool is_muted() const noexcept { return state_->is_muted != 0; }

    void tell_start(TimePoint when, unsigned rate, unsigned channels) noexcept;
    void tell_frames(Frames reached) noexcept { state_->frames = reached; }
    void tell_lost(Frames lost) noexcept { state_->lost = lost; }

    /// Readable after an order; hear() makes it wait for the next one.
    int fd() const noexcept { return ear_.get(); }
    void handle() noexcept;

private:
    StateFile state_;
    UniqueFd ear_;
    std::uint64_t plug_, overruns_;
    std::int64_t skipped_;
};

} // namespace redstart
