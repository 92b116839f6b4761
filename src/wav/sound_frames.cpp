// Looks at the first bytes of the file, never at its name.
#include "wav/sound_frames.hpp"

#include "disk/storage.hpp"

#include <cerrno>
#include <fcntl.h>

namespace redstart {
namespace {

std::variant<WavFrames, FlacFrames> frames_of(const std::filesystem::path& file) {
    using Either = std::variant<WavFrames, FlacFrames>;
    if (is_flac(file)) return Either(std::in_place_type<FlacFrames>, file);
    return Either(std::in_place_type<WavFrames>, file);
}

} // namespace

SoundFrames::SoundFrames(const std::filesystem::path& file) : frames_(frames_of(file)) {}

const AudioFormat& SoundFrames::format() const noexcept {
    return std::visit([](const auto& frames) -> const AudioFormat& { return frames.format(); },
                      frames_);
}

const WavInfo& SoundFrames::info() const noexcept {
    return std::visit([](const auto& frames) -> const WavInfo& { return frames.info(); }, frames_);
}

Frames SoundFrames::read(std::span<std::byte> room) {
    return std::visit([room](auto& frames) { return frames.read(room); }, frames_);
}

bool is_flac(const std::filesystem::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(file, errno);
    return is_flac(fd.get(), file);
}

} // namespace redstart
