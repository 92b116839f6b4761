// Where the writer thread puts the sound of a take: a WAV file on a card, or a pipe.
#pragma once

#include "audio/level_minutes.hpp"
#include "audio/take_events.hpp"

#include <redstart/source.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace redstart {

/// It exists from its first frame to close(); all its memory is taken by the constructor, and
/// every call is for one thread and throws nothing. After an error what had been synced stays
/// true, and only close() makes sense.
class TakeOutput {
public:
    virtual ~TakeOutput() = default;

    /// Told once before anything else: when its first frame was captured, which frame of the take
    /// that is, and the name of the take's file before this one (empty: it is the first).
    virtual void begins(TimePoint, Frames, std::string_view) noexcept {}

    /// Whole frames, written in order; what a short write left over is written before it returns.
    virtual std::error_code append(std::span<const std::byte> frames) noexcept = 0;

    /// So many frames of digital silence: a gap keeps its length.
    virtual std::error_code append_silence(Frames frames) noexcept = 0;

    /// Labels a frame of this file (0 is its first). Marks beyond the room for them are dropped.
    virtual void mark(Frames at, std::string_view label) noexcept = 0;

    /// So many frames of silence stand in this file for frames that never came.
    virtual void gap(const Gap& gap) noexcept = 0;

    /// What a minute of this file was like, once it is over; of the last one before close().
    virtual void minute(const LevelMinute&) noexcept {}

    /// How the take fared so far; the newest before close() is what its sidecar tells.
    virtual void note(const TakeFigures& figures) noexcept = 0;

    /// On return all that was appended is on the card and the header says so.
    virtual std::error_code sync() noexcept = 0;

    /// sync(), the final header, and the file's final name. The object is done with then; after an
    /// error it may be tried once more, which saves what had been synced. Without any frame there
    /// is no file, and that is no error.
    virtual std::error_code close() noexcept = 0;

    virtual Frames frames() const noexcept = 0;                      // appended
    virtual Frames frames_kept() const noexcept { return frames(); } // of these, in the file
    virtual Frames frames_on_card() const noexcept = 0;              // covered by the last sync()
    virtual std::string name() const = 0; // what to call it now; empty: no file
};

} // namespace redstart
