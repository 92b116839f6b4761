// `redstart session --flac`: what follows when the last take is over and the microphone closed.
#pragma once

#include "app/display.hpp"

#include <filesystem>

namespace redstart {

/// Makes FLAC of all takes of a data set, at idle priority; a stop leaves the rest WAV, for the
/// next time. What stays WAV is said aloud; false then. Throws Error where another session began.
bool make_flac_of_takes(const std::filesystem::path& folder, Display& display);

} // namespace redstart
