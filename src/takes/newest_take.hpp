// Which take in a folder was finished last.
#pragma once

#include <filesystem>

namespace redstart {

/// The NAME.wav below the folder that was written to last; empty where there is none. No link is
/// followed, and what cannot be read is passed over.
std::filesystem::path newest_take(const std::filesystem::path& folder);

} // namespace redstart
