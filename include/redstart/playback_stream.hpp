// Frames to a loudspeaker.
#pragma once

#include <redstart/stream_options.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// Either the program writes, or the stream calls it. The device holds about a second and sounds
/// once that is full, or at drain().
///
/// Every method is thread-safe, and none is realtime-safe.
class PlaybackStream {
public:
    struct Write {
        Frames frames = 0;      // taken: all of them, but for stop()
        unsigned underruns = 0; // how often the sound broke off because frames came late
    };

    /// Fills the block from its beginning and returns how many frames there are; 0 ends the stream,
    /// once all has sounded. Called on a thread of the stream. What it throws ends the stream and
    /// comes out of wait() and stop(); within the callback itself these two throw Error, and the
    /// stream must not be destroyed.
    using Callback = std::function<Frames(std::span<std::byte> block)>;

    /// Opens the device. Throws Error.
    explicit PlaybackStream(const StreamOptions& options = {});
    PlaybackStream(const StreamOptions& options, Callback callback);
    ~PlaybackStream(); // stops
    PlaybackStream(const PlaybackStream&) = delete;
    PlaybackStream& operator=(const PlaybackStream&) = delete;

    /// Waits until the device has taken all whole frames, or stop(). Throws Error when the device
    /// is over. Not for callback mode.
    Write write(std::span<const std::byte> sound);

    /// Waits until everything has sounded, or stop(). Throws Error when the device is over.
    void drain();

    /// Ends the sound at once and closes the device; a write or drain under way returns, and those
    /// that follow do nothing. In callback mode it throws what wait() throws.
    void stop();

    /// Callback mode: returns when all has sounded or the stream was stopped. Throws what ended it,
    /// if it was the Error of the device or what the callback threw.
    void wait();

    /// How often the sound broke off so far because frames came late, in either mode. After a
    /// break the sound comes back once the device is full again.
    unsigned underruns() const noexcept;

    AudioFormat format() const noexcept;                      // what the device really takes
    const std::vector<std::string>& remarks() const noexcept; // what is not as asked for

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
