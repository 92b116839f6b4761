// Sends the header with the first frames, then frames only.
#include "wav/pipe.hpp"

#include "disk/storage.hpp"
#include "wav/header.hpp"

#include <algorithm>
#include <array>

namespace redstart {

WavPipe::WavPipe(int fd, const AudioFormat& format, std::optional<Frames> frames)
    : fd_(fd),
      format_(format),
      header_(stream_header(format, frames)),
      announced_(frames),
      silence_(format.bytes(1024), silent_byte(format.sample)) {} // in memory

std::error_code WavPipe::append(std::span<const std::byte> frames) noexcept {
    if (frames.empty()) return {};
    const std::span<const std::byte> header = frames_ == 0 ? header_ : std::span<const std::byte>{};
    std::array parts = {part(header), part(frames)};
    const Written written = write_on(fd_, parts);
    const std::uint64_t sound =
        written.bytes - std::min<std::uint64_t>(written.bytes, header.size());
    frames_ += format_.frames_in(sound);
    return written.error;
}

std::error_code WavPipe::append_silence(Frames frames) noexcept {
    while (frames > 0) {
        const Frames now = std::min(frames, format_.frames_in(silence_.size()));
        const auto error = append(std::span(silence_).first(format_.bytes(now)));
        if (error) return error;
        frames -= now;
    }
    return {};
}

std::error_code WavPipe::close() noexcept {
    if (announced_ != frames_ || format_.file_bytes(frames_) % 2 == 0) return {};
    constexpr std::byte pad_byte{0};
    std::array parts = {part({&pad_byte, 1})};
    return write_on(fd_, parts).error;
}

} // namespace redstart
