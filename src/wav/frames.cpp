// Reads frames by their position in the file, never behind the end of its sound.
#include "wav/frames.hpp"

#include "disk/storage.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace redstart {
namespace {

UniqueFd open_to_read(const std::string& name) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    UniqueFd fd(::open(name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(name, errno);
    return fd;
}

WavInfo playable(int fd, const std::string& name) {
    WavInfo info = read_wav_info(fd, name);
    if (!info.format)
        throw Error(name, "its sound is " + info.format_name,
                    "Redstart reads PCM of 8, 16, 24 and 32 bits, and 32-bit float",
                    Error::Kind::format);
    return info;
}

} // namespace

WavFrames::WavFrames(const std::filesystem::path& file)
    : name_(file), fd_(open_to_read(name_)), info_(playable(fd_.get(), name_)) {}

Frames WavFrames::read(std::span<std::byte> room) {
    const Frames wanted = std::min(format().frames_in(room.size()), info_.frames - position_);
    const std::size_t bytes =
        read_at(fd_.get(), name_, info_.data_offset + format().file_bytes(position_),
                room.first(format().bytes(wanted)));
    const Frames frames = format().frames_in(bytes);
    position_ += frames;
    return frames;
}

void WavFrames::seek(Frames frame) noexcept {
    position_ = std::clamp(frame, Frames{0}, info_.frames);
}

} // namespace redstart
