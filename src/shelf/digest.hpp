// The SHA-256 of the sound in a WAV file, by GNU Nettle.
#pragma once

#include "wav/info.hpp"

#include <functional>
#include <optional>
#include <string>

namespace redstart {

/// Asked after each block with the bytes that are done; false ends the work for now. It may as well
/// wait, until nothing more important goes on.
using GoOn = std::function<bool(std::uint64_t done, std::uint64_t of)>;

/// 64 hex digits over the bytes that info.data_bytes counts; nothing where `go_on` ended it. What
/// was read does not stay in the page cache. Throws Error where the file cannot be read, or is
/// shorter than that.
std::optional<std::string> sound_digest(int fd, const std::string& name, const WavInfo& info,
                                        const GoOn& go_on = {});

} // namespace redstart
