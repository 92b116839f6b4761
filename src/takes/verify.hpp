// Whether a take is what its header and its sidecar say.
#pragma once

#include "takes/digest.hpp"
#include "takes/sidecar.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct Verdict {
    enum class Digest : std::uint8_t {
        matches,
        differs,
        not_made,   // the sidecar has none, or is still a journal
        no_sidecar, // nobody knows what it should be
    };
    std::vector<std::string> faults; // a clause each; none: all that could be checked holds
    WavInfo info;
    std::optional<Sidecar> sidecar; // or journal
    bool is_journal = false;        // the sidecar is not finished
    Digest digest = Digest::no_sidecar;
};

/// Holds a WAV file to its header, and to the NAME.json or NAME.json.part beside it. Any WAV file
/// may be asked for; one without a sidecar is held to its header alone. A FLAC file is decoded and
/// held to its MD5, to what it keeps of the WAV file, and to the same sidecar. Throws Error for
/// what is neither or cannot be read, and where FLAC needs libFLAC.
Verdict verify_take(const std::filesystem::path& wav, const GoOn& progress = {});

} // namespace redstart
