// The frames of a microphone, for programs that want the sound itself rather than a file.
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

/// Either the program reads, or the stream calls it. The device holds about a second: a program
/// that is later than that loses frames, and is told how many.
///
/// Every method is thread-safe, and none is realtime-safe. start(), stop(), pause() and wait()
/// throw Error within the callback, where they would wait for themselves; the stream must not be
/// destroyed there.
class CaptureStream {
public:
    struct Read {
        Frames frames = 0; // stored, at the beginning of the room
        Frames lost = 0;   // lost by the device before them
        TimePoint time{};  // when the first of them reached the microphone, by the device's clock
    };

    /// Gets whole frames, and of them what read() tells; false ends the stream. Called on a thread
    /// of the stream. What it throws ends the stream and comes out of wait() and stop().
    using Callback = std::function<bool(std::span<const std::byte> frames, const Read& read)>;

    /// Opens the device and starts it. Throws Error.
    explicit CaptureStream(const StreamOptions& options = {});
    CaptureStream(const StreamOptions& options, Callback callback);
    ~CaptureStream(); // stops, and closes the device
    CaptureStream(const CaptureStream&) = delete;
    CaptureStream& operator=(const CaptureStream&) = delete;

    /// Waits until the room is full of whole frames. Returns less before a gap, for `lost` comes
    /// before the frames of a call, and after stop(): what had been delivered, then nothing.
    /// Throws Error when the device is over, after all of its frames, and in callback mode.
    Read read(std::span<std::byte> room);

    /// Goes on after a pause, without the sound of it; after stop() or an end it starts the device
    /// again, or opens it again in the same format where it was lost, and frames count anew. What
    /// nobody has read by then is dropped. Nothing while the stream is active. Throws Error.
    void start();

    /// Ends the stream; a read under way, and those that follow, return what was delivered so far.
    /// In callback mode it returns after the last call, and throws what wait() throws. The device
    /// stays open.
    void stop();

    /// The sound from now to start() is left out, and does not count as lost. Reads return what was
    /// delivered so far, then wait; there are no calls. Nothing where the stream is not active.
    void pause();

    /// Callback mode: returns when the stream has ended. Throws what ended it, if it was the Error
    /// of the device or what the callback threw.
    void wait();

    /// Sound is coming: not paused, not stopped, and not at its end.
    bool is_active() const noexcept;

    AudioFormat format() const noexcept;                      // what the device really delivers
    std::chrono::nanoseconds latency() const noexcept;        // from microphone to reader, in steps
    const std::vector<std::string>& remarks() const noexcept; // what is not as asked for

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
