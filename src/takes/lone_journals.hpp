// Removes the journals of takes that came to no sound, and nobody else's files.
#pragma once

#include <filesystem>

namespace redstart {

/// All *.json.part below a folder that are ours and of no use: without a NAME.wav, or with nothing
/// in them. What does not begin as a journal does is somebody else's and stays; one that is empty
/// or all zeros tells nothing, and goes only beside a NAME.wav of Redstart's. In silence.
void remove_lone_journals(const std::filesystem::path& folder);

/// The journal beside a .part that had no sound, where it is empty or all zeros.
void remove_begun_journal(const std::filesystem::path& part);

} // namespace redstart
