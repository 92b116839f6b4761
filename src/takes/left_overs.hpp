// Completes what an earlier life left behind: NAME.wav.part becomes a true NAME.wav.
#pragma once

#include "wav/unfinished.hpp"

#include <redstart/left_overs.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Looks at all *.wav.part below a folder that are regular files, without following links. One that
/// a living program writes (WavFile holds its TakeLock) is passed over in silence; one that
/// Redstart did not write is left. Nothing is ever replaced: beside a NAME.wav it becomes
/// NAME_recovered.wav, but for one that is NAME.wav under a second name (takes/fat_double_name).
/// The marks and gaps in the journal beside a file become its cue points, as a clean stop would
/// have made them, and the journal gets the end that it lacks ("crash", "power" or "failure"). A
/// journal without any sound is removed. Throws nothing for a file or folder that cannot be read;
/// that is `left` with its reason.
std::vector<LeftOver> complete_left_overs(const std::filesystem::path& folder, After after);

/// The name that it would be given, as long as nobody else takes it.
std::filesystem::path completed_name(const std::filesystem::path& part);

/// The same of one .part; nothing for one that is passed over.
std::optional<LeftOver> complete_left_over(const std::filesystem::path& part, After after);

} // namespace redstart
