// Knows the marks that programs leave in the headers of what they record.
#include "wav/software.hpp"

#include "wav/bytes.hpp"

#include <algorithm>

namespace redstart {
namespace {

constexpr std::size_t most_list_bytes = 4096, most_name_bytes = 60;
constexpr std::uint64_t of_a_stream = 0xFFFF'FFFF;

/// What can be shown of a text that anybody may have written.
std::string shown(std::string_view text) {
    std::string result(text.substr(0, std::min(text.find('\0'), most_name_bytes)));
    for (char& c : result)
        if (c < ' ' || c > '~') c = '?';
    return result;
}

/// LIST/INFO/ISFT: the program's own name.
std::string software(std::span<const std::byte> list) {
    if (load_text(list, 0, 4) != "INFO") return {};
    std::string name;
    each_chunk(list.subspan(4), [&](std::string_view id, std::span<const std::byte> payload) {
        if (id == "ISFT" && name.empty()) name = shown(load_text(payload, 0, payload.size()));
    });
    return name;
}

std::string software(int fd, const std::string& name, const std::vector<WavChunk>& front) {
    for (const WavChunk& chunk : front) {
        if (chunk.id != "LIST") continue;
        std::vector<std::byte> list(
            static_cast<std::size_t>(std::min<std::uint64_t>(chunk.bytes, most_list_bytes)));
        list.resize(read_at(fd, name, chunk.at, list));
        if (std::string found = software(list); !found.empty()) return found;
    }
    return {};
}

bool has(const std::vector<WavChunk>& front, std::string_view id) {
    return std::ranges::any_of(front, [id](const WavChunk& chunk) { return chunk.id == id; });
}

} // namespace

bool is_unfinished_arecord(const WavInfo& info) noexcept {
    return info.data_offset == 44 && info.claimed_bytes == 0x8000'0000 &&
           info.riff_bytes == info.data_offset + info.claimed_bytes;
}

bool is_unfinished_sox(const WavInfo& info) noexcept {
    return info.claimed_bytes <= 0x7FFF'F000 &&
           info.claimed_bytes > 0x7FFF'F000u - info.frame_bytes;
}

std::string wav_software(int fd, const std::string& name, const WavInfo& info,
                         const std::vector<WavChunk>& front) {
    if (info.note) return "redstart";
    const std::string own = software(fd, name, front);
    if (own.starts_with("Lavf")) return "ffmpeg (" + own + ")";
    if (!own.empty()) return own;
    if (is_unfinished_arecord(info)) return "arecord";
    if (is_unfinished_sox(info)) return "sox, or redstart record into a pipe";
    if (has(front, "PEAK") || (info.claimed_bytes == 0 && info.riff_bytes == 16) ||
        (info.is_rf64 && info.riff_bytes == 0))
        return "a program on libsndfile";
    if (info.claimed_bytes == of_a_stream && info.riff_bytes == of_a_stream + 8)
        return "ffmpeg, or another that writes streams";
    return {};
}

} // namespace redstart
