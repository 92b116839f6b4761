// The WAV file that a FLAC file was made of, put together from what is kept of it.
#include "wav/flac_info.hpp"

#include "disk/storage.hpp"
#include "wav/bytes.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>

namespace redstart {
namespace {

constexpr std::uint64_t most_kept = 256 * 1024 * 1024; // bytes in front of and behind the sound
constexpr std::size_t block_bytes = 64 * 1024;

class HollowWav {
public:
    HollowWav(int flac, const std::string& name, const FlacInfo& info)
        : flac_(flac), name_(name), info_(info), wav_(::memfd_create("wav", MFD_CLOEXEC)) {
        if (!wav_) throw system_error(name, errno);
    }

    UniqueFd made() {
        bool has_sound = false;
        for (const FlacInfo::Piece& piece : info_.pieces) {
            copy(piece);
            if (has_sound || !is_head_of_sound(piece)) continue;
            has_sound = true;
            leave_room();
        }
        if (!has_sound) throw broken();
        if (info_.wav_bytes + 1 == end_) --end_; // whose last sound had no pad byte
        if (const auto error = cut_to(wav_.get(), end_)) throw system_error(name_, error.value());
        const WavInfo wav = read_wav_info(wav_.get(), name_);
        if (wav.frame_bytes % std::max(wav.channels, 1u) != 0 || wav.channels != info_.channels ||
            wav.rate != info_.rate || wav.data_bytes != sound_bytes(wav.frame_bytes) ||
            (wav.format && wav.frames != info_.frames))
            throw broken();
        return std::move(wav_);
    }

private:
    Error broken() const {
        return {name_, "what it keeps of a WAV file does not belong to its sound",
                "flac -d -f gives the sound alone"};
    }

    std::uint64_t sound_bytes(std::uint64_t frame_bytes) const noexcept {
        return static_cast<std::uint64_t>(info_.frames) * frame_bytes;
    }

    bool is_head_of_sound(const FlacInfo::Piece& piece) const {
        std::array<std::byte, 4> id{};
        return piece.bytes == 8 && read_at(flac_, name_, piece.offset, id) == id.size() &&
               load_text(id, 0, id.size()) == "data";
    }

    void copy(const FlacInfo::Piece& piece) {
        if (kept_ + piece.bytes > most_kept) throw broken();
        kept_ += piece.bytes;
        std::vector<std::byte> block(std::min<std::size_t>(piece.bytes, block_bytes));
        for (std::uint32_t done = 0; done < piece.bytes;) {
            const auto room =
                std::span(block).first(std::min<std::size_t>(block.size(), piece.bytes - done));
            if (read_at(flac_, name_, piece.offset + done, room) < room.size()) throw broken();
            if (done == 0) note_format(room);
            std::array parts = {part(room)};
            const Written written = write_at(wav_.get(), end_, parts);
            if (written.error) throw system_error(name_, written.error.value());
            end_ += room.size();
            done += static_cast<std::uint32_t>(room.size());
        }
    }

    void note_format(std::span<const std::byte> chunk) {
        if (load_text(chunk, 0, 4) == "fmt " && chunk.size() >= 24)
            frame_bytes_ = load<std::uint16_t>(chunk, 20);
    }

    /// For the sound and its pad byte: a hole, which takes no memory.
    void leave_room() noexcept {
        const std::uint64_t bytes = sound_bytes(frame_bytes_);
        end_ += bytes + bytes % 2;
    }

    const int flac_;
    const std::string& name_;
    const FlacInfo& info_;
    UniqueFd wav_;
    std::uint64_t end_ = 0, kept_ = 0, frame_bytes_ = 0;
};

WavInfo info_of(const FlacInfo& flac, const UniqueFd& wav, const std::string& name) {
    WavInfo info;
    if (wav) {
        info = read_wav_info(wav.get(), name);
    } else {
        info.format = flac.format();
        info.rate = flac.rate;
        info.channels = flac.channels;
        info.frame_bytes = static_cast<unsigned>(info.format->frame_bytes());
        info.frames = flac.frames;
        info.data_bytes = static_cast<std::uint64_t>(flac.frames) * info.frame_bytes;
        info.claimed_bytes = info.data_bytes;
        info.file_bytes = info.riff_bytes = flac.file_bytes;
        info.complete = true;
    }
    info.format_name = std::to_string(flac.bits) + "-bit FLAC";
    return info;
}

} // namespace

UniqueFd wav_without_sound(int fd, const std::string& name, const FlacInfo& info) {
    if (info.pieces.empty()) return {};
    return HollowWav(fd, name, info).made();
}

WavInfo read_sound_info(int fd, const std::string& name) {
    if (!is_flac(fd, name)) return read_wav_info(fd, name);
    const FlacInfo info = read_flac_info(fd, name);
    return info_of(info, wav_without_sound(fd, name, info), name);
}

WavInfo read_sound_info(const std::filesystem::path& file) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(file, errno);
    return read_sound_info(fd.get(), file);
}

} // namespace redstart
