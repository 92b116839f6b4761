// A ring of equal chunks, from one producer thread to one consumer thread.
#pragma once

#include "base/doorbell.hpp"
#include "base/realtime.hpp"

#include <redstart/format.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace redstart {

/// The constructor takes all the memory; after it no call allocates, locks or throws.
///
/// Every chunk carries the position of its first frame in the stream, so a jump between two chunks
/// is a gap. The producer fills the newest chunk bit by bit; the consumer sees what was pushed so
/// far and may use it at once, but gives back only chunks that are finished. Full chunks lie one
/// behind the other in page-aligned memory, so neighbours can be filled by one read and written to
/// a file in one piece.
///
/// Safe for exactly one producer thread and one consumer thread.
class ChunkRing {
public:
    struct Chunk {
        Frames first = 0; // position of its first frame in the stream
        Frames frames = 0;
        std::span<const std::byte> bytes;

        Frames end() const noexcept { return first + frames; }
    };

    /// Room for `frames`, rounded up to whole chunks, at least two.
    ChunkRing(const AudioFormat& format, Frames chunk_frames, Frames frames, bool lock = true);

    const AudioFormat& format() const noexcept { return format_; }
    Frames chunk_frames() const noexcept { return chunk_frames_; }
    std::size_t chunks() const noexcept { return slots_.size(); }
    Frames frames() const noexcept { return chunk_frames_ * static_cast<Frames>(chunks()); }
    std::size_t memory_bytes() const noexcept { return memory_.bytes().size(); }
    bool is_locked() const noexcept { return memory_.is_locked(); }

    // Producer; real-time safe.

    /// Room for the next frames: what is left of the chunk begun, and the free neighbours behind
    /// it, in all about `at_most` or one chunk. Empty while the consumer is a whole ring behind.
    std::span<std::byte> back(Frames at_most = 0) noexcept;

    /// Hands over the first `frames` of back(), which begin at `first` in the stream. They move on
    /// to a chunk of their own where they follow a gap, and false says that there is none free:
    /// they are lost then.
    bool push(Frames first, Frames frames) noexcept;

    /// Chunks begun and not yet given back.
    std::size_t fill() const noexcept;

    /// For a source that may be held back: waits until a quarter of the ring is free, or back() has
    /// room after so long.
    void wait_for_room(std::chrono::nanoseconds at_most) noexcept;

    // Consumer.

    /// Chunks that hold frames, the unfinished one included. To be asked once for a walk over them:
    /// all but the last are finished then, so none grows behind the walker's back.
    std::size_t size() const noexcept;

    /// The i-th oldest chunk, i < size(). Valid until it is given back; the newest may grow.
    Chunk operator[](std::size_t i) const noexcept;

    /// Chunks that will not grow any more, and so may be given back.
    std::size_t finished() const noexcept;

    /// Gives back the oldest chunks, no more than finished().
    void pop(std::size_t chunks = 1) noexcept;

private:
    struct Slot {
        Frames first = 0;
        std::atomic<Frames> frames{0};
    };

    std::size_t position(std::uint64_t number) const noexcept {
        return static_cast<std::size_t>(number % slots_.size());
    }
    std::size_t bytes(Frames frames) const noexcept {
        return static_cast<std::size_t>(frames) * frame_bytes_;
    }
    Slot& slot(std::uint64_t number) const noexcept { return slots_[position(number)]; }
    std::byte* memory(std::uint64_t number) const noexcept {
        return memory_.bytes().data() + position(number) * chunk_bytes_;
    }
    std::size_t free(std::uint64_t head) const noexcept;
    bool begin_anew(Frames frames) noexcept;

    const AudioFormat format_;
    const Frames chunk_frames_;
    const std::size_t frame_bytes_, chunk_bytes_;
    mutable std::vector<Slot> slots_;
    LockedMemory memory_;
    Doorbell room_;
    std::atomic<bool> awaited_{false};
    // 64 bits everywhere: of 2^32 short chunks there are two days, and their positions would jump
    // then.
    alignas(64) std::atomic<std::uint64_t> head_{0}; // finished chunks; the producer's
    alignas(64) std::atomic<std::uint64_t> tail_{0}; // chunks given back; the consumer's
};

} // namespace redstart
