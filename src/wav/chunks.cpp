// Goes from head to head, and believes none that does not fit into the file.
#include "wav/chunks.hpp"

#include "wav/bytes.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <array>

namespace redstart {
namespace {

constexpr std::size_t head_bytes = 8;
constexpr int most_chunks = 4096;
constexpr std::size_t last_bytes = 256 * 1024; // of a file, in which chunks are looked for
constexpr std::size_t block_bytes = 1024 * 1024;

/// What programs write behind the sound.
constexpr std::array known = {"LIST", "cue ", "fact", "PEAK", "smpl", "inst", "bext", "iXML",
                              "JUNK", "junk", "PAD ", "FLLR", "id3 ", "ID3 ", "guan", "wamd",
                              "plst", "ltxt", "note", "labl", "afsp", "DISP", "_PMX", "axml",
                              "chna", "MD5 ", "levl", "umid", "acid", "cart", "regn"};

/// Of other formats, put behind a finished file by those who tag it.
constexpr std::array tags = {"TAG", "ID3\2", "ID3\3", "ID3\4", "APETAGEX", "LYRICSBEGIN"};

bool is_known(std::string_view id) {
    return std::ranges::find(known, id) != known.end();
}

bool is_readable(std::string_view id) {
    return id.size() == 4 && std::ranges::all_of(id, [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<WavChunk> chunk_at(int fd, const std::string& name, std::uint64_t at) {
    std::array<std::byte, head_bytes> head{};
    if (read_at(fd, name, at, head) < head.size()) return {};
    return WavChunk{std::string(load_text(head, 0, 4)), at + head_bytes,
                    load<std::uint32_t>(head, 4)};
}

bool is_tag(int fd, const std::string& name, std::uint64_t at) {
    std::array<std::byte, 16> front{};
    const std::size_t bytes = read_at(fd, name, at, front);
    const auto text = load_text(std::span(front).first(bytes), 0, bytes);
    return std::ranges::any_of(tags, [&](const char* tag) { return text.starts_with(tag); });
}

/// That known chunks lie end to end from `at` to the end of what is in memory; the pad byte of the
/// last may be missing.
bool fills(std::span<const std::byte> memory, std::size_t at) {
    while (at + head_bytes <= memory.size() && is_known(load_text(memory, at, 4))) {
        const std::uint64_t bytes = load<std::uint32_t>(memory, at + 4);
        const std::uint64_t end = at + head_bytes + bytes;
        if (end == memory.size() || end + bytes % 2 == memory.size()) return true;
        if (end > memory.size()) return false;
        at = static_cast<std::size_t>(end + bytes % 2);
    }
    return false;
}

} // namespace

std::vector<WavChunk> chunks_to_sound(int fd, const std::string& name) {
    std::vector<WavChunk> chunks;
    std::uint64_t at = 12;
    for (int i = 0; i < most_chunks && at <= most_front; ++i) {
        const auto chunk = chunk_at(fd, name, at);
        if (!chunk) break;
        chunks.push_back(*chunk);
        if (chunk->id == "data") return chunks;
        at = chunk->at + chunk->bytes + chunk->bytes % 2;
    }
    return {};
}

Following what_follows(int fd, const std::string& name, std::uint64_t at,
                       std::uint64_t file_bytes) {
    if (at >= file_bytes) return {Following::What::nothing, at};
    if (is_tag(fd, name, at)) return {Following::What::tag, at};
    const auto first = chunk_at(fd, name, at);
    std::uint64_t end = at;
    for (int i = 0; i < most_chunks; ++i) {
        const auto chunk = chunk_at(fd, name, end);
        if (!chunk || !is_readable(chunk->id)) break;
        const std::uint64_t next = chunk->at + chunk->bytes;
        if (next > file_bytes) break;
        end = std::min(next + chunk->bytes % 2, file_bytes);
    }
    if (first && (end == file_bytes || is_known(first->id))) return {Following::What::chunks, end};
    return {Following::What::other, at};
}

std::optional<std::uint64_t> chunks_at_the_end(int fd, const std::string& name, std::uint64_t from,
                                               std::uint64_t file_bytes) {
    const std::uint64_t begin =
        file_bytes - from > last_bytes ? (file_bytes - last_bytes) / 2 * 2 : from;
    std::vector<std::byte> memory(static_cast<std::size_t>(file_bytes - begin));
    memory.resize(read_at(fd, name, begin, memory));
    for (std::size_t at = begin % 2; at + head_bytes <= memory.size(); at += 2)
        if (fills(memory, at)) return begin + at;
    return {};
}

std::uint64_t zeros_before(int fd, const std::string& name, std::uint64_t from, std::uint64_t to) {
    std::vector<std::byte> block(block_bytes);
    for (std::uint64_t end = to; end > from;) {
        const auto bytes =
            static_cast<std::size_t>(std::min<std::uint64_t>(end - from, block_bytes));
        const auto now = std::span(block).first(bytes);
        if (read_at(fd, name, end - bytes, now) < bytes) return 0; // it became shorter meanwhile
        const auto last = std::find_if(now.rbegin(), now.rend(),
                                       [](std::byte byte) { return byte != std::byte{0}; });
        end -= static_cast<std::uint64_t>(last - now.rbegin());
        if (last != now.rend()) return to - end;
    }
    return to - from;
}

} // namespace redstart
