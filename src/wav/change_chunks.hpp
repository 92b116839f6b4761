// What a finished file says of itself is changed in place: no byte moves, and no sound is touched.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>

namespace redstart {

/// Called with chunks that lie end to end, and changes no more than what is in them.
using ChunkChange = std::function<void(std::span<std::byte>)>;

/// In a file that Redstart closed: all chunks before the sound at once, and each behind it that
/// says something. Those behind are on the card before the ones in front are written: what came
/// into bext came into all. The file keeps its times. What cannot be changed is true as it is;
/// throws Error where the file cannot be read.
void change_chunks(const std::filesystem::path& wav, const ChunkChange& change);

} // namespace redstart
