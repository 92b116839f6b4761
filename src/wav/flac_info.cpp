// Walks the blocks of metadata, which lie in front of the sound.
#include "wav/flac_info.hpp"

#include "wav/bytes.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <sys/stat.h>

namespace redstart {
namespace {

constexpr std::string_view magic = "fLaC", kept_id = "riff";
constexpr std::size_t block_head = 4, stream_info_bytes = 34, id_bytes = 4;
constexpr int most_blocks = 8192;
constexpr std::size_t most_comments = 1024 * 1024; // bytes; a rest is not looked at
constexpr const char* copy_again = "it may be cut off: copy it again from where it came";

enum class Block : std::uint8_t { stream_info = 0, application = 2, comments = 4 };

std::uint64_t big_endian(std::span<const std::byte> bytes) noexcept {
    std::uint64_t number = 0;
    for (const std::byte byte : bytes) number = number << 8 | std::to_integer<std::uint64_t>(byte);
    return number;
}

std::string hex(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte byte : bytes) {
        char digits[4];
        std::snprintf(digits, sizeof digits, "%02x", std::to_integer<unsigned>(byte));
        text += digits;
    }
    return text;
}

class Blocks {
public:
    Blocks(int fd, const std::string& name) : fd_(fd), name_(name) {
        struct stat status {};
        if (::fstat(fd, &status) != 0) throw system_error(name, errno);
        info_.file_bytes = static_cast<std::uint64_t>(status.st_size);
    }

    FlacInfo info() {
        std::uint64_t at = magic.size();
        bool last = false;
        for (int blocks = 0; !last; ++blocks) {
            std::array<std::byte, block_head> head{};
            if (blocks == most_blocks || read(at, head) < head.size()) throw broken();
            const auto kind = std::to_integer<unsigned>(head[0]);
            last = (kind & 0x80) != 0;
            const auto bytes = static_cast<std::uint32_t>(big_endian(std::span(head).subspan(1)));
            at += block_head;
            if (at + bytes > info_.file_bytes) throw broken();
            if ((blocks == 0) != (kind % 0x80 == static_cast<unsigned>(Block::stream_info)))
                throw broken();
            visit(static_cast<Block>(kind % 0x80), at, bytes);
            at += bytes;
        }
        return std::move(info_);
    }

private:
    Error broken() const { return {name_, "its blocks of metadata are broken", copy_again}; }

    std::size_t read(std::uint64_t at, std::span<std::byte> room) const {
        return read_at(fd_, name_, at, room);
    }

    void visit(Block kind, std::uint64_t at, std::uint32_t bytes) {
        if (kind == Block::stream_info) visit_stream_info(at, bytes);
        if (kind == Block::application) visit_application(at, bytes);
        if (kind == Block::comments) visit_comments(at, bytes);
    }

    void visit_stream_info(std::uint64_t at, std::uint32_t bytes) {
        std::array<std::byte, stream_info_bytes> block{};
        if (bytes < block.size() || read(at, block) < block.size()) throw broken();
        const std::uint64_t packed = big_endian(std::span(block).subspan(10, 8));
        info_.rate = static_cast<unsigned>(packed >> 44);
        info_.channels = static_cast<unsigned>(packed >> 41 & 7) + 1;
        info_.bits = static_cast<unsigned>(packed >> 36 & 31) + 1;
        info_.frames = static_cast<Frames>(packed & 0xF'FFFF'FFFF);
        const auto md5 = std::span(block).subspan(18);
        if (std::ranges::any_of(md5, [](std::byte byte) { return byte != std::byte{0}; }))
            info_.md5 = hex(md5);
        if (info_.rate == 0) throw broken();
    }

    void visit_application(std::uint64_t at, std::uint32_t bytes) {
        std::array<std::byte, id_bytes> id{};
        if (bytes < id.size() || read(at, id) < id.size()) return;
        if (load_text(id, 0, id_bytes) == kept_id)
            info_.pieces.push_back({at + id_bytes, bytes - static_cast<std::uint32_t>(id_bytes)});
    }

    /// Vendor, count, then the comments: a length and UTF-8 each, in little-endian for once.
    void visit_comments(std::uint64_t at, std::uint32_t bytes) {
        std::vector<std::byte> block(std::min<std::size_t>(bytes, most_comments));
        block.resize(read(at, block));
        const auto number = [&](std::size_t place) {
            return place + 4 <= block.size() ? load<std::uint32_t>(block, place) : 0;
        };
        std::uint64_t place = 4 + std::uint64_t{number(0)} + 4;
        while (place + 4 < block.size()) {
            const auto begin = static_cast<std::size_t>(place) + 4;
            const std::uint32_t length = number(begin - 4);
            visit_comment(at + begin, load_text(block, begin, length));
            place = begin + std::uint64_t{length};
        }
    }

    void visit_comment(std::uint64_t at, std::string_view comment) {
        if (comment.starts_with(sha256_comment) &&
            comment.size() == sha256_comment.size() + sha256_digits) {
            info_.sha256 = comment.substr(sha256_comment.size());
            info_.sha256_offset = at + sha256_comment.size();
        }
        if (comment.starts_with(size_comment)) {
            const auto digits = comment.substr(size_comment.size());
            std::from_chars(digits.data(), digits.data() + digits.size(), info_.wav_bytes);
        }
    }

    const int fd_;
    const std::string& name_;
    FlacInfo info_;
};

} // namespace

AudioFormat FlacInfo::format() const noexcept {
    const auto with = [this](SampleFormat sample) { return AudioFormat{rate, channels, sample}; };
    if (bits <= 8) return with(SampleFormat::u8);
    if (bits <= 16) return with(SampleFormat::s16_le);
    if (bits <= 24) return with(SampleFormat::s24_3le);
    return with(SampleFormat::s32_le);
}

bool is_flac(int fd, const std::string& name) {
    struct stat status {};
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    std::array<std::byte, magic.size()> front{};
    return load_text(std::span(front).first(read_at(fd, name, 0, front)), 0, magic.size()) == magic;
}

FlacInfo read_flac_info(int fd, const std::string& name) {
    if (!is_flac(fd, name))
        throw Error(name, "no FLAC file", "ffmpeg -i IT NEW.flac converts other formats");
    return Blocks(fd, name).info();
}

} // namespace redstart
