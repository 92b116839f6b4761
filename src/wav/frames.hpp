// The frames of a WAV file, in the file's own format.
#pragma once

#include "base/unique_fd.hpp"
#include "wav/info.hpp"

namespace redstart {

class WavFrames {
public:
    /// Throws Error where it is not a WAV file, or one in a format that Redstart cannot play.
    explicit WavFrames(const std::filesystem::path& file);

    const AudioFormat& format() const noexcept { return *info_.format; }
    const WavInfo& info() const noexcept { return info_; }

    int fd() const noexcept { return fd_.get(); }

    /// Fills the room with the next whole frames, or with what is left of them; 0 at the end.
    /// Throws Error where the file cannot be read.
    Frames read(std::span<std::byte> room);

    /// The frame that read() gives next; the end where there is no such frame.
    void seek(Frames frame) noexcept;
    Frames position() const noexcept { return position_; }

private:
    const std::string name_;
    const UniqueFd fd_;
    const WavInfo info_;
    Frames position_ = 0;
};

} // namespace redstart
