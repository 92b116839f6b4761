// An ALSA playback device: takes frames until it has them all.
#pragma once

#include "alsa/negotiate.hpp"
#include "alsa/wait.hpp"

#include <redstart/source.hpp>

#include <span>
#include <system_error>

namespace redstart {

/// It sounds once its buffer, about a second or the latency that was asked for, is full, or once
/// drain() says there is no more. One thread; interrupt() from any thread and from a signal
/// handler. Between construction and destruction nothing allocates, locks or throws.
class AlsaSink {
public:
    struct Write {
        Frames frames = 0;      // taken: all, but for interrupt() and errors
        unsigned underruns = 0; // how often the sound broke off because frames came late
        std::error_code error;  // not zero: the device is over (ENODEV, ETIMEDOUT, EIO ...)
    };

    /// Opens and agrees on a format. Throws Error.
    explicit AlsaSink(const PcmRequest& request);
    ~AlsaSink(); // what has not sounded yet never will
    AlsaSink(const AlsaSink&) = delete;
    AlsaSink& operator=(const AlsaSink&) = delete;

    const std::string& device() const noexcept { return device_; }
    std::span<const std::string> remarks() const noexcept { return setup_.remarks; }
    AudioFormat format() const noexcept { return setup_.format; }

    /// Returns when the device has taken all whole frames, or after interrupt().
    Write write(std::span<const std::byte> sound) noexcept;

    /// Returns when everything has sounded, or EINTR after interrupt(). write() may follow.
    std::error_code drain() noexcept;

    /// Drops what has not sounded yet. write() may follow.
    std::error_code halt() noexcept;

    /// Silent at once where the device can, else when it has played what it holds; that is no
    /// underrun.
    void pause() noexcept;
    std::error_code resume() noexcept;

    /// Sounds from now on, however little was written.
    std::error_code start() noexcept;
    /// What can be written without waiting; below 0 after an underrun, which the next write()
    /// tells.
    Frames room() const noexcept;
    /// Of what was written, what has not sounded.
    Frames held() const noexcept;
    snd_pcm_t* handle() const noexcept { return pcm_.get(); }

    /// When the frame that is written next will sound, as near as the device tells.
    TimePoint next_sounds_at() const noexcept;
    /// How long a frame waits in a full device.
    std::chrono::nanoseconds latency() const noexcept { return setup_.playback_latency(); }

    /// Makes the write or drain under way, or the next, return.
    void interrupt() noexcept { wait_.interrupt(); }

private:
    long put(std::span<const std::byte> sound, Frames frames) noexcept;
    bool wait(bool in_vain, TimePoint deadline, std::error_code& error) noexcept;
    std::chrono::nanoseconds remaining() const noexcept;

    std::string device_;
    Pcm pcm_;
    PcmSetup setup_;
    PcmWait wait_;
    std::vector<std::byte> scratch_; // for frames to be unpacked, where the device is_padded()
};

} // namespace redstart
