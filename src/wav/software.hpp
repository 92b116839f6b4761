// Which program made a WAV file, as far as its header gives it away.
#pragma once

#include "wav/chunks.hpp"
#include "wav/info.hpp"

#include <string>

namespace redstart {

/// By what it wrote of itself (LIST/INFO/ISFT, Redstart's note), else by the sizes that it leaves
/// while it records. Empty where neither tells.
std::string wav_software(int fd, const std::string& name, const WavInfo& info,
                         const std::vector<WavChunk>& front);

/// arecord begins with 2 GiB, sox with 0x7FFFF000 in whole frames.
bool is_unfinished_arecord(const WavInfo& info) noexcept;
bool is_unfinished_sox(const WavInfo& info) noexcept;

} // namespace redstart
