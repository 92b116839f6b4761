// An ALSA capture device as a Source.
#pragma once

#include "alsa/negotiate.hpp"
#include "alsa/wait.hpp"
#include "base/realtime.hpp"

#include <redstart/source.hpp>

#include <optional>

namespace redstart {

/// Frames stay in the device's buffer, about a second, until nearly half of it is full; then read()
/// hands them out, in one piece where the room is that large, else room by room without waiting. So
/// a recording costs two wakeups a second.
///
/// What an overrun lost, or a suspend beside the time asleep, is reckoned by the clock, from the
/// last moment at which the stream's position was known to the first frames after the device was
/// started again, at the nominal rate: right to a few frames where the device stamps its time, else
/// to a period. A room that was filled in part before such a gap is returned short; a read after it
/// says `lost`. A device without a frame for 2 s and twice the time between wakeups is over:
/// ETIMEDOUT.
class AlsaSource : public Source {
public:
    /// Opens and agrees on a format; the first read() starts the device. Throws Error. The device
    /// "auto" is looked for, see auto_device.hpp.
    explicit AlsaSource(const PcmRequest& request);
    ~AlsaSource() override; // what was not read is dropped
    AlsaSource(const AlsaSource&) = delete;
    AlsaSource& operator=(const AlsaSource&) = delete;

    const std::string& device() const noexcept { return device_; }
    /// What differs from the request, a sentence each; empty where nothing does.
    std::span<const std::string> remarks() const noexcept { return remarks_; }

    /// How old the oldest frame is when the device wakes its reader.
    std::chrono::nanoseconds latency() const noexcept { return setup_.capture_latency(); }

    /// Between two reads. Stops the device; what was not read is dropped.
    void halt() noexcept;
    /// Makes it as it was after the constructor: the next read() starts it again.
    std::error_code rewind() noexcept;

    snd_pcm_t* handle() const noexcept { return pcm_.get(); }

    AudioFormat format() const noexcept override { return setup_.format; }
    Read read(std::span<std::byte> room, Frames at_least) noexcept REDSTART_NONBLOCKING override;
    void interrupt() noexcept override { wait_.interrupt(); }

private:
    std::error_code start() noexcept;
    void note_interrupt() noexcept;
    long take(std::span<std::byte> room, Frames wanted, Frames enough) noexcept;
    long look() noexcept;
    long fetch(std::span<std::byte> room, Frames frames) noexcept;
    void note(Frames held, TimePoint when) noexcept;
    std::error_code restart() noexcept;
    bool wait(bool in_vain, std::error_code& error) noexcept;
    Read conclude(Read read) noexcept;

    std::vector<std::string> remarks_;
    std::string device_;
    Pcm pcm_;
    PcmSetup setup_;
    PcmWait wait_;
    std::vector<std::byte> scratch_; // for frames to be packed, where the device is_padded()
    std::optional<Frames> owed_; // of those delivered before interrupt(), the ones not yet returned

    // Positions in the stream, counted from its start with everything lost.
    Frames position_ = 0;    // of the next frame to return
    Frames known_end_ = 0;   // the device had delivered the frames before this one ...
    TimePoint known_when_{}; // ... at this moment; before the first read there is none
    Frames lost_ = 0;        // before position_, and not told yet
    Frames seen_ = 0;        // in the device at the last look, and not taken since
    bool in_gap_ = false;    // started again, and not a frame since
    TimePoint restarted_{};  // at the beginning of the last gap
};

} // namespace redstart
