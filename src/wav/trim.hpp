// Makes a new WAV file, or several, of what is above a level in another.
#pragma once

#include "audio/voice_output.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct TrimResult {
    bool is_whole = true; // else go_on() ended it, and nothing of it stays
    std::vector<std::filesystem::path> files;
    std::vector<std::string> left; // chunks of the original that no new file has, "bext"
};

/// Reads `file`, which is only read, and writes `to`, and further parts beside it, numbered. No
/// file is overwritten; the one in the making is a .part with a true header. Marks move with their
/// sound, gaps too. Calls go_on(frames done, of all) between blocks.
///
/// After an error, and where go_on() says false, no part of it stays under any name. Throws Error.
TrimResult trim_wav(const std::filesystem::path& file, const std::filesystem::path& to,
                    const VoiceSettings& settings, const std::shared_ptr<VoiceTally>& tally,
                    const std::function<bool(Frames, Frames)>& go_on);

} // namespace redstart
