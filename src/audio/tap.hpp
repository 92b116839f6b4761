// A second, shorter ring beside the take's: what a listener hears, who may be late.
#pragma once

#include "audio/chunk_ring.hpp"

#include <atomic>
#include <optional>

namespace redstart {

/// The constructor takes all the memory; after it no call allocates, locks or throws. Where the
/// listener is a whole tap behind, he loses the newest frames and finds the jump; nobody waits for
/// him. Safe for one pushing and one listening thread.
class Tap {
public:
    struct Piece {
        std::span<const std::byte> frames; // valid until the next call
        Frames first = 0;                  // position of its first frame in the stream
        Frames lost = 0; // frames that the stream or the listener lost in front of it
    };

    /// Room for `frames`, given out in pieces of a chunk at most.
    Tap(const AudioFormat& format, Frames chunk_frames, Frames frames);

    const AudioFormat& format() const noexcept { return ring_.format(); }

    /// The listener's: whether anything is wanted, as it is at first. While it is not, a push costs
    /// one look.
    void want(bool wanted) noexcept { is_wanted_.store(wanted, std::memory_order_relaxed); }

    /// Copies whole frames that begin at `first` in the stream, as far as there is room. Real-time
    /// safe.
    void push(Frames first, std::span<const std::byte> frames) noexcept;

    /// The next frames; nothing where there are none yet.
    std::optional<Piece> next() noexcept;

    /// Rung by each push, and by a thread that wants the listener to look again.
    const Doorbell& bell() const noexcept { return bell_; }

private:
    ChunkRing ring_;
    Doorbell bell_;
    std::atomic<bool> is_wanted_{true};
    std::optional<Frames> heard_; // the listener's: up to here
};

} // namespace redstart
