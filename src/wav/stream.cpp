// Keeps the front of the stream in memory, where it is a file to those who read WAV files.
#include "wav/stream.hpp"

#include "base/unique_fd.hpp"
#include "wav/bytes.hpp"
#include "wav/chunks.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

namespace redstart {
namespace {

/// All that is asked for; less only where the stream ends.
std::size_t read_on(int fd, const std::string& name, std::span<std::byte> room) {
    std::size_t bytes = 0;
    while (bytes < room.size()) {
        const ssize_t n = ::read(fd, room.data() + bytes, room.size() - bytes);
        if (n == 0) break;
        if (n > 0) {
            bytes += static_cast<std::size_t>(n);
        } else if (errno == EAGAIN) {
            pollfd in{fd, POLLIN, 0};
            ::poll(&in, 1, -1);
        } else if (errno != EINTR) {
            throw system_error(name, errno);
        }
    }
    return bytes;
}

/// Up to the first byte of sound, or as much of it as there is and may be.
class Front {
public:
    Front(int fd, const std::string& name) : fd_(fd), name_(name) {
        if (take(12) && is_wav())
            while (take_chunk()) {
            }
    }

    /// A file with no sound in it, whose header claims what the stream's does.
    UniqueFd as_file() const {
        UniqueFd file(::memfd_create("front", MFD_CLOEXEC));
        if (!file) throw system_error(name_, errno);
        for (std::size_t at = 0; at < bytes_.size();) {
            const ssize_t n = ::write(file.get(), bytes_.data() + at, bytes_.size() - at);
            if (n < 0) throw system_error(name_, errno);
            at += static_cast<std::size_t>(n);
        }
        return file;
    }

    bool is_flac() const { return load_text(bytes_, 0, 4) == "fLaC"; }

private:
    bool is_wav() const {
        const auto id = load_text(bytes_, 0, 4);
        return (id == "RIFF" || id == "RF64" || id == "BW64") && load_text(bytes_, 8, 4) == "WAVE";
    }

    /// False where the sound begins, or no chunk that may stand before it.
    bool take_chunk() {
        const std::size_t head = bytes_.size();
        if (!take(8) || load_text(bytes_, head, 4) == "data") return false;
        const std::uint64_t bytes = load<std::uint32_t>(bytes_, head + 4);
        return bytes <= most_front - std::min<std::uint64_t>(most_front, head) &&
               take(static_cast<std::size_t>(bytes + bytes % 2));
    }

    bool take(std::size_t count) {
        const std::size_t before = bytes_.size();
        bytes_.resize(before + count);
        const std::size_t got = read_on(fd_, name_, std::span(bytes_).subspan(before));
        bytes_.resize(before + got);
        return got == count;
    }

    const int fd_;
    const std::string& name_;
    std::vector<std::byte> bytes_;
};

WavInfo playable(int fd, const std::string& name) {
    const Front front(fd, name);
    if (front.is_flac())
        throw Error(name, "FLAC is played from a file only", "flac -dc FILE | redstart play -",
                    Error::Kind::format);
    WavInfo info = read_wav_info(front.as_file().get(), name);
    if (!info.format)
        throw Error(name, "its sound is " + info.format_name,
                    "Redstart reads PCM of 8, 16, 24 and 32 bits, and 32-bit float",
                    Error::Kind::format);
    return info;
}

/// Of sox, ffmpeg, arecord and Redstart, each a little less or more by whole frames and its header.
/// An RF64 has room for every length, and says 0 where its writer never came to know it.
bool is_of_a_stream(std::uint64_t claimed_bytes, bool is_rf64) noexcept {
    constexpr std::uint64_t two_gib = 0x8000'0000, four_gib = 0x1'0000'0000, around = 0x2000;
    const auto is_near = [&](std::uint64_t bytes) {
        return claimed_bytes + around >= bytes && claimed_bytes <= bytes + around;
    };
    return claimed_bytes == 0 || (!is_rf64 && (is_near(two_gib) || is_near(four_gib)));
}

} // namespace

WavStream::WavStream(int fd, std::string name)
    : fd_(fd),
      name_(std::move(name)),
      info_(playable(fd_, name_)),
      ends_with_pipe_(is_of_a_stream(info_.claimed_bytes, info_.is_rf64)),
      left_(ends_with_pipe_ ? std::numeric_limits<std::uint64_t>::max() : info_.claimed_bytes) {
    info_.frames = 0, info_.data_bytes = 0;
    if (ends_with_pipe_) info_.claimed_bytes = 0;
}

Frames WavStream::read(std::span<std::byte> room) {
    const std::size_t wanted = format().bytes(format().frames_in(room.size())); // in memory
    const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, left_));
    const std::size_t got = read_on(fd_, name_, room.first(now));
    left_ = got < now ? 0 : left_ - got;
    info_.data_bytes += got;
    info_.frames = format().frames_in(info_.data_bytes);
    if (ends_with_pipe_) info_.claimed_bytes = info_.data_bytes;
    info_.complete = info_.data_bytes == info_.claimed_bytes;
    return format().frames_in(got);
}

} // namespace redstart
