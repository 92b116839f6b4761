// The belt: two counters, a place and a length per chunk, and one piece of locked memory.
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

ChunkRing::ChunkRing(const AudioFormat& format, Frames chunk_frames, Frames frames)
    : format_(format),
      chunk_frames_(chunk_frames),
      slots_(chunks_for(frames, chunk_frames)),
      memory_(format.file_bytes(this->frames())) {}

std::span<std::byte> ChunkRing::memory(std::uint64_t number) const noexcept {
    const std::size_t bytes = format_.bytes(chunk_frames_);
    return memory_.bytes().subspan(place(number) * bytes, bytes);
}

bool ChunkRing::is_full(std::uint64_t head) const noexcept {
    return head - tail_.load(std::memory_order_acquire) == slots_.size();
}

std::span<std::byte> ChunkRing::back() noexcept {
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    if (is_full(head)) return {};
    const Frames begun = slot(head).frames.load(std::memory_order_relaxed);
    return memory(head).subspan(format_.bytes(begun));
}

bool ChunkRing::push(Frames first, Frames frames) noexcept {
    if (frames == 0) return true;
    Slot* open = &slot(head_.load(std::memory_order_relaxed));
    Frames begun = open->frames.load(std::memory_order_relaxed);
    if (begun > 0 && open->first + begun != first) {
        if (!begin_anew(frames)) return false;
        open = &slot(head_.load(std::memory_order_relaxed));
        begun = 0;
    }
    if (begun == 0) open->first = first;
    assert(begun + frames <= chunk_frames_);
    open->frames.store(begun + frames, std::memory_order_release);
    if (begun + frames == chunk_frames_)
        head_.store(head_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    return true;
}

/// After a gap: the chunk begun ends here, and what was put behind it moves to a chunk of its own.
bool ChunkRing::begin_anew(Frames frames) noexcept {
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    const std::span<std::byte> from = back();
    head_.store(head + 1, std::memory_order_release);
    if (is_full(head + 1)) return false;
    std::memcpy(memory(head + 1).data(), from.data(), format_.bytes(frames));
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
    const Frames frames = slot(number).frames.load(std::memory_order_acquire);
    return {slot(number).first, frames, memory(number).first(format_.bytes(frames))};
}

void ChunkRing::pop() noexcept {
    const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    assert(finished() > 0);
    slot(tail).frames.store(0, std::memory_order_relaxed);
    tail_.store(tail + 1); // sequentially consistent: see wait_for_room()
    const bool is_worth_it = fill() <= slots_.size() - slots_.size() / 4;
    if (is_worth_it && awaited_.load()) room_.ring();
}

} // namespace redstart
