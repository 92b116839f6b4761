// Where the chunks of a WAV file lie, also in one whose sizes are not true.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct WavChunk {
    std::string id;
    std::uint64_t at = 0;    // of what is in it; its head is the 8 bytes before
    std::uint64_t bytes = 0; // as its head says
};

/// Those up to the sound, which is the last: `data`. Without it, or with more than `most_front`
/// bytes in front of it, nothing. Throws Error where the file cannot be read, as all here do.
constexpr std::uint64_t most_front = 1024 * 1024;
std::vector<WavChunk> chunks_to_sound(int fd, const std::string& name);

/// What begins at an offset behind the sound.
struct Following {
    enum class What : std::uint8_t {
        nothing, // the file ends there
        chunks,  // as programs write them there; the last may be cut off
        tag,     // of another format, ID3 or APE, put behind the finished file
        other,   // sound, or nothing that anybody knows
    };
    What what = What::nothing;
    std::uint64_t end = 0; // of the last chunk that is whole
};
Following what_follows(int fd, const std::string& name, std::uint64_t at, std::uint64_t file_bytes);

/// Where the chunks begin that end a file whose sound lies from `from` on and is of unknown length:
/// of kinds that are known to stand there, one behind the other, the last ending with the file.
std::optional<std::uint64_t> chunks_at_the_end(int fd, const std::string& name, std::uint64_t from,
                                               std::uint64_t file_bytes);

/// How many bytes in a row are 0 before `to`, no further back than `from`.
std::uint64_t zeros_before(int fd, const std::string& name, std::uint64_t from, std::uint64_t to);

} // namespace redstart
