// The WavReader's outside: every call goes to the frames inside.
#include <redstart/wav_reader.hpp>

#include "wav/frames.hpp"

namespace redstart {

class WavReader::Impl {
public:
    explicit Impl(const std::filesystem::path& file) : frames(file) {}

    WavFrames frames;
};

WavReader::WavReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}

WavReader::~WavReader() = default;

AudioFormat WavReader::format() const noexcept {
    return impl_->frames.format();
}

Frames WavReader::frames() const noexcept {
    return impl_->frames.info().frames;
}

std::chrono::nanoseconds WavReader::duration() const noexcept {
    return format().duration(frames());
}

const std::vector<WavMark>& WavReader::marks() const noexcept {
    return impl_->frames.info().marks;
}

bool WavReader::is_complete() const noexcept {
    return impl_->frames.info().complete;
}

Frames WavReader::read(std::span<std::byte> room) {
    return impl_->frames.read(room);
}

void WavReader::seek(Frames frame) noexcept {
    impl_->frames.seek(frame);
}

std::vector<std::byte> WavReader::bytes() {
    const std::uint64_t wanted = format().file_bytes(frames());
    if (wanted > std::vector<std::byte>().max_size()) throw std::bad_alloc();
    std::vector<std::byte> sound(static_cast<std::size_t>(wanted));
    const Frames position = impl_->frames.position();
    seek(0);
    sound.resize(format().bytes(read(sound)));
    seek(position);
    return sound;
}

} // namespace redstart
