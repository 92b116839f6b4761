// The one seam: a stream of frames, wherever they come from.
#pragma once

#include <redstart/clock.hpp>
#include <redstart/format.hpp>

#include <cstddef>
#include <span>
#include <system_error>

namespace redstart {

/// A microphone that is open, with its format known. It delivers from the first read() on, for
/// which all memory can be taken before, until its destruction; after an error it is over and a new
/// one has to be made.
///
/// read() is called from one thread and is real-time safe: it does not allocate, lock or throw.
/// interrupt() may be called from any thread, also in a signal handler.
class Source {
public:
    struct Read {
        Frames lost = 0;          // frames that the device lost before the ones stored, not asleep
        Frames frames = 0;        // frames stored
        Frames waiting = 0;       // frames the device held beyond them at `when`
        TimePoint when{};         // so the frame after the stored ones is `waiting` frames older
        bool interrupted = false; // every frame delivered before interrupt() has been returned
        std::error_code error;    // not zero: the stream is over (ENODEV, ETIMEDOUT, EIO ...)
    };

    virtual ~Source() = default;

    /// What the device really delivers, which may differ from what was asked for.
    virtual AudioFormat format() const noexcept = 0;

    /// Waits until there are `at_least` frames, no more than fill `room` (whole frames), or
    /// interrupt() is called, whichever is first; then hands out what there is, as far as the room
    /// goes. After interrupt() that is all that the device has delivered, in as many calls as the
    /// size of `room` needs; the last of them says `interrupted`.
    virtual Read read(std::span<std::byte> room, Frames at_least) noexcept = 0;

    /// Makes the read under way, or the next, return with what is there.
    virtual void interrupt() noexcept = 0;
};

} // namespace redstart
