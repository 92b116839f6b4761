// Frames to a loudspeaker.
#pragma once

#include <redstart/clock.hpp>
#include <redstart/stream_options.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// Either the program writes, or the stream calls it. The device holds StreamOptions::latency and
/// sounds once that is full, or at drain().
///
/// Every method is thread-safe, and none is realtime-safe. start(), stop(), pause(), drain() and
/// wait() throw Error within the callback, where they would wait for themselves; the stream must
/// not be destroyed there.
class PlaybackStream {
public:
    struct Write {
        Frames frames = 0;      // taken: all of them, but for stop()
        unsigned underruns = 0; // how often the sound broke off because frames came late
        TimePoint time{};       // when the last of them has sounded, as near as the device tells
    };

    /// Of the block that a callback is to fill.
    struct Block {
        TimePoint time{};       // when its first frame sounds, as near as the device tells
        unsigned underruns = 0; // since the last call
    };

    static constexpr Frames abort = -1;

    /// Fills the block from its beginning and returns how many frames there are; 0 ends the stream
    /// once all has sounded, `abort` at once. Called on a thread of the stream. What it throws ends
    /// the stream at once and comes out of wait() and stop().
    using Callback = std::function<Frames(std::span<std::byte> frames, const Block& block)>;

    /// Opens the device. Throws Error.
    explicit PlaybackStream(const StreamOptions& options = {});
    PlaybackStream(const StreamOptions& options, Callback callback);
    ~PlaybackStream(); // stops, and closes the device
    PlaybackStream(const PlaybackStream&) = delete;
    PlaybackStream& operator=(const PlaybackStream&) = delete;

    /// Waits until the device has taken all whole frames, or stop(). Throws Error when the device
    /// is over, and in callback mode.
    Write write(std::span<const std::byte> sound);

    /// Waits until everything has sounded, or stop(); in callback mode no block is asked for any
    /// more, and it throws what wait() throws. Throws Error when the device is over.
    void drain();

    /// Goes on after a pause where the sound was; after stop() or an end the stream begins anew,
    /// and a device that was lost is opened again in the same format. Nothing while the stream is
    /// active. Throws Error.
    void start();

    /// Ends the sound at once, what the device holds included; a write or drain under way returns,
    /// and those that follow do nothing. In callback mode it throws what wait() throws. The device
    /// stays open.
    void stop();

    /// Silent until start(): at once where the device can, else when it has played what it holds.
    /// Writes wait; there are no calls. Nothing where the stream is not active.
    void pause();

    /// Callback mode: returns when all has sounded or the stream was stopped. Throws what ended it,
    /// if it was the Error of the device or what the callback threw.
    void wait();

    /// Sound is taken: not paused, not stopped, and not at its end.
    bool is_active() const noexcept;

    /// How often the sound broke off so far because frames came late, in either mode. After a
    /// break the sound comes back once the device is full again.
    unsigned underruns() const noexcept;

    AudioFormat format() const noexcept;                      // what the device really takes
    std::chrono::nanoseconds latency() const noexcept;        // what the device holds when full
    const std::vector<std::string>& remarks() const noexcept; // what is not as asked for

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
