// What the stream lost, where, and to whom: written by capture, read by the take.
#pragma once

#include "audio/take_events.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>

namespace redstart {

/// Safe for one producer and one consumer thread; no call allocates, locks, waits or throws. It
/// holds the newest losses until they are forgotten. Where it has no room the newest one grows over
/// those that follow it, so that only causes are mixed up, never lengths: these the ring tells.
class LossLog {
public:
    struct Loss {
        Frames first, end; // positions in the stream
        GapCause cause;
        Frames
            since; // the last position in front of it where all was well; `first` where it is known
    };
    static constexpr std::size_t most = 256;

    // Producer. In the order of the stream, and before the ring gets the frame behind the loss.
    void add(Frames first, Frames frames, GapCause cause) noexcept {
        add(first, frames, cause, first);
    }
    void add(Frames first, Frames frames, GapCause cause, Frames since) noexcept;

    // Consumer.
    /// The loss that has this position in it, or the next one behind it; nothing where there is
    /// none.
    std::optional<Loss> from(Frames position) const noexcept;
    void forget_before(Frames position) noexcept;

private:
    struct Slot {
        Frames first = 0, since = 0;
        std::atomic<Frames> end{0}; // the newest one's may grow
        GapCause cause = GapCause::overrun;
    };

    std::array<Slot, most> slots_;
    std::atomic<std::size_t> head_{0}, tail_{0};
};

} // namespace redstart
