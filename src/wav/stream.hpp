// The frames of a WAV that comes through a pipe: `record - | redstart play -`.
#pragma once

#include "wav/info.hpp"

namespace redstart {

/// Reads on from where the descriptor is, and never back. Belongs to one thread; each call waits
/// for the sender.
class WavStream {
public:
    /// Reads up to the sound. `fd` stays the caller's, `name` is for errors. Throws Error where it
    /// is not WAV ("standard input: FLAC is played from a file only; ..."), or in a format that
    /// Redstart cannot play.
    WavStream(int fd, std::string name);

    const AudioFormat& format() const noexcept { return *info_.format; }

    /// Its frames and bytes are those that were read so far; at the end it is complete where the
    /// header claims no more, or could not know.
    const WavInfo& info() const noexcept { return info_; }

    /// Fills the room with the next whole frames, or with what is left of them; 0 at the end, which
    /// is where the header says, or where the pipe ends. Programs that cannot know the length say
    /// 0, or that it is 2 or 4 GiB: then the pipe alone decides. Throws Error where it cannot be
    /// read.
    Frames read(std::span<std::byte> room);

private:
    const int fd_;
    const std::string name_;
    WavInfo info_;
    const bool ends_with_pipe_; // its header could not know
    std::uint64_t left_;        // bytes of sound
};

} // namespace redstart
