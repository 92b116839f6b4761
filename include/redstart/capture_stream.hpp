// The frames of a microphone, for programs that want the sound itself rather than a file.
#pragma once

#include <redstart/stream_options.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// Either the program reads, or the stream calls it. The device holds about a second: a program
/// that is later than that loses frames, and is told how many.
///
/// Every method is thread-safe, and none is realtime-safe.
class CaptureStream {
public:
    struct Read {
        Frames frames = 0; // stored, at the beginning of the room
        Frames lost = 0;   // lost by the device before them
    };

    /// Gets whole frames, and how many were lost before them; false ends the stream. Called on a
    /// thread of the stream. What it throws ends the stream and comes out of wait() and stop();
    /// within the callback itself these two throw Error, and the stream must not be destroyed.
    using Callback = std::function<bool(std::span<const std::byte> frames, Frames lost)>;

    /// Opens the device and starts it. Throws Error.
    explicit CaptureStream(const StreamOptions& options = {});
    CaptureStream(const StreamOptions& options, Callback callback);
    ~CaptureStream(); // stops
    CaptureStream(const CaptureStream&) = delete;
    CaptureStream& operator=(const CaptureStream&) = delete;

    /// Waits until the room is full of whole frames. Returns less before a gap, for `lost` comes
    /// before the frames of a call, and after stop(): what had been delivered, then nothing.
    /// Throws Error when the device is over, after all of its frames. Not for callback mode.
    Read read(std::span<std::byte> room);

    /// Ends the stream; a read under way, and those that follow, return what was delivered so far.
    /// In callback mode it returns after the last call, and throws what wait() throws.
    void stop();

    /// Callback mode: returns when the stream has ended. Throws what ended it, if it was the Error
    /// of the device or what the callback threw.
    void wait();

    AudioFormat format() const noexcept;                      // what the device really delivers
    const std::vector<std::string>& remarks() const noexcept; // what is not as asked for

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
