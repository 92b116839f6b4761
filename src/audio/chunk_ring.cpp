// Two counters, a position and a length per chunk, and one piece of locked memory.
#include "audio/chunk_ring.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace redstart {
namespace {

std::size_t chunks_for(Frames frames, Frames chunk_frames) {
    return static_cast<std::size_t>(
        std::max<Frames>(2, (frames + chunk_frames - 1) / chunk_frames));
}

} // namespace

ChunkRing::ChunkRing(const AudioFormat& format, Frames chunk_frames, Frames frames, bool lock)
    : format_(format),
      chunk_frames_(chunk_frames),
      frame_bytes_(format.frame_bytes()),
      chunk_bytes_(format.bytes(chunk_frames)),
      slots_(chunks_for(frames, chunk_frames)),
      memory_(format.file_bytes(this->frames()), lock) {}

/// Chunks from `head` on, the one begun included.
std::size_t ChunkRing::free(std::uint64_t head) const noexcept {
    return slots_.size() - static_cast<std::size_t>(head - tail_.load(std::memory_order_acquire));
}

/// Behind a chunk begun one chunk less is offered: should a gap come between, all that was put
/// there has room in chunks of its own.
std::span<std::byte> ChunkRing::back(Frames at_most) noexcept {
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    const std::size_t in_one_piece = std::min(free(head), slots_.size() - position(head));
    if (in_one_piece == 0) return {};
    const Frames chunks =
        std::clamp<Frames>(at_most / chunk_frames_, 1, static_cast<Frames>(in_one_piece));
    const Frames begun = slot(head).frames.load(std::memory_order_relaxed);
    const Frames room = begun == 0 ? chunks * chunk_frames_
                                   : std::max(chunk_frames_ - begun, (chunks - 1) * chunk_frames_);
    return {memory(head) + bytes(begun), bytes(room)};
}

bool ChunkRing::push(Frames first, Frames frames) noexcept {
    if (frames == 0) return true;
    std::uint64_t head = head_.load(std::memory_order_relaxed);
    Frames begun = slot(head).frames.load(std::memory_order_relaxed);
    if (begun > 0 && slot(head).first + begun != first) {
        if (!begin_anew(frames)) return false;
        head += 1;
        begun = 0;
    }
    while (frames > 0) {
        Slot& open = slot(head);
        const Frames now = std::min(frames, chunk_frames_ - begun);
        if (begun == 0) open.first = first;
        open.frames.store(begun + now, std::memory_order_release);
        if (begun + now == chunk_frames_) head += 1;
        first += now;
        frames -= now;
        begun = 0;
    }
    head_.store(head, std::memory_order_release);
    return true;
}

/// After a gap: the chunk begun ends here, and what was put behind it moves to the next.
bool ChunkRing::begin_anew(Frames frames) noexcept {
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    const Frames begun = slot(head).frames.load(std::memory_order_relaxed);
    head_.store(head + 1, std::memory_order_release);
    if (free(head + 1) == 0) return false;
    std::memmove(memory(head + 1), memory(head) + bytes(begun), bytes(frames));
    return true;
}

std::size_t ChunkRing::fill() const noexcept {
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    return static_cast<std::size_t>(head - tail_.load(std::memory_order_acquire));
}

void ChunkRing::wait_for_room(std::chrono::nanoseconds at_most) noexcept {
    awaited_ =
        true; // before the look, as pop() moves before it asks: one of the two sees the other
    if (head_.load() - tail_.load() == slots_.size()) room_.wait(at_most);
    awaited_ = false;
}

std::size_t ChunkRing::finished() const noexcept {
    return static_cast<std::size_t>(head_.load(std::memory_order_acquire) -
                                    tail_.load(std::memory_order_relaxed));
}

std::size_t ChunkRing::size() const noexcept {
    const std::uint64_t head = head_.load(std::memory_order_acquire);
    const auto done = static_cast<std::size_t>(head - tail_.load(std::memory_order_relaxed));
    if (done == slots_.size()) return done;
    return done + (slot(head).frames.load(std::memory_order_acquire) > 0 ? 1 : 0);
}

ChunkRing::Chunk ChunkRing::operator[](std::size_t i) const noexcept {
    const std::uint64_t number = tail_.load(std::memory_order_relaxed) + i;
    const Slot& asked = slot(number);
    const Frames frames = asked.frames.load(std::memory_order_acquire);
    return {asked.first, frames, {memory(number), bytes(frames)}};
}

void ChunkRing::pop(std::size_t chunks) noexcept {
    if (chunks == 0) return;
    assert(chunks <= finished());
    const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < chunks; ++i)
        slot(tail + i).frames.store(0, std::memory_order_relaxed);
    tail_.store(tail + chunks); // sequentially consistent: see wait_for_room()
    const bool is_worth_it = fill() <= slots_.size() - slots_.size() / 4;
    if (is_worth_it && awaited_.load()) room_.ring();
}

} // namespace redstart
