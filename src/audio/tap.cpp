// Chunks of a ring of its own, copied in by one thread and read bit by bit by the other.
#include "audio/tap.hpp"

#include <algorithm>
#include <cstring>

namespace redstart {

Tap::Tap(const AudioFormat& format, Frames chunk_frames, Frames frames)
    : ring_(format, chunk_frames, frames, false) {}

void Tap::push(Frames first, std::span<const std::byte> frames) noexcept {
    if (!is_wanted_.load(std::memory_order_relaxed)) return;
    while (!frames.empty()) {
        const std::span<std::byte> room = ring_.back();
        if (room.empty()) break;
        const auto now = frames.first(std::min(frames.size(), room.size()));
        std::memcpy(room.data(), now.data(), now.size());
        const Frames count = format().frames_in(now.size());
        if (!ring_.push(first, count)) break;
        first += count;
        frames = frames.subspan(now.size());
    }
    bell_.ring();
}

/// Chunks that were heard to their end go first; what next() gave before may lie in one of them.
std::optional<Tap::Piece> Tap::next() noexcept {
    while (ring_.finished() > 0 && heard_ && ring_[0].end() <= *heard_) ring_.pop();
    if (ring_.size() == 0) return {};
    const ChunkRing::Chunk chunk = ring_[0];
    const Frames from = std::clamp(heard_.value_or(chunk.first), chunk.first, chunk.end());
    if (from == chunk.end()) return {};
    const Frames lost = from - heard_.value_or(from);
    heard_ = chunk.end();
    return Piece{chunk.bytes.subspan(format().bytes(from - chunk.first)), from, lost};
}

} // namespace redstart
