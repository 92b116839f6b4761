// A microphone and a loudspeaker that run together.
#pragma once

#include "alsa/sink.hpp"
#include "alsa/source.hpp"

namespace redstart {

/// What is written sounds `ahead` frames after what was read before it: so many frames of silence
/// are in the loudspeaker when both start. One thread; interrupt() from any. Between construction
/// and destruction nothing allocates, locks or throws.
class AlsaDuplex {
public:
    struct Write {
        unsigned underruns = 0; // the sound broke off, and `ahead` holds again
        Frames dropped = 0;     // left out: the loudspeaker is slower and full, or it was too late
        std::error_code error;
    };

    /// Opens both; the loudspeaker at the microphone's rate and format, and with as many channels
    /// where none are named and it can. `ahead` is two chunks at least. Throws Error.
    AlsaDuplex(const PcmRequest& in, PcmRequest out);

    AlsaSource& source() noexcept { return source_; }
    const AlsaSource& source() const noexcept { return source_; }
    const AlsaSink& sink() const noexcept { return sink_; }

    /// Starts both: in one instant where the devices can be linked.
    std::error_code start() noexcept;
    /// Stops both; start() may follow.
    std::error_code halt() noexcept;

    /// `captured` is when the first frame that it was made of was.
    Write write(std::span<const std::byte> sound, TimePoint captured) noexcept;
    /// When the first frame of what is written next will sound.
    TimePoint sounds_at(TimePoint captured) const noexcept;
    std::error_code drain() noexcept { return sink_.drain(); }
    void interrupt() noexcept;

    bool is_linked() const noexcept { return is_linked_; }
    Frames ahead() const noexcept { return ahead_; }
    /// Frames that have sounded since the last start or break.
    Frames played() const noexcept { return written_ - sink_.held(); }

private:
    std::error_code fill(Frames silent) noexcept;
    Write sound_again(std::span<const std::byte> sound, TimePoint captured) noexcept;

    AlsaSource source_;
    Frames ahead_;
    AlsaSink sink_;
    std::vector<std::byte> silence_;
    bool is_linked_ = false;
    bool sounds_ = false; // else it broke off, and what came since was too late
    Frames written_ = 0;
};

} // namespace redstart
