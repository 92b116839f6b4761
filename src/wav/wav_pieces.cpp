// Walks a WAV file from its first byte to its last, and leaves out the sound alone.
#include "wav/wav_pieces.hpp"

#include "wav/bytes.hpp"
#include "wav/flac_encoder.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>

namespace redstart {
namespace {

constexpr std::uint64_t front_bytes = 12, head_bytes = 8;
constexpr std::size_t most_pieces = 4096, most_bytes = 64 * 1024 * 1024;

class Walk {
public:
    Walk(int fd, const std::string& name, const WavInfo& info)
        : fd_(fd), name_(name), info_(info) {}

    WavPieces pieces() {
        keep(front_bytes);
        while (at_ < info_.file_bytes) {
            if (at_ + head_bytes == info_.data_offset)
                pass_over_the_sound();
            else
                keep(next_bytes());
        }
        return std::move(result_);
    }

private:
    Error refused(const std::string& why) const {
        return {name_, why, "the WAV file stays as it is",
                std::make_error_code(std::errc::not_supported)};
    }

    /// Those of the chunk and its pad byte, or all that is left where the chunk is cut off.
    std::uint64_t next_bytes() const {
        std::array<std::byte, head_bytes> head{};
        const std::uint64_t left = info_.file_bytes - at_;
        if (read_at(fd_, name_, at_, head) < head.size()) return left;
        const std::uint64_t bytes = load<std::uint32_t>(head, 4);
        return std::min(head_bytes + bytes + bytes % 2, left);
    }

    void keep(std::uint64_t bytes) {
        if (bytes > most_piece_bytes)
            throw refused("it has a chunk of more than 16 MB, which FLAC cannot keep");
        kept_ += bytes;
        if (result_.pieces.size() == most_pieces || kept_ > most_bytes)
            throw refused("it has more beside its sound than a FLAC file should keep");
        auto& piece = result_.pieces.emplace_back(static_cast<std::size_t>(bytes));
        if (read_at(fd_, name_, at_, piece) < piece.size())
            throw Error(name_, "became shorter meanwhile", "end what changes it, and try again");
        at_ += bytes;
    }

    void pass_over_the_sound() {
        keep(head_bytes);
        at_ += info_.data_bytes;
        if (info_.data_bytes % 2 == 0) return;
        std::array<std::byte, 1> pad{};
        result_.lacks_pad = read_at(fd_, name_, at_, pad) == 0;
        if (pad[0] != std::byte{0}) throw refused("its pad byte is not 0, which FLAC cannot keep");
        ++at_;
    }

    const int fd_;
    const std::string& name_;
    const WavInfo& info_;
    std::uint64_t at_ = 0, kept_ = 0;
    WavPieces result_;
};

} // namespace

WavPieces pieces_of_wav(int fd, const std::string& name, const WavInfo& info) {
    return Walk(fd, name, info).pieces();
}

} // namespace redstart
