// What the loop asks of the writer, and what the writer tells the loop.
#pragma once

#include "audio/take_output.hpp"

#include <redstart/source.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace redstart {

/// Makes the next file of a take, which begins with the frame of that time: it is opened some time
/// later, and a name that tells the time is to tell this one. Called on the writer thread, throws
/// Error.
using OpenOutput = std::function<std::unique_ptr<TakeOutput>(TimePoint first)>;

struct WriterOrder {
    enum class Kind {
        start,
        resume, // a take that begins where one was cut off, or as near to it as the ring goes back
        forget, // nobody will resume
        stop,
        split,
        mark
    } kind = Kind::start;
    std::optional<Frames> at; // position in the stream; nothing: the newest frame when it was given
    Frames pre_roll = 0;      // start: so many frames from `at` on come before the press
    TimePoint given{};        // stop, split
    unsigned poke = 0;        // stop, split: obeyed when this poke of Capture's is answered
    std::optional<Frames> length;       // start: the take ends by itself after so many frames
    OpenOutput open;                    // start, resume
    std::string text;                   // mark
    StopReason why = StopReason::order; // stop
};

struct News {
    enum class Kind {
        opened,  // a file has its first frames on the card
        closed,  // a file has its final name; `frames` are in it
        trouble, // the card failed the file `name`; the take goes on in the next one `opened`
        failed,  // the take could not be begun or not go on; `error` says why, in one line
        ended    // the take is over, well or not; `frames` are in all its files
    } kind = Kind::opened;
    std::string name;
    Frames frames = 0;
    std::string error;
    std::error_code code;
    bool was_cut_off = false; // ended: by a card that stayed away; what came since is in the ring
};

} // namespace redstart
