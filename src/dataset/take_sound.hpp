// The sound of a take as an export asks for it: its length, gaps and digest.
#pragma once

#include "takes/digest.hpp"

#include <redstart/format.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace redstart {

struct TakeSound {
    unsigned rate = 0, channels = 0;
    Frames frames = 0;
    std::uint64_t bytes = 0; // over which its digest is
    std::size_t gaps = 0;    // that its file marks
    std::string fault;       // why it is not whole; empty: it is
};

/// Of its header and chunks alone, of a WAV or FLAC file. `name` is for errors. Throws Error where
/// the file is neither.
TakeSound look_at_sound(int fd, const std::string& name);

/// SHA-256 of the sound, 64 hex digits; empty where `go_on` ended it. Throws Error, with the code
/// not_supported where it is FLAC and libFLAC is not installed.
std::string digest_of_sound(int fd, const std::filesystem::path& file, DigestBlock& block,
                            const GoOn& go_on);

} // namespace redstart
