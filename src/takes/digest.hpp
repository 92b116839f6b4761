// The SHA-256 of the sound in a WAV or FLAC file, by GNU Nettle.
#pragma once

#include "wav/info.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace redstart {

class FlacFrames;
class LoudnessMeter;

/// Asked after each block with the bytes that are done; false ends the work for now. It may as well
/// wait, until nothing more important goes on.
using GoOn = std::function<bool(std::uint64_t done, std::uint64_t of)>;

/// What the sound is read through, 64 KiB. A program that runs for years takes it once, at its
/// start, so that its first digest costs no memory.
using DigestBlock = std::array<std::byte, 64 * 1024>;

/// 64 hex digits over the bytes that info.data_bytes counts; nothing where `go_on` ended it. What
/// was read is shown to `loudness` too, and does not stay in the page cache. Throws Error where the
/// file cannot be read, or is shorter than that.
std::optional<std::string> sound_digest(int fd, const std::string& name, const WavInfo& info,
                                        DigestBlock& block, const GoOn& go_on = {},
                                        LoudnessMeter* loudness = nullptr);

/// The same of a FLAC file from its first frame on: over the bytes of its WAV file's sound. Throws
/// Error also where it is damaged.
std::optional<std::string> sound_digest(FlacFrames& frames, const GoOn& go_on = {});

} // namespace redstart
