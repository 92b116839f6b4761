// A take as phones can play it: a WAV file that is nowhere, made from any range of the take's.
#pragma once

#include "base/unique_fd.hpp"
#include "wav/info.hpp"
#include "web/frame_mix.hpp"
#include "web/rate_divider.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace redstart {

/// What becomes of a take: 16 bits, at most 2 channels and 48 kHz. A take that would be longer than
/// a WAV file may be, 4 GiB, is made mono, then of half the rate, and so on.
struct PlayPlan {
    static constexpr unsigned most_rate = 48000, most_channels = 2;

    unsigned divisor = 1, channels = 1;

    static bool fits(const AudioFormat& format) noexcept; // not above 48 kHz * RateDivider::most
    static PlayPlan of(const AudioFormat& format, Frames frames) noexcept;
};

/// Whether phones play a file of that format as it is.
bool is_played_by_phones(const AudioFormat& format) noexcept;

/// Of a file that Redstart is still writing, the frames that are in it by now: they will not
/// change. 0 where nobody knows.
Frames safe_frames(int fd, const std::string& name, const WavInfo& info);

/// The same bytes, in whatever ranges one asks for them. A take that is still written ends for now
/// where what follows is not there yet; another object has more. Belongs to one thread.
class PlayableSound {
public:
    static constexpr std::size_t head_bytes = 44;

    /// `name` is for errors, and tells by .part that the take is still written. Throws Error for a
    /// file that is not a WAV file, or has a format that Redstart cannot read.
    PlayableSound(UniqueFd fd, std::string name);

    unsigned rate() const noexcept { return rate_; }
    unsigned channels() const noexcept { return plan_.channels; }
    bool is_growing() const noexcept { return is_growing_; }
    std::uint64_t bytes() const noexcept;

    /// Fills the room from that byte on; fewer only at the end. Throws Error where the take cannot
    /// be read, or became shorter.
    std::size_t read(std::uint64_t offset, std::span<std::byte> room) const;

private:
    std::size_t frame_bytes() const noexcept { return 2 * std::size_t{plan_.channels}; }
    void fill(Frames first, Frames count, std::byte* out) const;
    void load(Frames first, const FrameMix::Planes& planes) const;
    std::array<std::byte, head_bytes> head() const noexcept;

    UniqueFd fd_;
    std::string name_;
    WavInfo info_;
    bool is_growing_;
    Frames frames_; // of the take
    PlayPlan plan_;
    RateDivider divider_;
    FrameMix mix_;
    unsigned rate_;
    Frames made_; // frames of what is played
};

} // namespace redstart
