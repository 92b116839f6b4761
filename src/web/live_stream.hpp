// The recorder's sound on its way to one listener: fewer channels, a lower rate, 16 bits.
#pragma once

#include "web/frame_mix.hpp"
#include "web/rate_divider.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace redstart {

/// Blocks of 16 bytes of head (u64 position of its first frame, u32 frames, u32 frames lost before
/// it) and S16_LE frames, positions counted at the rate that is sent. A block for which there is no
/// room is lost, and the next one tells how much: the listener is slow, and nobody waits for him. A
/// position below the one before is a stream that began anew. Belongs to one thread.
class LiveStream {
public:
    static constexpr unsigned lowest_rate = 16000, usual_rate = 48000;
    static constexpr std::size_t head_bytes = 16;

    /// The rate is the recorder's divided by a whole number, the nearest at or above `rate`; of one
    /// channel, no two are made.
    LiveStream(const AudioFormat& format, unsigned rate, unsigned channels);

    /// Takes a whole block; false where there is no room.
    using Sink = std::function<bool(std::span<const std::byte> block)>;

    unsigned rate() const noexcept { return mix_.format().rate / divider_.divisor(); }
    unsigned channels() const noexcept { return mix_.channels(); }
    const AudioFormat& format() const noexcept { return mix_.format(); }

    void hear(Frames first, std::span<const std::byte> frames, const Sink& sink);

private:
    void begin_at(Frames first);
    Frames append(std::span<const std::byte> frames); // made from now on; 0 where it is too early
    void write(Frames position, Frames count, const Sink& sink);

    FrameMix mix_;
    RateDivider divider_;
    std::array<std::vector<float>, FrameMix::most_channels> levels_; // from levels_at_ on
    Frames levels_at_ = 0;
    std::optional<Frames> expected_; // position of the recorder's next frame
    Frames next_ = 0;                // position of the next one that is sent
    std::optional<Frames> told_;     // up to here the listener knows
    std::vector<std::byte> block_;
};

} // namespace redstart
