// What a short piece of sound is like, per channel: extremes, mean, power and clips.
#pragma once

#include <redstart/format.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace redstart {

/// A clip is a run of three or more successive frames at full scale, on the same side, in one
/// channel: a single one may be sound, three in a row are a wave whose top is cut off. Full scale
/// is the first or the last value of an integer sample (of 32 bits, the last that a 24-bit
/// converter has), and what 16 bits can just hold of a float.
///
/// Of floats that are no sound, infinite or no numbers, nothing stays. Belongs to one thread;
/// every call is real-time safe: nothing is allocated. Four instructions a frame at 16-bit stereo,
/// on x86-64; samples are looked at one by one only where a channel touches full scale.
class PieceMeasure {
public:
    static constexpr Frames longest = 1024;

    /// 1.0 is full scale.
    struct Channel {
        float low = 0, high = 0;
        float mean = 0, square = 0; // the mean of the squares
        std::uint32_t clips = 0;    // that began or went on to their third frame in the piece
        bool is_sound = true;       // false: of floats that are infinite or no numbers

        float peak() const noexcept { return high > -low ? high : -low; }
        bool is_still() const noexcept { return low == high; } // one value all along
        bool is_zero() const noexcept { return low == 0 && high == 0; }
        bool operator==(const Channel&) const = default;
    };

    explicit PieceMeasure(const AudioFormat& format) noexcept : format_(format) {}

    /// Of one to `longest` whole frames that follow the piece before; good until the next call. A
    /// run of clipped frames goes on from one piece into the next.
    std::span<const Channel> measure(std::span<const std::byte> piece) noexcept;

    const AudioFormat& format() const noexcept { return format_; }

private:
    template <class Sample>
    void finish(std::span<const std::byte> piece) noexcept;
    template <class Sample>
    void count_clips(std::span<const std::byte> piece, unsigned channel) noexcept;

    AudioFormat format_;
    std::array<Channel, AudioFormat::max_channels> channels_{};
    std::array<std::int32_t, AudioFormat::max_channels> run_{}; // negative: at the bottom
};

/// Calls `use(piece)` for one piece of whole frames after the other.
template <class Use>
void by_pieces(const AudioFormat& format, std::span<const std::byte> frames, const Use& use) {
    const std::size_t longest = format.bytes(PieceMeasure::longest);
    while (!frames.empty()) {
        const auto piece = frames.first(longest < frames.size() ? longest : frames.size());
        frames = frames.subspan(piece.size());
        use(piece);
    }
}

} // namespace redstart
