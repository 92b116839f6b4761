// Waits for an ALSA device, for a word from another thread, or for the clock.
#pragma once

#include "base/doorbell.hpp"

#include <alsa/asoundlib.h>
#include <atomic>
#include <chrono>
#include <poll.h>
#include <string>
#include <vector>

namespace redstart {

/// The waiting belongs to one thread, interrupt() to any and to signal handlers. The constructor
/// takes all descriptors and memory; after it every call is real-time safe.
class PcmWait {
public:
    /// For the life of a PCM that is set up. Throws Error.
    PcmWait(snd_pcm_t* pcm, const std::string& name);

    /// Until the device says it is ready (true), or interrupt(), or the time is over.
    bool for_device(std::chrono::nanoseconds at_most) noexcept;

    /// Until interrupt(), or the time is over.
    void for_clock(std::chrono::nanoseconds at_most) noexcept;

    void interrupt() noexcept;

    /// Whether there was an interrupt() since the last call of this one. No system call for the
    /// usual no.
    bool was_interrupted() noexcept;

private:
    snd_pcm_t* pcm_;
    Doorbell bell_;
    std::atomic<bool> interrupted_{false};
    std::vector<pollfd> polled_; // the bell, then the device
};

} // namespace redstart
